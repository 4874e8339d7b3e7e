/** A passphrase of random words, for whoever wants one made. */
import type { Language } from '../store/preferences.ts'

export interface Offer {
  readonly text: string
  /** How many yes-or-no questions somebody would have to guess right, rounded down. */
  readonly bits: number
}

const wanted = 50

/** As many words of the language as give 50 bits: five of 1,024, six of 512. Only the list that is used is loaded. */
export async function offerPassphrase(language: Language): Promise<Offer> {
  return drawWords(await wordsOf(language), (bytes) => crypto.getRandomValues(bytes))
}

/** `fill` overwrites bytes with uniform random ones. */
export function drawWords(list: readonly string[], fill: (bytes: Uint8Array<ArrayBuffer>) => void): Offer {
  const perWord = Math.log2(list.length)
  const count = Math.ceil(wanted / perWord)
  const text = Array.from({ length: count }, () => list[below(list.length, fill)]).join(' ')
  return { text, bits: Math.floor(count * perWord) }
}

/** Numbers beyond the last full round are drawn again, so that no word comes more often than another. */
function below(end: number, fill: (bytes: Uint8Array<ArrayBuffer>) => void): number {
  const rounds = 65_536 - (65_536 % end)
  const bytes = new Uint8Array(2)
  let drawn: number
  do {
    fill(bytes)
    drawn = bytes[0]! * 256 + bytes[1]!
  } while (drawn >= rounds)
  return drawn % end
}

async function wordsOf(language: Language): Promise<readonly string[]> {
  switch (language) {
    case 'en':
      return (await import('./lists/en.ts')).english
    case 'de':
      return (await import('./lists/de.ts')).german
    case 'ar':
      return (await import('./lists/ar.ts')).arabic
  }
}
