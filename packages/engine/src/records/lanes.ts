/**
 * What this device keeps of epochs of a group's channel that have ended, so that their fault lanes are open to it a while
 * longer: nothing with which anything that was said could be read. One page, so that what is dropped is gone.
 */
import {
  accountId,
  channelId,
  constant,
  decodeKeptAs,
  encodeAs,
  entryId,
  exactly,
  faults,
  limits,
  list,
  maybe,
  plain,
  record,
  uint,
  word,
  type RecordOf,
} from '@ebb/protocol'

const account = exactly(32, accountId)

const laneFields = {
  n: uint(),
  /** The commit that ended the epoch, as this device was handed it, and its place. */
  commit: exactly(16, entryId),
  seq: uint(),
  /** The seed of the epoch's key pair, which the server knows, and the key of the reports. */
  seed: plain(32),
  key: plain(32),
  /** This device cannot follow that commit. Null: it has. */
  fault: maybe(word(faults)),
  /** Who was in the group before the commit and not after it: nobody listens to them. */
  out: list(account, limits.groupMembers),
  /** Whose reports were heard: each once. */
  heard: list(account, limits.groupMembers),
  /** When all of it is forgotten, seconds on this device's own time. */
  until: uint(),
}
export type KeptLane = RecordOf<typeof laneFields>

const fields = {
  version: constant(1),
  channel: exactly(16, channelId),
  /** The oldest first. */
  lanes: list(record(laneFields), limits.lanesOfChannel),
}
const shape = record(fields)
export type Lanes = RecordOf<typeof fields>
export const encodeLanes = (lanes: Lanes): Uint8Array => encodeAs(shape, lanes)
export const decodeLanes = (packed: Uint8Array) => decodeKeptAs(shape, packed)
