/** Whether the browser keeps the keys is what the browser says, and nothing else. */
import { afterEach, expect, test, vi } from 'vitest'
import { askingShows, askToKeep, kept, lookWhetherKept } from '../src/install/keeping.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  kept.value = undefined
})

const browser = (storage: object, userAgent = ''): void => void vi.stubGlobal('navigator', { storage, userAgent })
const refuses = (): Promise<boolean> => Promise.reject(new DOMException('', 'SecurityError'))

test.for([true, false])('a browser that is asked and says %s is taken at its word', async (answer) => {
  browser({ persist: async () => answer, persisted: async () => !answer })
  await askToKeep()
  expect(kept.value).toBe(answer)
  await lookWhetherKept()
  expect(kept.value).toBe(!answer)
})

test('one that will not be asked keeps nothing', async () => {
  browser({ persist: refuses, persisted: refuses })
  await askToKeep()
  expect(kept.value).toBe(false)
  kept.value = undefined
  await lookWhetherKept()
  expect(kept.value).toBe(false)
})

test('only where asking shows a question does a person have to tap for it', () => {
  browser({}, 'Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0')
  expect(askingShows()).toBe(true)
  browser(
    {},
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
  )
  expect(askingShows()).toBe(false)
})
