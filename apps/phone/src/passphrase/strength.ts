/**
 * How hard a passphrase is to guess: an estimate that would rather say too little. It counts what somebody who guesses
 * would try first (common words, rows of keys, dates, repeats, names that they know) as almost nothing, a word as a
 * word, and only what follows no pattern by its characters.
 */
import { commonest, rows } from './commonest.ts'

export type Level = 'weak' | 'fair' | 'good' | 'strong'

export interface Strength {
  /** Guessing right takes about 2 to this power tries, each with its own Argon2id. */
  readonly bits: number
  readonly level: Level
}

const wordBits = 11
const commonBits = 5
const plainWord = 8

/** `known`: what somebody who guesses knows anyway, such as the own name or the server's. */
export function strengthOf(passphrase: string, known: readonly string[] = []): Strength {
  const text = passphrase.normalize('NFKC').trim()
  const bits = Math.round(Math.min(bitsOfRepeats(text, known), bitsByCharacters(text)))
  return { bits, level: levelOf(bits) }
}

export const levelOf = (bits: number): Level =>
  bits < 35 ? 'weak' : bits < 48 ? 'fair' : bits < 64 ? 'good' : 'strong'

/** The same again is not more. */
function bitsOfRepeats(text: string, known: readonly string[]): number {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length)
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text))
      return bitsOfParts(unit, known) + Math.log2(text.length / length)
  }
  return bitsOfParts(text, known)
}

function bitsOfParts(text: string, known: readonly string[]): number {
  const lower = known.map((name) => name.toLowerCase()).filter((name) => name.length > 1)
  const seen = new Set<string>()
  let bits = 0
  for (const part of partsOf(text)) {
    // A word that stood there before costs a guess at which.
    bits += seen.has(part.toLowerCase()) ? Math.min(2, bitsOfPart(part, lower)) : bitsOfPart(part, lower)
    seen.add(part.toLowerCase())
  }
  return bits
}

/** Stretches of letters with the signs that stand for letters inside them, of digits, of anything else. */
const partsOf = (text: string): readonly string[] =>
  text.match(/[\p{L}\p{M}]+(?:[\d@$!|][\p{L}\p{M}]+)*|\d+|[^\p{L}\p{M}\d]+/gu) ?? []

function bitsOfPart(part: string, known: readonly string[]): number {
  const lower = part.toLowerCase()
  if (isRow(lower)) return commonBits
  if (/^\d+$/.test(part)) return bitsOfDigits(part)
  if (!/\p{L}/u.test(part)) return bitsOfSigns(part)
  const word = unmasked(lower)
  const masked = word === lower ? 0 : 1
  const found = [...known, ...commonest].some((common) => word === common)
  const bits = found ? commonBits : isWordLike(word) ? bitsOfWord(word) : bitsByCharacters(part)
  return Math.min(bits, bitsByCharacters(part)) + masked + bitsOfCapitals(part)
}

const bitsOfWord = (word: string): number => wordBits + Math.max(0, word.length - plainWord)

/** Years and dates are few. */
function bitsOfDigits(part: string): number {
  const isYear = /^(19|20)\d\d$/.test(part)
  const isDate = /^(0?[1-9]|[12]\d|3[01])(0?[1-9]|1[0-2])(\d\d|(19|20)\d\d)$/.test(part)
  const isDateBackwards = /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(part)
  if (isYear) return 6
  if (isDate || isDateBackwards) return 14
  return new Set(part).size === 1 ? 4 + Math.log2(part.length) : part.length * Math.log2(10)
}

/** A space or one mark where people put it is hardly a choice. */
function bitsOfSigns(part: string): number {
  if (/^[\s.,_-]$/.test(part)) return 0.5
  return new Set(part).size === 1 ? 3 + Math.log2(part.length) : part.length * Math.log2(20)
}

/** The first letter large, or all of them, is one guess more; anything else a little for each. */
function bitsOfCapitals(part: string): number {
  const capitals = part.match(/\p{Lu}/gu)?.length ?? 0
  if (capitals === 0) return 0
  return capitals === 1 || capitals === part.length ? 1 : Math.min(capitals, part.length - capitals) + 1
}

function isRow(lower: string): boolean {
  if (lower.length < 3) return false
  const turned = Array.from(lower).toReversed().join('')
  return rows.some((row) => row.includes(lower) || row.includes(turned))
}

/** `p4ssw0rd` is `password`. */
const unmasked = (lower: string): string =>
  lower.replace(/[013457@$!|]/g, (sign) => 'oieastasii'['013457@$!|'.indexOf(sign)]!)

/**
 * Whether it could be spoken: vowels where they belong, no more than four consonants on end. Scripts without written
 * vowels count as words always.
 */
function isWordLike(word: string): boolean {
  if (word.length < 3) return false
  if (!/^[a-zà-ɏ]+$/.test(word)) return /^[\p{L}\p{M}]+$/u.test(word)
  const vowels = word.match(/[aeiouyà-æè-ïò-öø-üýÿ]/g)?.length ?? 0
  const share = vowels / word.length
  return share >= 0.2 && share <= 0.75 && !/[bcdfghj-np-tvwxz]{5}/.test(word)
}

/** As if each character were drawn by chance from the kinds that occur. The most that a text can be worth. */
function bitsByCharacters(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/\p{Ll}|\p{Lo}/u, 26],
    [/\p{Lu}/u, 26],
    [/\d/, 10],
    [/[^\p{L}\p{M}\d]/u, 20],
  ]
  const pool = kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0)
  return pool === 0 ? 0 : Array.from(text).length * Math.log2(pool)
}
