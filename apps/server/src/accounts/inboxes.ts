/** Inboxes: hashes of the tokens a device has given out, and letters until it has fetched them. Never who sent one. */
import type { DatabaseSync } from 'node:sqlite'
import type { DeviceKey, Limits } from '@ebb/protocol'
import { keyOf } from '../door/connection.ts'
import { sha256 } from '../signatures.ts'
import { dayAfter } from './accounts.ts'
import { LetterSlots, type KeptLetter, type SlotTools } from './letter-slots.ts'
import { Tokens } from './tokens.ts'

export interface StoredLetter {
  /** First 16 bytes of SHA-256 of the body: says nothing of an order, and a letter posted twice lies there once. */
  readonly id: Uint8Array
  readonly body: Uint8Array
}

export class Inboxes {
  readonly #tokens: Tokens
  readonly #slots: LetterSlots
  readonly #limits: Limits
  readonly #undo: SlotTools['undo']
  /** What waits, by device and id: an index on the disk would lie in an order of arrival. */
  readonly #letters = new Map<string, Map<string, KeptLetter>>()

  constructor(db: DatabaseSync, limits: Limits, tools: SlotTools) {
    this.#tokens = new Tokens(db, limits.inboxTokens)
    this.#slots = new LetterSlots(db, tools)
    this.#limits = limits
    this.#undo = tools.undo
    for (const letter of this.#slots.load()) this.#enter(letter)
  }

  /** Called when a device publishes key packages, which it does before anybody can begin a conversation with it. */
  prepare(device: DeviceKey): void {
    this.#tokens.prepare(device)
  }

  addToken(device: DeviceKey, hash: Uint8Array): 'done' | 'too-many' {
    return this.#tokens.add(device, hash)
  }

  revokeToken(device: DeviceKey, hash: Uint8Array): 'done' {
    this.#tokens.revoke(device, hash)
    return 'done'
  }

  /**
   * Whoever has no token, or one that was revoked, is a stranger: the answers are the same, so a blocked sender cannot
   * tell that from the refusal.
   */
  post(
    letter: { device: DeviceKey; token: Uint8Array | null; body: Uint8Array },
    now: number,
  ): 'done' | 'too-large' | 'inbox-full' {
    const { device, token, body } = letter
    const stranger = token === null || !this.#tokens.has(device, sha256(token))
    if (body.length > (stranger ? this.#limits.letter : this.#limits.knownLetter)) return 'too-large'
    const id = sha256(body).slice(0, 16)
    if (this.#find(device, id) !== undefined) return 'done'
    const alike = [...this.#of(device)].filter((other) => other.stranger === stranger)
    if (alike.length >= (stranger ? this.#limits.strangersLetters : this.#limits.knownLetters)) return 'inbox-full'
    const expires = dayAfter(now + this.#limits.letterLife)
    const kept = this.#slots.put({ device, id, expires, stranger }, body)
    this.#enter(kept)
    this.#undo.add(() => this.#leave(kept))
    return 'done'
  }

  /** Ids of what waits, in no order that is promised. */
  waiting(device: DeviceKey, now: number): readonly Uint8Array[] {
    return [...this.#of(device)].filter(({ expires }) => expires > now).map(({ id }) => id)
  }

  letter(device: DeviceKey, id: Uint8Array): StoredLetter | undefined {
    const letter = this.#find(device, id)
    return letter === undefined ? undefined : { id, body: this.#slots.body(letter) }
  }

  done(device: DeviceKey, id: Uint8Array): 'done' {
    const letter = this.#find(device, id)
    if (letter !== undefined) this.#remove(letter)
    return 'done'
  }

  removeDevice(device: DeviceKey): void {
    this.#tokens.removeDevice(device)
    for (const letter of this.#of(device)) this.#remove(letter)
  }

  sweep(now: number): void {
    const all = [...this.#letters.values()].flatMap((letters) => [...letters.values()])
    for (const letter of all) if (letter.expires <= now) this.#remove(letter)
  }

  #of(device: DeviceKey): Iterable<KeptLetter> {
    return this.#letters.get(keyOf(device))?.values() ?? []
  }

  #find(device: DeviceKey, id: Uint8Array): KeptLetter | undefined {
    return this.#letters.get(keyOf(device))?.get(keyOf(id))
  }

  #remove(letter: KeptLetter): void {
    this.#slots.remove(letter)
    this.#leave(letter)
    this.#undo.add(() => this.#enter(letter))
  }

  #enter(letter: KeptLetter): void {
    const key = keyOf(letter.device)
    const letters = this.#letters.get(key)
    if (letters === undefined) this.#letters.set(key, new Map([[keyOf(letter.id), letter]]))
    else letters.set(keyOf(letter.id), letter)
  }

  #leave(letter: KeptLetter): void {
    const key = keyOf(letter.device)
    const letters = this.#letters.get(key)
    letters?.delete(keyOf(letter.id))
    if (letters?.size === 0) this.#letters.delete(key)
  }
}
