/**
 * The attacker of the design's §7. He has a copy of every file of some homes and of the server, the passphrases, and
 * this code. He comes more than once and keeps every *ciphertext* he ever saw, because ciphertext may lie anywhere; of
 * keys he has those that lie there when he comes.
 *
 * What he tries:
 * 1. the text in every file as it is;
 * 2. every slot that opens under the root, on every page, record and message, live or dead (carve.ts);
 * 3. any 60-byte window of the keyring unwrapped, and any 32-byte window as a key, on every message he ever saw,
 *    without asking for tags;
 * 4. MLS groups from all pages that open, on every entry he ever saw at the server;
 * 5. thoroughly: any 32-byte window of every file and of every page and record that opened, as the key of a message
 *    that held the text when he came before, or of its bucket.
 *
 * Not tried: a key in pieces, a message's key as it follows from an older ratchet secret that lies outside of whole
 * pages (packages/seal proves that a state gives no older keys), anything below the file system.
 */
import { wrappedLength } from '@ebb/seal'
import { accountId } from '@ebb/protocol'
import { encodeMessage } from '../../packages/engine/src/records/message.ts'
import { openRecord } from '../../packages/engine/src/vault/values.ts'
import { carve, type Carved } from './carve.ts'
import { firstBlock } from './chacha.ts'
import { groupsFrom, openedPages, readWith, serverEntries } from './groups.ts'
import { decryptAny, keysOf, keyWindows, unwrapAny } from './keys.ts'
import { everyFile, type Loot, type LootedHome } from './loot.ts'

const zeroNonce = new Uint8Array(12)
/** A message begins with a slot in 4 bytes, a page with one in 2. */
const largestSlot = 32_767

export class Attacker {
  readonly #messages = new Map<string, Uint8Array>()
  readonly #entries = new Map<string, Uint8Array>()
  /** Messages that gave a text away, by that text, and the key that did it. */
  readonly #gave = new Map<string, { value: Uint8Array; own: Uint8Array }[]>()

  /** Where the text was found; empty if nowhere. */
  async attack(loot: Loot, text: string, thorough = false): Promise<string[]> {
    const wanted = Buffer.from(text)
    const found: string[] = []
    for (const [name, bytes] of everyFile(loot))
      if (Buffer.from(bytes).includes(wanted)) found.push(`as it is in ${name}`)
    for (const entry of serverEntries(loot)) this.#entries.set(Buffer.from(entry).toString('latin1'), entry)
    const plaintexts: Uint8Array[] = []
    for (const home of loot.homes) {
      const opened = await this.#openHome(home)
      found.push(...this.#tryMessages(opened.possible, wanted))
      for (const plain of opened.plaintexts) if (Buffer.from(plain).includes(wanted)) found.push('in a page or record')
      for (const group of groupsFrom(opened.pages)) {
        const read = await readWith(group, this.#entries.values(), Math.floor(Date.now() / 1000))
        if (read.some((plain) => Buffer.from(plain).includes(wanted))) found.push('with an MLS state')
      }
      plaintexts.push(...opened.plaintexts)
    }
    if (thorough) found.push(...this.#tryWindows([...everyFile(loot).map(([, bytes]) => bytes), ...plaintexts], wanted))
    return [...new Set(found)]
  }

  /** The key of a message that gave this text away. */
  keyOf(text: string): Uint8Array | undefined {
    return this.#gave.get(text)?.[0]?.own
  }

  async #openHome(home: LootedHome) {
    const keys = await keysOf(home)
    const values = carve(home.files.get('home.db') ?? new Uint8Array(0), home.files.get('home.db-wal'))
    for (const { value } of values) {
      if (mayBeMessage(value)) this.#messages.set(Buffer.from(value).toString('latin1'), value)
    }
    const pages = openedPages(values, keys.genuine)
    const records = values.flatMap((value) => recordOf(value, keys.genuine))
    return { possible: keys.possible, pages, plaintexts: [...pages.map((p) => p.bytes), ...records] }
  }

  #tryMessages(keys: readonly Uint8Array[], wanted: Buffer): string[] {
    const text = wanted.toString()
    const found: string[] = []
    for (const value of this.#messages.values()) {
      for (const key of keys) {
        for (const own of [unwrapAny(key, value.subarray(4, 4 + wrappedLength)), key]) {
          if (!opens(own, value, wanted)) continue
          found.push('in a message')
          this.#gave.set(text, [...(this.#gave.get(text) ?? []), { value, own }])
        }
      }
    }
    return found
  }

  #tryWindows(places: readonly Uint8Array[], wanted: Buffer): string[] {
    const targets = [...new Set((this.#gave.get(wanted.toString()) ?? []).map(({ value }) => value))]
    const found: string[] = []
    for (const bytes of places) {
      for (const key of keyWindows(bytes)) {
        for (const value of targets) {
          if (opens(key, value, wanted)) found.push('with a key that was left lying')
          if (opens(unwrapAny(key, value.subarray(4, 4 + wrappedLength)), value, wanted))
            found.push('with a bucket key that was left lying')
        }
      }
    }
    return found
  }
}

function opens(own: Uint8Array, value: Uint8Array, wanted: Buffer): boolean {
  const sealed = value.subarray(4 + wrappedLength)
  const start = firstBlock(own, zeroNonce, sealed)
  return (
    start[0] === messageStart[0] && start[1] === messageStart[1] && decryptAny(own, zeroNonce, sealed).includes(wanted)
  )
}
/** How a kept message begins, as its encoder writes it. */
const messageStart = encodeMessage({
  version: 4,
  state: 'sent',
  id: new Uint8Array(32),
  sender: accountId(new Uint8Array(32)),
  content: new Uint8Array(0),
  ceiling: 1,
  afterRead: null,
  sent: 0,
  read: null,
  edits: [],
  reactions: [],
  ballot: null,
  receipts: new Uint8Array(),
})

const mayBeMessage = (value: Uint8Array): boolean =>
  value.length > 4 + wrappedLength + 16 && new DataView(value.buffer, value.byteOffset).getUint32(0) <= largestSlot

function recordOf({ key: at, value }: Carved, keys: readonly Uint8Array[]): Uint8Array[] {
  if (at === undefined) return []
  const opened = keys.map((key) => openRecord(key, at, value)).find((bytes) => bytes !== undefined)
  return opened === undefined ? [] : [opened]
}
