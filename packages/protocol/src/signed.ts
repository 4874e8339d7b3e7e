/**
 * What is signed, or authenticated by the secret of a ticket, byte for byte: deterministic CBOR of an array that begins
 * with a label of its own, so that nothing can stand for another.
 */
import { encodeCanonical } from './cbor.ts'
import { reopenLabel } from './hot-frames.ts'
import type { AccountId, ChannelId, DeviceKey, EntryId, EpochKey, InboxKey } from './ids.ts'

/** By the server's key, over the client's nonce (32 bytes, in the address) and the hello's own fields. */
export const helloProof = (
  origin: string,
  clientNonce: Uint8Array,
  hello: { nonce: Uint8Array; now: number; ceiling: number },
): Uint8Array => encodeCanonical(['ebb hello v1', origin, clientNonce, hello.nonce, hello.now, hello.ceiling])

/** By the device key, over the server's hello. `nonce` 32 bytes. */
export const connectionProof = (origin: string, nonce: Uint8Array, account: AccountId): Uint8Array =>
  encodeCanonical(['ebb connection v1', origin, nonce, account])

/** By the key of epoch 0. */
export const createProof = (origin: string, channel: ChannelId, publicKey: EpochKey): Uint8Array =>
  encodeCanonical(['ebb channel create v1', origin, channel, publicKey])

/** By the key of epoch `n`; `nonce` is the connection's. */
export const openProof = (origin: string, nonce: Uint8Array, channel: ChannelId, n: number): Uint8Array =>
  encodeCanonical(['ebb channel open v1', origin, nonce, channel, n])

/** By the key of epoch `n`, for its fault lane; `nonce` is the connection's. */
export const laneProof = (origin: string, nonce: Uint8Array, channel: ChannelId, n: number): Uint8Array =>
  encodeCanonical(['ebb channel lane v1', origin, nonce, channel, n])

/** By the reporting device, inside a fault lane. `fault`: its place in the list. */
export const reportProof = (
  origin: string,
  of: { channel: ChannelId; n: number; account: AccountId; commit: EntryId; fault: number },
): Uint8Array => encodeCanonical(['ebb fault report v1', origin, of.channel, of.n, of.account, of.commit, of.fault])

/** By the secret of a device's ticket: HMAC-SHA256, on this connection only. `ends` names the ticket, seconds since 1970. */
export const resumeProof = (
  origin: string,
  nonce: Uint8Array,
  of: { account: AccountId; device: DeviceKey; ends: number },
): Uint8Array => encodeCanonical(['ebb resume v1', origin, nonce, of.account, of.device, of.ends])

/** By the secret of a segment's ticket, as above. */
export const reopenProof = (
  origin: string,
  nonce: Uint8Array,
  of: { channel: ChannelId; n: number; ends: number },
): Uint8Array => encodeCanonical([reopenLabel, origin, nonce, of.channel, of.n, of.ends])

/** By the keys of epochs `n` and `n + 1`. */
export const commitProof = (
  origin: string,
  of: { channel: ChannelId; n: number; id: EntryId; next: EpochKey },
): Uint8Array => encodeCanonical(['ebb channel commit v1', origin, of.channel, of.n, of.id, of.next])

/** By the sending device, inside a letter. */
export const letterProof = (of: { inbox: InboxKey; channel: ChannelId; n: number; content: Uint8Array }): Uint8Array =>
  encodeCanonical(['ebb letter v1', of.inbox, of.channel, of.n, of.content])

/** By a device of who has made the link, over its other fields in their order. */
export const groupLinkProof = (origin: string, fields: Uint8Array): Uint8Array =>
  encodeCanonical(['ebb group link v1', origin, fields])

/** By whoever may add the entry, over the entry's bytes. */
export const chainProof = (entry: Uint8Array): Uint8Array => encodeCanonical(['ebb chain v1', entry])
