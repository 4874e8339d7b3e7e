/** A sealed message on its way: ciphertext that this device itself cannot open any more. */
import { bytes, constant, decodeKeptAs, encodeAs, entryId, exactly, record, uint, type RecordOf } from '@ebb/protocol'

const fields = {
  version: constant(1),
  room: uint(),
  conversation: uint(),
  /** The message's number in its conversation. */
  message: uint(),
  n: uint(),
  /** End of life on the server, seconds since 1970. */
  bucket: uint(),
  id: exactly(16, entryId),
  bytes: bytes(70_000),
}
const shape = record(fields)
export type Envelope = RecordOf<typeof fields>
export const encodeEnvelope = (envelope: Envelope): Uint8Array => encodeAs(shape, envelope)
export const decodeEnvelope = (packed: Uint8Array) => decodeKeptAs(shape, packed)
