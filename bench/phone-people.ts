/** Names and sentences of people who do not exist, always the same ones. */
const first = [
  'anna',
  'bela',
  'chidi',
  'dana',
  'elif',
  'farid',
  'greta',
  'hoa',
  'ines',
  'jonas',
  'kofi',
  'lena',
  'marek',
  'nadia',
  'omar',
  'paula',
  'quinn',
  'rosa',
  'samir',
  'tilda',
]
const last = [
  'adler',
  'brandt',
  'castro',
  'dogan',
  'eriksen',
  'fischer',
  'garcia',
  'haddad',
  'ito',
  'jansen',
  'keller',
  'lopez',
  'moreau',
  'novak',
  'okafor',
  'petrov',
  'rossi',
  'silva',
  'tanaka',
  'ulrich',
  'vogel',
  'weber',
  'yilmaz',
  'zhang',
  'winter',
]

/** The handle of the person with this number, 0 to 499. */
export const nameOf = (number: number): string => `${first[number % 20]!}.${last[Math.floor(number / 20) % 25]!}`

const words =
  `the a we you they and but so then when if because about with without before after near under over from into some any every no one two three
draft letter lawyer clinic meeting train morning evening weekend source editor witness file page paragraph contract address number key door window office
night coffee bread rain river station bridge garden kitchen sister brother neighbour doctor nurse teacher student friend phone photo camera ticket list plan
read write send call wait find keep lose bring take leave arrive begin finish check sign print copy change move hope think know believe remember forget ask
answer open close early late soon never always maybe today tomorrow yesterday quiet loud safe careful ready sure right wrong new old long short small large`.split(
    /\s+/,
  )

/** A sentence of 2 to about 20 words; the same for the same number. */
export function sentenceOf(number: number): string {
  const draw = drawFrom(number)
  const length = 2 + Math.floor(draw() ** 2 * 20)
  const text = Array.from({ length }, () => words[Math.floor(draw() * words.length)]!).join(' ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}${draw() < 0.2 ? '?' : '.'}`
}

/** Mulberry32: numbers from 0 to 1 that depend on the seed alone. */
export function drawFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
