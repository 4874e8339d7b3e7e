/** What is sealed to one device's inbox key. Letters have no forward secrecy, so they carry no message text. */
import { accountId, channelId, deviceKey, runningHash, signature } from './ids.ts'
import { limits } from './limits.ts'
import {
  bytes,
  constant,
  decodeAs,
  encodeAs,
  exactly,
  list,
  maybe,
  record,
  uint,
  type RecordOf,
  plain,
} from './shape.ts'

const letterFields = {
  version: constant(1),
  sender: exactly(32, accountId),
  device: exactly(32, deviceKey),
  channel: exactly(16, channelId),
  /** The epoch that the content speaks of. */
  n: uint(),
  /** A `welcome`, a `group welcome`, a `rejoin` or a `knock`. */
  content: bytes(limits.knownLetter),
  /** By the sending device over `letterProof`. */
  signature: exactly(64, signature),
}
const letterShape = record(letterFields)
export type Letter = RecordOf<typeof letterFields>

const welcomeFields = {
  kind: constant(1),
  /** First 16 bytes of SHA-256 of the key package that was used. */
  keyPackage: plain(16),
  /** Only this joiner's encrypted group secrets. */
  secrets: bytes(limits.knownLetter),
  /** The encrypted GroupInfo with the tree. */
  info: bytes(limits.knownLetter),
  /** Place of the newest entry of the segment before, and the running hash there. */
  seq: uint(),
  hash: exactly(32, runningHash),
  /** The channels that this one stands in for, because its author does not follow them any more. */
  replaces: list(exactly(16, channelId), limits.replacedChannels),
}
const welcomeShape = record(welcomeFields)
export type WelcomeContent = RecordOf<typeof welcomeFields>

const groupWelcomeFields = {
  kind: constant(3),
  keyPackage: plain(16),
  secrets: bytes(limits.knownLetter),
  /** The encrypted GroupInfo with the tree; empty where it lies in a blob, once for all who join. */
  info: bytes(limits.knownLetter),
  blob: maybe(record({ id: plain(16), key: plain(32) })),
  seq: uint(),
  hash: exactly(32, runningHash),
  /** The channels that this one stands in for, and the newest entry of each that its author could follow. */
  replaces: list(record({ channel: exactly(16, channelId), seq: uint() }), limits.replacedChannels),
}
const groupWelcomeShape = record(groupWelcomeFields)
/** Into a group: whoever has written later than that in a channel that is replaced writes it again. */
export type GroupWelcome = RecordOf<typeof groupWelcomeFields>

const rejoinFields = { kind: constant(2), seq: uint() }
/** Whoever wrote it cannot follow the channel beyond its entry `seq`, and asks to be removed and added again. */
const rejoinShape = record(rejoinFields)

export const encodeLetter = (letter: Letter): Uint8Array => encodeAs(letterShape, letter)
export const decodeLetter = (packed: Uint8Array) => decodeAs(letterShape, packed)
export const encodeWelcome = (welcome: WelcomeContent): Uint8Array => encodeAs(welcomeShape, welcome)
export const encodeGroupWelcome = (welcome: GroupWelcome): Uint8Array => encodeAs(groupWelcomeShape, welcome)
export const decodeGroupWelcome = (packed: Uint8Array) => decodeAs(groupWelcomeShape, packed)
export const encodeRejoin = (seq: number): Uint8Array => encodeAs(rejoinShape, { kind: 2, seq })
export const decodeRejoin = (packed: Uint8Array) => decodeAs(rejoinShape, packed)
export const decodeWelcome = (packed: Uint8Array) => decodeAs(welcomeShape, packed)
