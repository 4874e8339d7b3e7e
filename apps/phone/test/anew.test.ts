/** Leaving twice crashes Chromium now and then: however often it is asked for, the page leaves once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const left: string[] = []
beforeEach(() => {
  vi.resetModules()
  left.length = 0
  vi.stubGlobal('location', {
    replace: (where: string) => left.push(where),
    reload: () => left.push('here'),
  })
})
afterEach(() => void vi.unstubAllGlobals())

const freshPage = () => import('../src/anew.ts')

test('by whichever way was asked for first', async () => {
  const { beginAnew } = await freshPage()
  beginAnew('/')
  beginAnew('/')
  beginAnew()
  expect(left).toEqual(['/'])
})

test('without a place, at the same address', async () => {
  const { beginAnew } = await freshPage()
  beginAnew()
  expect(left).toEqual(['here'])
})
