/** Writes chain entries as their authors would, with Node's Ed25519. */
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import {
  chainProof,
  deviceKey,
  encodeChainEntry,
  encodeSignedChainEntry,
  extendChain,
  inboxKey,
  signature,
  startChain,
  type ChainDevice,
  type ChainEntry,
  type ChainJudge,
  type ChainRefusal,
  type ChainState,
} from '../src/index.ts'

export const origin = 'https://ebb.example'
/** When every test's chain begins, seconds since 1970. */
export const begin = 1_900_000_000

export interface Author {
  readonly public: Uint8Array
  readonly private: KeyObject
}

/** RFC 8410: what DER puts in front of an Ed25519 seed, and of a public key. */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** The same author for the same number. */
export function author(number: number): Author {
  const seed = createHash('sha256').update(`author ${number}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return { public: new Uint8Array(spki.subarray(publicPrefix.length)), private: key }
}

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

export const judge: ChainJudge = {
  sha256,
  verify: (publicKey, message, proof) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' }),
      proof,
    ),
}

export const deviceOf = (who: Author, addedAt = begin): ChainDevice => ({
  key: deviceKey(who.public),
  inbox: inboxKey(sha256(who.public)),
  addedAt,
})

export function sealed(entry: ChainEntry, by: Author): Uint8Array {
  const packed = encodeChainEntry(entry)
  const proof = signature(new Uint8Array(sign(null, chainProof(packed), by.private)))
  return encodeSignedChainEntry({ entry: packed, by: by.public, signature: proof })
}

/** Entry 0 of a chain with one device. */
export const firstEntry = (device: Author, recovery: Author | null): ChainEntry => ({
  version: 1,
  origin,
  seq: 0,
  prev: null,
  at: begin,
  handle: 'alice',
  replaces: null,
  devices: [deviceOf(device)],
  recovery: recovery === null ? null : recovery.public,
  status: 'active',
  pending: null,
})

export function begun(device: Author, recovery: Author | null): ChainState {
  return accepted(startChain(sealed(firstEntry(device, recovery), device), origin, judge))
}

/** The entry that would follow `state` unchanged, with `changes`. */
export const following = (state: ChainState, changes: Partial<ChainEntry>): ChainEntry => ({
  version: 1,
  origin: state.origin,
  seq: state.seq + 1,
  prev: state.head,
  at: state.at + 1,
  handle: null,
  replaces: null,
  devices: state.devices,
  recovery: state.recovery,
  status: state.status,
  pending: state.pending,
  ...changes,
})

/** The state after `by` has made these changes. */
export const changed = (state: ChainState, by: Author, changes: Partial<ChainEntry>, with_ = judge): ChainState =>
  accepted(extendChain(state, sealed(following(state, changes), by), with_))

/** Why `by` may not make these changes; undefined where it may. */
export function refusalOf(
  state: ChainState,
  by: Author,
  changes: Partial<ChainEntry>,
  with_ = judge,
): ChainRefusal | undefined {
  const result = extendChain(state, sealed(following(state, changes), by), with_)
  return 'refused' in result ? result.refused : undefined
}

function accepted(result: ReturnType<typeof startChain>): ChainState {
  if ('refused' in result) throw new Error(`refused: ${result.refused}`)
  return result.state
}
