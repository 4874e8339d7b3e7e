/** The state as it was kept: everything but messages, which are read when somebody looks at them. */
import type { DecodeRefusal } from '@ebb/protocol'
import type { Mls } from '@ebb/seal'
import { StorageError } from './ports/store.ts'
import { decodeContact } from './records/contact.ts'
import { decodeConversation } from './records/conversation.ts'
import { decodeEnvelope } from './records/envelope.ts'
import { decodeKeyPackage } from './records/key-package.ts'
import { pageKeys, recordKeys } from './records/keys.ts'
import { decodeProfile } from './records/profile.ts'
import { decodeRoom, type Room } from './records/room.ts'
import { decodeTime } from './records/time.ts'
import { emptyState, type State } from './state.ts'
import type { Vault } from './vault/index.ts'

export async function load(vault: Vault, mls: Mls): Promise<State> {
  const records = new Map<number, Uint8Array>()
  for (const read of await vault.readRecords(recordKeys.all.from, recordKeys.all.to)) {
    if ('lost' in read) throw corrupt()
    records.set(read.key, read.bytes)
  }
  const profile = records.get(recordKeys.profile)
  const clock = records.get(recordKeys.clock)
  const state: State = {
    ...emptyState,
    profile: profile === undefined ? undefined : kept(decodeProfile(profile)),
    time: clock === undefined ? emptyState.time : kept(decodeTime(clock)),
    contacts: all(records, recordKeys.contact, decodeContact),
    conversations: all(records, recordKeys.conversation, decodeConversation),
    envelopes: all(records, recordKeys.envelope, decodeEnvelope),
    keyPackages: all(records, recordKeys.keyPackage, decodeKeyPackage),
  }
  const rooms = all(records, recordKeys.room, decodeRoom)
  return { ...state, ...(await loadGroups(vault, mls, rooms)), keyPackagePrivates: await loadPrivates(vault, state) }
}

/** A room whose pages cannot all be opened is lost, and its conversation begins a new channel. */
async function loadGroups(vault: Vault, mls: Mls, rooms: ReadonlyMap<number, Room>) {
  const groups: Map<number, ReturnType<Mls['fromPages']>> = new Map()
  const stagedGroups: typeof groups = new Map()
  const followed = new Map(rooms)
  for (const room of rooms.values()) {
    if (room.stage === 'left') continue
    const group = await readGroup(vault, mls, pageKeys.room(room.number))
    const staged = room.staged === null ? undefined : await readGroup(vault, mls, pageKeys.staged(room.number))
    if (group === undefined || (room.staged !== null && staged === undefined)) {
      followed.set(room.number, { ...room, stage: 'lost', staged: null })
      continue
    }
    groups.set(room.number, group)
    if (staged !== undefined) stagedGroups.set(room.number, staged)
  }
  return { rooms: followed, groups, stagedGroups }
}

async function readGroup(vault: Vault, mls: Mls, range: { from: number; to: number }) {
  const pages = new Map<number, Uint8Array>()
  for (const read of await vault.readPages(range.from, range.to)) {
    if ('lost' in read) return undefined
    pages.set(read.page - range.from, read.bytes)
  }
  return pages.size === 0 ? undefined : mls.fromPages(pages)
}

async function loadPrivates(vault: Vault, state: State): Promise<ReadonlyMap<number, Uint8Array>> {
  const privates = new Map<number, Uint8Array>()
  for (const number of state.keyPackages.keys()) {
    const page = pageKeys.keyPackage(number)
    const [read] = await vault.readPages(page, page)
    if (read !== undefined && 'bytes' in read) privates.set(number, read.bytes)
  }
  return privates
}

function all<T extends object>(
  records: ReadonlyMap<number, Uint8Array>,
  key: (number: number) => number,
  decode: (bytes: Uint8Array) => { value: T } | DecodeRefusal,
): ReadonlyMap<number, T> {
  const found = new Map<number, T>()
  const span = key(0) >= 2 ** 40 ? 2 ** 40 : 1_000_000
  for (const [at, bytes] of records) if (at > key(0) && at < key(0) + span) found.set(at - key(0), kept(decode(bytes)))
  return found
}

function kept<T>(decoded: { value: T } | DecodeRefusal): T {
  if (typeof decoded === 'string') throw corrupt()
  return decoded.value
}

const corrupt = () =>
  new StorageError(
    'corrupt',
    'What is stored in this home cannot be read. Nothing was changed; use the home on the disk it came from.',
  )
