/**
 * The attacker of the design's §7 with a copy of a browser's profile and the passphrase. He does not ask LevelDB,
 * SQLite or the browser's table of private files what counts; he looks at bytes, and knows this code.
 *
 * What he tries:
 * 1. the text in every file as it is;
 * 2. every key that the passphrase leads to, on everything that could be a message or a page, anywhere in any file,
 *    also in what was compressed with Snappy;
 * 3. on the messages and pages that gave the text when he came before, whatever lies there now: every key that could
 *    be meant by the keyring (keys.ts), as their own key or as that of their bucket;
 * 4. thoroughly: the same with any 32-byte window of any file, also of what was compressed.
 *
 * Not tried: keys in pieces or encoded, messages whose beginning is further than 4 KiB from their text, MLS states
 * (attacker.ts does), Firefox's cache of its own programs (30 MB, searched for the text only), anything below the file
 * system.
 */
import { wrappedLength } from '@ebb/seal'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { firstKeySlot, headPlaces, readHead } from '../../packages/engine/src/vault/keyring-format.ts'
import { firstWord } from './chacha.ts'
import { decryptAny, keysOf, unwrapAny, type HomeKeys } from './keys.ts'
import { ifThere, pathsBelow } from './paths.ts'
import { snappyIn } from './snappy.ts'

const keyringLength = 2_097_152
/** So much of what could be a message or page is looked at. */
const most = 4096
const zeroNonce = new Uint8Array(12)

export type ProfileFiles = ReadonlyMap<string, Uint8Array>

/** All files below a profile, by path; those that are gone before they could be read are left out. */
export function filesOfProfile(profile: string, wanted: (size: number) => boolean = () => true): ProfileFiles {
  const files = new Map<string, Uint8Array>()
  for (const path of pathsBelow(profile)) {
    const bytes = ifThere(() => (wanted(statSync(path).size) ? new Uint8Array(readFileSync(path)) : undefined))
    if (bytes !== undefined) files.set(path.slice(profile.length + 1), bytes)
  }
  return files
}

/** Files that are as long as a keyring and begin like one. */
export const keyringsIn = (files: ProfileFiles): readonly Uint8Array[] =>
  [...files.values()].filter(
    (bytes) => bytes.length === keyringLength && headPlaces.some((place) => typeof readHead(bytes, place) === 'object'),
  )

/** Something that may be a message (with its wrapped key) or a page (without). */
interface Sealed {
  readonly wrap: Uint8Array | undefined
  readonly sealed: Uint8Array
}

/** A message or page that gave a text away: the key that did it, and how its keystream begins. */
interface Gave extends Sealed {
  readonly text: string
  readonly own: Uint8Array
  readonly word: number
}

export class ProfileAttacker {
  readonly #older = new Set<string>()
  readonly #gave = new Map<string, Gave>()
  /** Texts whose keys a file was searched for in vain, by the file's digest. */
  readonly #searched = new Map<string, Set<string>>()
  readonly #views = new Map<string, readonly Uint8Array[]>()

  /** Files as they were before there was anything to find: as long as they are the same, there is nothing in them. */
  knowsFromBefore(files: ProfileFiles): void {
    for (const bytes of files.values()) this.#older.add(digestOf(bytes))
  }

