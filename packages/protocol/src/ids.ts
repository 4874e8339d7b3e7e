/**
 * Ids and keys as they stand on the wire. Each has one birthplace here: a function that checks the length and
 * brands the bytes. Nothing else casts.
 */
declare const brand: unique symbol
export type Branded<Name extends string> = Uint8Array & { readonly [brand]: Name }

/** 16 random bytes that name a channel; also the MLS group id. */
export type ChannelId = Branded<'channel'>
/** First 16 bytes of SHA-256 of an entry's bytes. */
export type EntryId = Branded<'entry'>
/** SHA-256 (32 bytes) of the first signed entry of an account's chain. */
export type AccountId = Branded<'account'>
/** A device's Ed25519 public key, 32 bytes; also its MLS signature key. */
export type DeviceKey = Branded<'device'>
/** A device's X25519 public key for letters, 32 bytes. */
export type InboxKey = Branded<'inbox'>
/** The Ed25519 public key of one epoch of a channel, 32 bytes. */
export type EpochKey = Branded<'epoch'>
/** An Ed25519 signature, 64 bytes. */
export type Signature = Branded<'signature'>
/** The running hash over a channel's entry ids, 32 bytes. */
export type RunningHash = Branded<'running-hash'>

/** A hash function handed in by the caller: protocol itself has none. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export const channelId = (bytes: Uint8Array): ChannelId => sized(bytes, 16) as ChannelId
export const entryId = (bytes: Uint8Array): EntryId => sized(bytes, 16) as EntryId
export const accountId = (bytes: Uint8Array): AccountId => sized(bytes, 32) as AccountId
export const deviceKey = (bytes: Uint8Array): DeviceKey => sized(bytes, 32) as DeviceKey
export const inboxKey = (bytes: Uint8Array): InboxKey => sized(bytes, 32) as InboxKey
export const epochKey = (bytes: Uint8Array): EpochKey => sized(bytes, 32) as EpochKey
export const signature = (bytes: Uint8Array): Signature => sized(bytes, 64) as Signature
export const runningHash = (bytes: Uint8Array): RunningHash => sized(bytes, 32) as RunningHash

/** The id of an entry with these bytes. Of the hash, its first 16 bytes are enough. */
export function entryIdOf(bytes: Uint8Array, sha256: Sha256): EntryId {
  const digest = sha256(bytes)
  return entryId(digest.length === 16 ? digest : digest.slice(0, 16))
}

/** H_0 of every channel: 32 zero bytes. */
export const emptyRunningHash = runningHash(new Uint8Array(32))

/** H_i = SHA-256(H_{i-1} ‖ id_i). */
export function nextRunningHash(before: RunningHash, id: EntryId, sha256: Sha256): RunningHash {
  const joined = new Uint8Array(48)
  joined.set(before, 0)
  joined.set(id, 32)
  return runningHash(sha256(joined))
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`expected ${length} bytes, got ${bytes.length}`)
  return bytes
}
