import { describe, expect, it } from 'vitest'
import { drawWords } from '../src/passphrase/offer.ts'
import { arabic } from '../src/passphrase/lists/ar.ts'
import { english } from '../src/passphrase/lists/en.ts'
import { german } from '../src/passphrase/lists/de.ts'
import { levelOf, strengthOf } from '../src/passphrase/strength.ts'

const level = (text: string, known?: readonly string[]): string => strengthOf(text, known).level

describe('strength of a passphrase', () => {
  it.each([
    ['nothing', ''],
    ['a common word', 'password'],
    ['masked, with a year and a mark', 'P@ssw0rd2024!'],
    ['a row of keys', 'qwertyuiop'],
    ['rows of keys', 'qwertz123456asdf'],
    ['a long row of digits', '1234567890'],
    ['a date and a name', 'Michael 24121987'],
    ['one character, often', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['a word, often', 'elephantelephantelephantelephant'],
    ['a word with a space, often', 'cactus cactus cactus cactus cactus cactus'],
    ['two words', 'purple elephant'],
    ['common words in a row', 'hello sunshine iloveyou princess'],
    ['an Arabic word', 'مرحبا'],
    ['seven random characters of one kind', 'xqzvkwp'],
  ])('%s is weak', (_, text) => {
    expect(level(text)).toBe('weak')
  })

  it.each([
    ['four words', 'meadow kettle violin harbor', 'fair'],
    ['five words', 'meadow kettle violin harbor thunderclap', 'good'],
    ['five Arabic words', 'باب نخل قمر زيت جبل', 'good'],
    ['twelve random characters of all kinds', 'x7Gk9!pQ2v#M', 'strong'],
    ['sixteen random letters', 'xkqzvbwtrplmjhcf', 'strong'],
    ['seven words', 'meadow kettle violin harbor cactus orbit pillow', 'strong'],
  ] as const)('%s: %s', (_, text, wanted) => {
    expect(level(text)).toBe(wanted)
  })

  it('counts what somebody who guesses knows as almost nothing', () => {
    const alone = strengthOf('rumpelstilz').bits
    expect(strengthOf('rumpelstilz', ['rumpelstilz']).bits).toBeLessThan(alone)
    expect(strengthOf('Rumpelst1lz', ['rumpelstilz']).bits).toBeLessThan(alone)
  })

  it('never says less for more words', () => {
    const words = english.slice(100, 110)
    const bits = words.map((_, i) => strengthOf(words.slice(0, i + 1).join(' ')).bits)
    expect(bits).toEqual(bits.toSorted((a, b) => a - b))
  })

  it('is the same however an accent is written', () => {
    expect(strengthOf('caf\u00e9 au lait noir').bits).toBe(strengthOf('cafe\u0301 au lait noir').bits)
  })

  it('has its levels where they are said to be', () => {
    expect([34, 35, 47, 48, 63, 64].map(levelOf)).toEqual(['weak', 'fair', 'fair', 'good', 'good', 'strong'])
  })
})

describe('an offered passphrase', () => {
  const lists = { english, german, arabic }

  it.each(Object.entries(lists))('%s: every word once, in small letters, nothing around it', (_, list) => {
    expect(new Set(list).size).toBe(list.length)
    expect(list.filter((word) => word !== word.normalize('NFKC').toLowerCase() || !/^\p{L}{2,}$/u.test(word))).toEqual(
      [],
    )
  })

  it.each([
    ['english', 5, 50],
    ['german', 5, 50],
    ['arabic', 6, 54],
  ] as const)('%s: %i words, %i bits', (name, count, bits) => {
    const offer = drawWords(lists[name], (bytes) => crypto.getRandomValues(bytes))
    expect(offer.text.split(' ')).toHaveLength(count)
    expect(offer.bits).toBe(bits)
    for (const word of offer.text.split(' ')) expect(lists[name]).toContain(word)
  })

  it('is at least good by the estimate that everybody else is held to', () => {
    for (const list of Object.values(lists)) {
      for (let i = 0; i < 200; i++) {
        const { text } = drawWords(list, (bytes) => crypto.getRandomValues(bytes))
        expect(strengthOf(text).level, text).toMatch(/fair|good|strong/)
      }
    }
  })

  it('draws a number beyond the last full round again, so that no word comes more often', () => {
    const drawn = [65_535, 0, 65_534, 1, 2]
    const three = ['one', 'two', 'three']
    let next = 0
    const offer = drawWords(three, (bytes) => {
      const number = drawn[next++] ?? 2
      bytes.set([number >> 8, number & 255])
    })
    // 65,535 = 3 × 21,845 is the first that is refused.
    expect(offer.text.split(' ').slice(0, 4)).toEqual(['one', 'three', 'two', 'three'])
  })
})
