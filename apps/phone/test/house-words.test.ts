import { commandLines } from '@ebb/engine'
import { describe, expect, it } from 'vitest'

type Tree = { readonly [name: string]: unknown }

/** By an address that the compiler does not follow: it would look at the page's own modules without their library. */
const load = async (path: string): Promise<Tree> =>
  (await import(new URL(`../src/words/${path}`, import.meta.url).href)) as Tree

const languages = ['en', 'de', 'ar'] as const

describe.each(languages)('the words in %s', (language) => {
  it('have a line for every refusal, and none speaks of a terminal', async () => {
    const { refusals } = (await load(`${language}/refusals.ts`)) as { refusals: Record<string, string> }
    const own = [
      'in-use',
      'corrupt',
      'newer',
      'disk-full',
      'unreadable',
      'missing',
      'empty',
      'wrong-passphrase',
      'elsewhere',
      'no-storage',
      'bad-file',
    ]
    for (const why of [...Object.keys(commandLines), ...own]) {
      expect(refusals[why], why).toBeTypeOf('string')
      expect(refusals[why], why).not.toMatch(/\bebb [a-z]|--|\bhome\b/)
      expect(refusals[why]!.length, why).toBeGreaterThan(8)
    }
  })

  it('say something everywhere, with what they were given', async () => {
    for (const [name, text] of await everything(language)) {
      expect(text.trim(), name).not.toBe('')
      expect(text, name).not.toMatch(/undefined|NaN|\[object/)
    }
  })
})

it('the languages have the same words, and none is left in another language', async () => {
  const [en, de, ar] = await Promise.all(languages.map(async (language) => new Map(await everything(language))))
  expect([...de!.keys()]).toEqual([...en!.keys()])
  expect([...ar!.keys()]).toEqual([...en!.keys()])
  const same = [...en!].filter(([name, text]) => text === de!.get(name)).map(([, text]) => text)
  // What both languages call the same.
  expect(new Set(same)).toEqual(new Set(['Name', 'Server', 'Passphrase', 'Version']))
  for (const [name, text] of ar!) expect(text, name).toMatch(/[\u0600-\u06ff]/)
})

async function everything(language: string): Promise<(readonly [name: string, text: string])[]> {
  const [{ house }, { promises }] = await Promise.all([load(`${language}/house.ts`), load(`${language}/promises.ts`)])
  return said({ house, promises })
}

/** Every text by its place; what makes a text is given samples. */
function said(tree: Tree, path = ''): (readonly [name: string, text: string])[] {
  return Object.entries(tree).flatMap(([name, word]): (readonly [string, string])[] => {
    const place = `${path}${name}`
    if (typeof word === 'string') return [[place, word]]
    if (typeof word !== 'function') return said(word as Tree, `${place}.`)
    return [0, 1, 2, 5, 11, 100].map((count) => [
      `${place}(${count})`,
      (word as (...a: unknown[]) => string)(count, count + 1),
    ])
  })
}
