/** Accounts are their chains: signed entries, judged by the rules in protocol, kept as they came. */
import type { DatabaseSync } from 'node:sqlite'
import {
  accountId,
  decodeChainEntry,
  decodeSignedChainEntry,
  extendChain,
  hex,
  readChain,
  sameBytes,
  startChain,
  type AccountId,
  type ChainJudge,
  type ChainRefusal,
  type ChainState,
  type DeviceKey,
  type Refusal,
} from '@ebb/protocol'
import { sha256, verifies } from '../signatures.ts'
import type { Invitations } from './invitations.ts'

const judge: ChainJudge = { sha256, verify: verifies }
/** Of what lies here every signature was verified before it was stored. Clients judge chains themselves. */
const storedJudge: ChainJudge = { sha256, verify: () => true }
/** Accounts whose state is remembered: it is some kilobytes, and most devices come once a day. */
const inMemory = 2000

export interface Extended {
  readonly before: ChainState
  readonly after: ChainState
}

export class Chains {
  readonly #sql
  readonly #origin: string
  readonly #states = new Map<string, ChainState>()

  constructor(db: DatabaseSync, origin: string) {
    this.#sql = prepare(db)
    this.#origin = origin
  }

  isEmpty(): boolean {
    return this.#sql.any.get() === undefined
  }

