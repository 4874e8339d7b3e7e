/**
 * An attachment on its way to the server. Its key stands in its message only: records are not overwritten when they go.
 */
import { constant, decodeKeptAs, encodeAs, record, uint, type RecordOf } from '@ebb/protocol'

const fields = {
  version: constant(1),
  conversation: uint(),
  message: uint(),
  /** How many there are. */
  pieces: uint(512, 1),
  /** The server has so many of its first pieces, at least. */
  done: uint(),
}
const shape = record(fields)
export type Outgoing = RecordOf<typeof fields>
export const encodeOutgoing = (outgoing: Outgoing): Uint8Array => encodeAs(shape, outgoing)
export const decodeOutgoing = (packed: Uint8Array) => decodeKeptAs(shape, packed)