  /** For each text, where it was found; nowhere if that is empty. */
  async attack(
    files: ProfileFiles,
    passphrase: string,
    { texts, thorough = false }: { readonly texts: readonly string[]; readonly thorough?: boolean },
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map(texts.map((text) => [text, new Set<string>()]))
    const note = (which: Iterable<string>, where: string): void => {
      for (const text of which) found.get(text)?.add(where)
    }
    for (const [name, bytes] of files)
      note(
        texts.filter((text) => asBuffer(bytes).includes(text)),
        `as it is in ${name}`,
      )
    const places = this.#placesIn(files)
    for (const keyring of keyringsIn(files)) {
      const { possible, ...keys } = await keysOf({ passphrase, files: new Map([['keyring', keyring]]) })
      for (const { views } of places) note(this.#tryEverywhere(views, keys, texts), 'with a key of the keyring')
      const gave = this.#gaveOf(texts)
      for (const key of possible) note(opened(key, gave), 'with what lies in the keyring')
    }
    if (thorough) for (const place of places) note(this.#searchForKeys(place, texts), `with a key in ${place.name}`)
    return new Map([...found].map(([text, where]) => [text, [...where]]))
  }

  /** The key of a message or page that gave this text away. */
  keyOf(text: string): Uint8Array | undefined {
    return [...this.#gave.values()].find((one) => one.text === text)?.own
  }

  /** What changed since before, each file as it is and what it holds compressed. */
  #placesIn(files: ProfileFiles): readonly Place[] {
    return [...files].flatMap(([name, bytes]) => {
      const digest = digestOf(bytes)
      if (this.#older.has(digest) || name.startsWith('startupCache/')) return []
      const views = this.#views.get(digest) ?? [bytes, ...snappyIn(bytes)]
      this.#views.set(digest, views)
      return [{ name, digest, views }]
    })
  }

  #tryEverywhere(
    views: readonly Uint8Array[],
    keys: Pick<HomeKeys, 'genuine' | 'bySlot'>,
    texts: readonly string[],
  ): ReadonlySet<string> {
    const gave = new Set<string>()
    for (const bytes of views) {
      tryAll(bytes, keys, (one, own) => {
        const plain = decryptAny(own, zeroNonce, one.sealed)
        for (const text of texts) {
          if (!plain.includes(text)) continue
          gave.add(text)
          // The same lies in many places; once is enough to try keys on.
          const name = Buffer.concat([own, one.wrap ?? own]).toString('hex')
          this.#gave.set(`${name} ${text}`, { ...one, text, own, word: firstWord(own, zeroNonce) })
        }
      })
    }
    return gave
  }

  #gaveOf(texts: readonly string[]): readonly Gave[] {
    return [...this.#gave.values()].filter(({ text }) => texts.includes(text))
  }

  #searchForKeys({ digest, views }: Place, texts: readonly string[]): ReadonlySet<string> {
    const done = this.#searched.get(digest) ?? new Set()
    const left = texts.filter((text) => !done.has(text))
    const found = new Set<string>()
    if (left.length === 0) return found
    const gave = this.#gaveOf(left)
    for (const bytes of views)
      eachRandom(bytes, (at) => {
        for (const text of opened(bytes.subarray(at, at + 32), gave)) found.add(text)
      })
    this.#searched.set(digest, new Set([...done, ...left.filter((text) => !found.has(text))]))
    return found
  }
}

/** What a key opens of what was given away before: as the key of a message or page, or of its bucket. */
function* opened(key: Uint8Array, gave: readonly Gave[]): Generator<string> {
  const word = firstWord(key, zeroNonce)
  for (const one of gave) {
    const own = one.word === word ? key : one.wrap === undefined ? undefined : unwrapAny(key, one.wrap)
    if (own === undefined || firstWord(own, zeroNonce) !== one.word) continue
    if (decryptAny(own, zeroNonce, one.sealed).includes(one.text)) yield one.text
  }
}

interface Place {
  readonly name: string
  readonly digest: string
  readonly views: readonly Uint8Array[]
}

/** Everything that could be a message or page, a number before bytes that look random, and the key to try. */
function tryAll(
  bytes: Uint8Array,
  { genuine, bySlot }: Pick<HomeKeys, 'genuine' | 'bySlot'>,
  tryOne: (one: Sealed, own: Uint8Array) => void,
): void {
  eachRandom(bytes, (at) => {
    if (at < 4) return
    // A message names the slot of its bucket's key in four bytes.
    if (bytes[at - 4] === 0 && bytes[at - 3] === 0) {
      const wrap = bytes.subarray(at, at + wrappedLength)
      const one = { wrap, sealed: sealedAt(bytes, at + wrappedLength) }
      if (one.sealed.length > 0) for (const key of genuine) tryOne(one, unwrapAny(key, wrap))
    }
    // A page names the slot of its key.
    const slot = bytes[at - 2]! * 256 + bytes[at - 1]!
    const own = slot < firstKeySlot ? undefined : bySlot.get(slot)
    if (own !== undefined) tryOne({ wrap: undefined, sealed: sealedAt(bytes, at) }, own)
  })
}
const sealedAt = (bytes: Uint8Array, at: number): Uint8Array => bytes.subarray(at, at + most)

/**
 * Calls with every place from which on 32 bytes look random: at least 22 different ones, of which five are
 * no ASCII. One key in 60,000 does not; texts, tables, programs and zeros mostly do not either.
 */
function eachRandom(bytes: Uint8Array, visit: (at: number) => void): void {
  const count = new Uint8Array(256)
  let different = 0
  let high = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (count[byte]!++ === 0) different += 1
    high += byte >> 7
    if (i >= 32) {
      const gone = bytes[i - 32]!
      if (--count[gone]! === 0) different -= 1
      high -= gone >> 7
    }
    if (i >= 31 && different >= 22 && high >= 5) visit(i - 31)
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
