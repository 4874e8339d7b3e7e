/** The newest epochs of a group's channel as this device has seen them, to compare with what others have. By room. */
import { constant, decodeKeptAs, encodeAs, limits, list, plain, record, uint, type RecordOf } from '@ebb/protocol'

const fields = {
  version: constant(1),
  room: uint(),
  /** The oldest first; first 16 bytes of each epoch authenticator. */
  seen: list(record({ n: uint(), authenticator: plain(16) }), limits.knownEpochs),
}
const shape = record(fields)
export type Epochs = RecordOf<typeof fields>
export const encodeEpochs = (epochs: Epochs): Uint8Array => encodeAs(shape, epochs)
export const decodeEpochs = (packed: Uint8Array) => decodeKeptAs(shape, packed)
