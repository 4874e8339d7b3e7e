import { afterEach, expect, test, vi } from 'vitest'
import { askToPersist } from '../src/persist.ts'

afterEach(() => vi.unstubAllGlobals())

/** A browser that has promised already or not, and what it answers when it is asked. Returns how often it was. */
function browser(persisted: boolean, answer: boolean): () => number {
  let asked = 0
  const persist = async (): Promise<boolean> => {
    asked += 1
    return answer
  }
  vi.stubGlobal('navigator', { storage: { persisted: async () => persisted, persist } })
  return () => asked
}

test.for([
  ['that gives its promise', true],
  ['that does not', false],
] as const)('a browser %s is asked once, and what it says counts', async ([, answer]) => {
  const asked = browser(false, answer)
  expect(await askToPersist()).toBe(answer)
  expect(asked()).toBe(1)
})

test('a browser that has promised already is not asked again: some of them would ask the person', async () => {
  const asked = browser(true, false)
  expect(await askToPersist()).toBe(true)
  expect(asked()).toBe(0)
})
