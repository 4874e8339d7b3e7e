/** A conversation's policy, in the MLS GroupContext, so that all members agree on it. */
import { accountId } from './ids.ts'
import { limits } from './limits.ts'
import { constant, decodeAs, encodeAs, exactly, list, maybe, record, text, uint, type RecordOf } from './shape.ts'

const fields = {
  version: constant(1),
  name: text(200),
  /** Both clocks, in seconds. */
  ceiling: uint(limits.ceiling, 1),
  afterRead: maybe(uint(limits.ceiling)),
  /** Accounts with the role of an administrator. In a conversation of two, both. */
  admins: list(exactly(32, accountId), 100),
}
const shape = record(fields)
export type Policy = RecordOf<typeof fields>

export const encodePolicy = (policy: Policy): Uint8Array => encodeAs(shape, policy)
export const decodePolicy = (packed: Uint8Array) => decodeAs(shape, packed)
