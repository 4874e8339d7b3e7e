/** Names in letters that are read the other way, in the questions of every language, as Chromium draws them. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listed } from '../../apps/phone/src/words/apart.ts'
import type { group } from '../../apps/phone/src/words/en/group.ts'
import { startPhoneBrowser } from '../stage/phone.ts'

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: {
  readonly body: { textContent: string; readonly firstChild: object }
  readonly documentElement: { dir: string }
  createRange(): {
    setStart(node: object, at: number): void
    setEnd(node: object, at: number): void
    getBoundingClientRect(): { readonly left: number }
  }
}

/** By an address that the compiler does not follow: it would look at the page's own modules without their library. */
const load = async (language: string): Promise<typeof group> =>
  (
    (await import(new URL(`../../apps/phone/src/words/${language}/group.ts`, import.meta.url).href)) as {
      group: typeof group
    }
  ).group

let browser: Awaited<ReturnType<typeof startPhoneBrowser>>
let page: Page
beforeAll(async () => {
  browser = await startPhoneBrowser()
  page = await browser.newPage()
}, 60_000)
afterAll(() => browser?.close())

/** On which side of the letter before it the last sign of a name is drawn. */
const sideOfEnd = (text: string, name: string, dir: 'ltr' | 'rtl'): Promise<'left' | 'right'> =>
  page.evaluate(
    ([whole, last, direction]) => {
      document.documentElement.dir = direction
      document.body.textContent = whole
      const leftOf = (at: number): number => {
        const range = document.createRange()
        range.setStart(document.body.firstChild, at)
        range.setEnd(document.body.firstChild, at + 1)
        return range.getBoundingClientRect().left
      }
      return leftOf(last) < leftOf(last - 1) ? 'left' : 'right'
    },
    [text, text.indexOf(name) + name.length - 1, dir] as const,
  )

const arabic = 'مكتب الليل!'
const english = 'Night desk!'

describe.each([
  ['en', 'ltr', arabic, 'left'],
  ['de', 'ltr', arabic, 'left'],
  ['ar', 'rtl', english, 'right'],
] as const)('in %s, which is read %s', (language, dir, name, side) => {
  test('a group with a name in other letters is asked about with its name as it is', async () => {
    const say = await load(language)
    for (const text of [say.leaveTitle(name), say.requestTitle('alice', name), say.renamed('alice', name)])
      expect(await sideOfEnd(text, name, dir), text).toBe(side)
    // The control: without a direction of its own, its end is drawn where the sentence goes on.
    expect(await sideOfEnd(`${say.you} ${name}?`, name, dir)).not.toBe(side)
  })
})

test('names in a list are kept as they are in a line that is read from right to left', async () => {
  const say = await load('ar')
  const name = 'night.'
  for (const who of [
    [name, 'bob'],
    ['bob', name],
    ['bob', name, 'carol'],
  ]) {
    const line = say.added(null, listed(who, 'ar'))
    expect(await sideOfEnd(line, name, 'rtl'), line).toBe('right')
  }
  const plain = say.added(null, new Intl.ListFormat('ar').format(['bob', name]))
  expect(await sideOfEnd(plain, name, 'rtl'), 'the control').toBe('left')
})