  /** Undefined where there is no such account. */
  state(account: AccountId): ChainState | undefined {
    const key = hex(account)
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const entries = this.entries(account)
    if (entries.length === 0) return undefined
    let read = readChain(entries, this.#origin, storedJudge)
    if ('refused' in read && read.refused === 'wrong-origin')
      read = readChain(entries, originOf(entries[0]!), storedJudge)
    if ('refused' in read || !sameBytes(read.state.account, account)) throw new Error('a stored chain does not hold')
    this.#remember(read.state)
    return read.state
  }

  /** Signed entries, oldest first; none where there is no such account. */
  entries(account: AccountId): readonly Uint8Array[] {
    return this.#sql.entries.all(account).map((row) => row['entry'] as Uint8Array)
  }

  /** The next accounts in the order of their ids. */
  accountsAfter(account: AccountId | undefined, most: number): readonly AccountId[] {
    const rows = this.#sql.accountsAfter.all(account ?? new Uint8Array(), most)
    return rows.map((row) => accountId(row['account'] as Uint8Array))
  }

  accountOf(handle: string): AccountId | undefined {
    const row = this.#sql.ofHandle.get(handle)
    return row === undefined ? undefined : accountId(row['account'] as Uint8Array)
  }

  /** The account whose active device this is. */
  ownerOf(device: DeviceKey): AccountId | undefined {
    const row = this.#sql.ofDevice.get(device)
    return row === undefined ? undefined : accountId(row['account'] as Uint8Array)
  }

  /**
   * A new account; uses up the invitation in the same transaction. The same entry a second time is accepted, since an
   * answer can be lost.
   */
  register(ask: { secret: Uint8Array; entry: Uint8Array }, invitations: Invitations, now: number): 'done' | Refusal {
    if (this.state(accountId(sha256(ask.entry))) !== undefined) return 'done'
    const invited = invitations.look(ask.secret, now)
    if (invited !== 'valid') return invited
    const started = startChain(ask.entry, this.#origin, { ...judge, now })
    if ('refused' in started) return refusals[started.refused]
    const { account, handle, devices } = started.state
    if (this.accountOf(handle) !== undefined) return 'handle-taken'
    if (devices.some((device) => this.ownerOf(device.key) !== undefined)) return 'chain-invalid'
    invitations.use(ask.secret)
    this.#sql.add.run(account, 0, ask.entry)
    this.#sql.addHandle.run(handle, account)
    for (const device of devices) this.#sql.addDevice.run(device.key, account)
    this.#remember(started.state)
    return 'done'
  }

  /** The first valid successor in order of arrival wins. */
  extend(ask: { account: AccountId; entry: Uint8Array }, now: number): Extended | 'done' | Refusal {
    const before = this.state(ask.account)
    if (before === undefined) return 'unknown-account'
    if (sameBytes(sha256(ask.entry), before.head)) return 'done'
    // With the server's time, since the author's own could date a recovery back past its delay.
    const extended = extendChain(before, ask.entry, { ...judge, now })
    if ('refused' in extended) return refusals[extended.refused]
    const after = extended.state
    const added = after.devices.filter((device) => !before.devices.some((old) => sameBytes(old.key, device.key)))
    if (added.some((device) => this.ownerOf(device.key) !== undefined)) return 'chain-invalid'
    this.#sql.add.run(ask.account, after.seq, ask.entry)
    for (const device of before.devices) this.#sql.removeDevice.run(device.key)
    for (const device of after.devices) this.#sql.addDevice.run(device.key, ask.account)
    this.#remember(after)
    return { before, after }
  }

  /** A chain from a backup. False where it does not hold, or where its handle or a device of it is another's. */
  takeBack(entries: readonly Uint8Array[]): boolean {
    const origin = entries.length === 0 ? undefined : originIn(entries[0]!)
    const read = origin === undefined ? undefined : readChain(entries, origin, judge)
    if (read === undefined || 'refused' in read) return false
    const { account, handle, devices } = read.state
    const taken = this.accountOf(handle) !== undefined || devices.some(({ key }) => this.ownerOf(key) !== undefined)
    if (taken) return false
    for (const [seq, entry] of entries.entries()) this.#sql.add.run(account, seq, entry)
    this.#sql.addHandle.run(handle, account)
    for (const { key } of devices) this.#sql.addDevice.run(key, account)
    return true
  }

  /** Memory may be ahead of the disk. */
  forget(): void {
    this.#states.clear()
  }

  #remember(state: ChainState): void {
    const key = hex(state.account)
    this.#states.delete(key)
    if (this.#states.size >= inMemory) this.#states.delete(this.#states.keys().next().value!)
    this.#states.set(key, state)
  }
}

const refusals: { readonly [R in ChainRefusal]: Refusal } = {
  malformed: 'chain-invalid',
  'wrong-signature': 'wrong-signature',
  'wrong-origin': 'wrong-origin',
  'wrong-place': 'chain-conflict',
  'wrong-author': 'chain-invalid',
  'wrong-time': 'chain-invalid',
  'too-early': 'chain-invalid',
  'not-allowed': 'chain-invalid',
}

/** Stored chains stay what they are when the server is given another origin. */
function originOf(packed: Uint8Array): string {
  const origin = originIn(packed)
  if (origin === undefined) throw new Error('a stored chain entry does not decode')
  return origin
}

function originIn(packed: Uint8Array): string | undefined {
  const signed = decodeSignedChainEntry(packed)
  const entry = typeof signed === 'string' ? signed : decodeChainEntry(signed.value.entry)
  return typeof entry === 'string' ? undefined : entry.value.origin
}

const prepare = (db: DatabaseSync) => ({
  any: db.prepare('SELECT 1 FROM handles LIMIT 1'),
  entries: db.prepare('SELECT entry FROM chains WHERE account = ? ORDER BY seq'),
  accountsAfter: db.prepare('SELECT DISTINCT account FROM chains WHERE account > ? ORDER BY account LIMIT ?'),
  ofHandle: db.prepare('SELECT account FROM handles WHERE handle = ?'),
  ofDevice: db.prepare('SELECT account FROM devices WHERE device = ?'),
  add: db.prepare('INSERT INTO chains (account, seq, entry) VALUES (?, ?, ?)'),
  addHandle: db.prepare('INSERT INTO handles (handle, account) VALUES (?, ?)'),
  addDevice: db.prepare('INSERT INTO devices (device, account) VALUES (?, ?)'),
  removeDevice: db.prepare('DELETE FROM devices WHERE device = ?'),
})
