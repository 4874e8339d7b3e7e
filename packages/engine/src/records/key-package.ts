/** A published key package whose private part lies in a page of its own until somebody uses it. */
import {
  bytes,
  constant,
  decodeKeptAs,
  encodeAs,
  flag,
  limits,
  record,
  suites,
  uint,
  word,
  type RecordOf,
  plain,
} from '@ebb/protocol'

const fields = {
  version: constant(1),
  number: uint(),
  suite: word(suites),
  lastResort: flag,
  /** First 16 bytes of SHA-256 of the public part. */
  ref: plain(16),
  public: bytes(limits.keyPackage),
  /** Seconds since 1970. */
  made: uint(),
  /** The server has it. */
  published: flag,
}
const shape = record(fields)
export type KeptKeyPackage = RecordOf<typeof fields>
export const encodeKeyPackage = (kept: KeptKeyPackage): Uint8Array => encodeAs(shape, kept)
export const decodeKeyPackage = (packed: Uint8Array) => decodeKeptAs(shape, packed)
