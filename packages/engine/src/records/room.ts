/** This device's place in a channel. The MLS state lies in pages beside it. */
import {
  bytes,
  channelId,
  constant,
  decodeKeptAs,
  deviceKey,
  encodeAs,
  epochKey,
  exactly,
  entryId,
  flag,
  inboxKey,
  limits,
  list,
  maybe,
  record,
  runningHash,
  uint,
  word,
  type RecordOf,
  plain,
} from '@ebb/protocol'

/**
 * founding: the server may not have it yet. standing: it does. lost: it cannot be followed any more. left: this device
 * was removed. rolled-back: the server has lost it.
 */
const roomStages = ['founding', 'standing', 'lost', 'left', 'rolled-back'] as const

const joiner = {
  device: exactly(32, deviceKey),
  inbox: exactly(32, inboxKey),
  /** The contact whose token goes with the letter. */
  contact: uint(),
  /** First 16 bytes of SHA-256 of the key package used. */
  keyPackage: plain(16),
  /** That joiner's encrypted group secrets. */
  secrets: bytes(1_048_576),
}

const staged = {
  id: exactly(16, entryId),
  next: exactly(32, epochKey),
  commit: bytes(4_260_000),
  joiners: list(record(joiner), 1000),
  info: bytes(limits.blob),
}

const fields = {
  version: constant(1),
  number: uint(),
  conversation: uint(),
  channel: exactly(16, channelId),
  stage: word(roomStages),
  /** The newest entry that was processed, and the running hash there. */
  seq: uint(),
  hash: exactly(32, runningHash),
  /** The channels that this one stands in for. */
  replaces: list(exactly(16, channelId), limits.replacedChannels),
  /** Joined by a last-resort key package: the own leaf must be updated before anything is sent. */
  mustUpdate: flag,
  /** An inbox token is still to be given to the other side. */
  owesToken: flag,
  /** A policy that this person wants and the group does not have yet, packed. */
  wanted: maybe(bytes(4096)),
  /** A commit of our own that the server may or may not have. Its state lies in the staged pages. */
  staged: maybe(record(staged)),
  /** Letters that must still reach the server, sealed, each with its device and the contact whose token goes with it. */
  letters: list(record({ device: exactly(32, deviceKey), contact: uint(), body: bytes(1_048_576) }), 1000),
}
const shape = record(fields)
export type Room = RecordOf<typeof fields>

/** Another channel takes its place. */
export const isLost = ({ stage }: Pick<Room, 'stage'>): boolean => stage === 'lost' || stage === 'rolled-back'
/** This device reads and sends nothing there any more. */
export const isOver = (room: Pick<Room, 'stage'>): boolean => isLost(room) || room.stage === 'left'

export const encodeRoom = (room: Room): Uint8Array => encodeAs(shape, room)
export const decodeRoom = (packed: Uint8Array) => decodeKeptAs(shape, packed)
