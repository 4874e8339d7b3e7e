/** What counts as loaded at the first start, and that too much of it fails. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkSizes, most } from '../sizes.ts'

/** Text that gzip makes about so many kilobytes of. */
const weight = (kilobytes: number): string => `"${randomBytes(kilobytes * 900).toString('hex')}"`
const build = (changes: Record<string, string> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      '/index.html': '<script type="module" crossorigin src="/assets/page-a.js"></script>',
      '/assets/page-a.js': 'import{a as b}from"./shared-b.js";import"./side-c.js";b();import("./later-d.js")',
      '/assets/shared-b.js': 'export*from"./deep-e.js"',
      '/assets/side-c.js': '',
      '/assets/deep-e.js': '',
      '/assets/later-d.js': 'import"./later-f.js"',
      '/assets/later-f.js': '',
      '/assets/worker-g.js': 'import{x}from"./part-h.js"',
      '/assets/part-h.js': '',
      ...changes,
    }),
  )

test('what is imported at once counts, what is loaded later is only told', () => {
  const fits = checkSizes(build({ '/assets/later-f.js': weight(200) }))
  expect(fits.ok).toBe(true)
  expect(fits.output).toMatch(
    /^page: 0\.\d of 70 KB\nworker: 0\.\d of 160 KB\nlater: later-d\.js .*, later-f\.js 1\d\d\.\d KB$/,
  )
})

test.each(['page-a', 'shared-b', 'side-c', 'deep-e'])('too much in %s fails', (name) => {
  const path = `/assets/${name}.js`
  const text = build().get(path)!
  expect(checkSizes(build({ [path]: text + weight(most.page * 0.8) })).ok).toBe(true)
  expect(checkSizes(build({ [path]: text + weight(most.page * 1.1) })).ok).toBe(false)
})

test.each(['worker-g', 'part-h'])('too much in %s fails', (name) => {
  const path = `/assets/${name}.js`
  const text = build().get(path)!
  expect(checkSizes(build({ [path]: text + weight(most.worker * 0.8) })).ok).toBe(true)
  expect(checkSizes(build({ [path]: text + weight(most.worker * 1.1) })).ok).toBe(false)
})

test('a build whose page or worker is not found does not pass', () => {
  expect(checkSizes(build({ '/index.html': '' })).ok).toBe(false)
  const lost = new Map([...build()].filter(([path]) => path !== '/assets/worker-g.js'))
  expect(checkSizes(lost).ok).toBe(false)
  const torn = new Map([...build()].filter(([path]) => path !== '/assets/deep-e.js'))
  expect(() => checkSizes(torn)).toThrow('the build lacks /assets/deep-e.js')
})
