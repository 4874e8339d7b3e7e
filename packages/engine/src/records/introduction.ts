/** Somebody's word for whose account a handle is: until a person has decided, and for as long as they know each other. */
import {
  accountId,
  constant,
  decodeKeptAs,
  encodeAs,
  exactly,
  record,
  text,
  uint,
  word,
  type RecordOf,
} from '@ebb/protocol'

const account = exactly(32, accountId)

const fields = {
  version: constant(1),
  number: uint(),
  /** Who has introduced whom. */
  by: account,
  account,
  handle: text(32),
  /** met: a person wanted to know them, or did already. */
  stage: word(['waiting', 'met'] as const),
  /** Until when it waits, seconds since 1970, on this device's own time: as a message would that was sent with it. */
  ends: uint(),
}
const shape = record(fields)
export type Introduction = RecordOf<typeof fields>
export const encodeIntroduction = (introduction: Introduction): Uint8Array => encodeAs(shape, introduction)
export const decodeIntroduction = (packed: Uint8Array) => decodeKeptAs(shape, packed)
