/** What is sealed to one device's inbox key. Letters have no forward secrecy, so they carry no message text. */
import { accountId, channelId, deviceKey, runningHash, signature } from './ids.ts'
import { limits } from './limits.ts'
import { bytes, constant, decodeAs, encodeAs, exactly, list, record, uint, type RecordOf, plain } from './shape.ts'

const letterFields = {
  version: constant(1),
  sender: exactly(32, accountId),
  device: exactly(32, deviceKey),
  channel: exactly(16, channelId),
  /** The epoch that the content speaks of. */
  n: uint(),
  /** A `welcome`, the only kind so far. */
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

export const encodeLetter = (letter: Letter): Uint8Array => encodeAs(letterShape, letter)
export const decodeLetter = (packed: Uint8Array) => decodeAs(letterShape, packed)
export const encodeWelcome = (welcome: WelcomeContent): Uint8Array => encodeAs(welcomeShape, welcome)
export const decodeWelcome = (packed: Uint8Array) => decodeAs(welcomeShape, packed)
