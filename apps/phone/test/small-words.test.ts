import { presets } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import { boundedBySending, choicesUpTo, clocksText } from '../src/pieces/clocks.ts'
import { groupsOf } from '../src/pieces/digit-groups.ts'
import { piecesAround } from '../src/pieces/found.ts'
import { hueOf, initialsOf } from '../src/pieces/initials.ts'
import { outcomeOf } from '../src/pieces/outcome.ts'
import { bytesTooMany } from '../src/pieces/text-length.ts'
import { talk as english } from '../src/words/en/talk.ts'

/** By an address that the compiler does not follow: it would look at the page's own modules without their library. */
const load = async (language: string): Promise<typeof english> =>
  ((await import(new URL(`../src/words/${language}/talk.ts`, import.meta.url).href)) as { talk: typeof english }).talk
const [german, arabic] = await Promise.all([load('de'), load('ar')])

test('initials are those of the first two parts that begin with a letter', () => {
  expect(['anna.keller', 'alice', 'desk-7', 'a.b.c', 'x-ray.2go'].map(initialsOf)).toEqual(['AK', 'A', 'D', 'AB', 'XR'])
})

test('a colour belongs to a handle, and all eight are used', () => {
  expect(hueOf('alice')).toBe(hueOf('alice'))
  expect(new Set(Array.from({ length: 200 }, (_, at) => hueOf(`p${at}`))).size).toBe(8)
})

test('a safety number is read in twelve groups of five', () => {
  const digits = '314159265358979323846264338327950288419716939937510582097494'
  expect(groupsOf(digits)).toHaveLength(12)
  expect(groupsOf(digits).join('')).toBe(digits)
  expect(groupsOf('12345 67890')).toEqual(['12345', '67890'])
})

test('only the very same code counts as the same, and what is no safety code is told apart', () => {
  const own = 'EBB1:aaaa:bbbb'
  expect(outcomeOf(own, own)).toBe('same')
  expect(outcomeOf('EBB1:aaaa:bbbc', own)).toBe('different')
  expect(outcomeOf(`${own} `, own)).toBe('different')
  expect(outcomeOf('EBB1:', own)).toBe('different')
  expect(outcomeOf('https://example.org/i#abc', own)).toBe('foreign')
  expect(outcomeOf('', own)).toBe('foreign')
  expect(outcomeOf(own, undefined)).toBe('foreign')
})

describe('a text is too long', () => {
  test.for([
    ['60,000 bytes are not', 'a'.repeat(60_000), 0],
    ['one more is', 'a'.repeat(60_001), 1],
    ['counted in bytes, not in letters', 'ä'.repeat(30_001), 2],
    ['of four bytes too', '🙂'.repeat(15_001), 4],
  ] as const)('%s', ([, text, over]) => expect(bytesTooMany(text)).toBe(over))
})

describe('clocks', () => {
  test('that are offered are no longer than what holds, which is offered itself', () => {
    expect(choicesUpTo(2_419_200)).toEqual(presets)
    expect(choicesUpTo(3600)).toEqual([30, 300, 3600])
    expect(choicesUpTo(7200)).toEqual([30, 300, 3600, 7200])
  })
  test('from reading are never longer than from sending', () => {
    expect(boundedBySending({ ceiling: 300, afterRead: 3600 })).toEqual({ ceiling: 300, afterRead: 300 })
    expect(boundedBySending({ ceiling: 300, afterRead: null })).toEqual({ ceiling: 300, afterRead: null })
  })
  test('are said in every language', () => {
    expect(german.left('5 Tage')).toBe('Verschwindet in 5 Tagen')
    const both = { ceiling: 432_000, afterRead: 300 }
    expect(clocksText({ ceiling: 2_419_200, afterRead: null }, english, 'en')).toBe('4 weeks after sending')
    expect(clocksText(both, english, 'en')).toBe('5 minutes after reading, and at the latest 5 days after sending')
    expect(clocksText(both, german, 'de')).toBe('5 Minuten nach dem Lesen, spätestens 5 Tage nach dem Senden')
    expect(clocksText(both, arabic, 'ar')).toContain('5 دقائق')
  })
})

describe('what was found', () => {
  const said = (text: string, wanted: string): string =>
    piecesAround(text, wanted)
      .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
      .join('')
  test('is marked wherever it stands, whatever the case', () =>
    expect(said('Marked in the margin', 'mar')).toBe('[Mar]ked in the [mar]gin'))
  test('is shown although it stands far back', () => {
    const shown = said(`${'x '.repeat(200)}needle ${'y '.repeat(200)}`, 'needle')
    expect(shown).toContain('[needle]')
    expect(shown.startsWith('…')).toBe(true)
    expect(shown.length).toBeLessThan(200)
  })
  test('keeps its place where another case is longer', () =>
    expect(said('İstanbul is far', 'far')).toBe('İstanbul is [far]'))
  test('and what was not, is shown plainly', () => expect(said('nothing here', 'zebra')).toBe('nothing here'))
})

test('every language counts what is unread in its own forms', () => {
  expect([1, 2, 5].map(english.unread)).toEqual(['1 unread message', '2 unread messages', '5 unread messages'])
  expect([1, 2].map(german.unread)).toEqual(['1 ungelesene Nachricht', '2 ungelesene Nachrichten'])
  expect(
    new Set([1, 2, 3, 11, 100].map((count) => arabic.unread(count).replace(/\d+/, ''))).size,
  ).toBeGreaterThanOrEqual(4)
})
