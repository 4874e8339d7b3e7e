/** Bytes on their way to the server, sealed, for letters that name them. */
import { bytes, constant, decodeKeptAs, encodeAs, limits, plain, record, uint, type RecordOf } from '@ebb/protocol'

const fields = {
  version: constant(1),
  room: uint(),
  id: plain(16),
  /** End of its life, seconds since 1970. */
  bucket: uint(),
  body: bytes(limits.blob),
}
const shape = record(fields)
export type Upload = RecordOf<typeof fields>
export const encodeUpload = (upload: Upload): Uint8Array => encodeAs(shape, upload)
export const decodeUpload = (packed: Uint8Array) => decodeKeptAs(shape, packed)
