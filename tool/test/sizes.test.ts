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
      '/assets/onboarding-01234567.js': 'import"./shared-b.js"',
      '/assets/onboarding-name-01234567.js': '',
      '/assets/later-f.js': '',
      '/assets/worker-g.js': 'import{x}from"./part-h.js"',
      '/assets/part-h.js': '',
      '/assets/keeper-01234567.js': 'import"./part-i.js"',
      '/assets/part-i.js': '',
      ...changes,
    }),
  )

test('what is imported at once counts, what is loaded later is only told', () => {
  const fits = checkSizes(build({ '/assets/later-f.js': weight(200) }))
  expect(fits.ok).toBe(true)
  expect(fits.output).toMatch(
    /^page: 0\.\d of 70 KB\nworker: 0\.\d of 160 KB\nlater: later-d\.js .*, onboarding-name-\S+ .*, later-f\.js 1\d\d\.\d KB$/,
  )
})

test.each(['page-a', 'shared-b', 'side-c', 'deep-e', 'onboarding-01234567'])('too much in %s fails', (name) => {
  const path = `/assets/${name}.js`
  const text = build().get(path)!
  expect(checkSizes(build({ [path]: text + weight(most.page * 0.8) })).ok).toBe(true)
  expect(checkSizes(build({ [path]: text + weight(most.page * 1.1) })).ok).toBe(false)
})

test.each(['worker-g', 'part-h', 'keeper-01234567', 'part-i'])('too much in %s fails', (name) => {
  const path = `/assets/${name}.js`
  const text = build().get(path)!
  expect(checkSizes(build({ [path]: text + weight(most.worker * 0.8) })).ok).toBe(true)
  expect(checkSizes(build({ [path]: text + weight(most.worker * 1.1) })).ok).toBe(false)
})

test('a build in which one of the parts that count is not found does not pass', () => {
  expect(checkSizes(build({ '/index.html': '' })).ok).toBe(false)
  for (const name of ['worker-g', 'keeper-01234567', 'onboarding-01234567']) {
    const lost = new Map([...build()].filter(([path]) => path !== `/assets/${name}.js`))
    expect(checkSizes(lost).ok).toBe(false)
  }
  const torn = new Map([...build()].filter(([path]) => path !== '/assets/deep-e.js'))
  expect(() => checkSizes(torn)).toThrow('the build lacks /assets/deep-e.js')
})
