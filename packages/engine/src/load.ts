/**
 * The state as it was kept: everything but messages, which are read when somebody looks at them. In two parts, because the
 * secrets of channels and key packages are by far the larger one, and nobody needs them to look at what was said.
 */
import type { DecodeRefusal } from '@ebb/protocol'
import type { Mls } from '@ebb/seal'
import { keptMap } from './kept-map.ts'
import { StorageError } from './ports/store.ts'
import { decodeContact } from './records/contact.ts'
import { decodeConversation } from './records/conversation.ts'
import { decodeDraft, type KeptDraft } from './records/draft.ts'
import { decodeEntrance } from './records/entrance.ts'
import { decodeEnvelope } from './records/envelope.ts'
import { decodeEpochs } from './records/epochs.ts'
import { decodeIntroduction } from './records/introduction.ts'
import { decodeKeyPackage } from './records/key-package.ts'
import { pageKeys, recordKeys } from './records/keys.ts'
import { decodeLanes, type Lanes } from './records/lanes.ts'
import { decodeOutgoing } from './records/outgoing.ts'
import { decodeOwnKnock } from './records/own-knock.ts'
import { decodeProfile } from './records/profile.ts'
import { decodeRoom, type Room } from './records/room.ts'
import { decodeRoster } from './records/roster.ts'
import { decodeUpload } from './records/upload.ts'
import { decodeTime } from './records/time.ts'
import { emptyState, type State } from './state.ts'
import type { Vault } from './vault/index.ts'

/** Everything but what `loadSecrets` adds. */
export async function load(vault: Vault): Promise<State> {
  const records = new Map<number, Uint8Array>()
  for (const read of await vault.readRecords(recordKeys.all.from, recordKeys.all.to)) {
    if ('lost' in read) throw corrupt()
    records.set(read.key, read.bytes)
  }
  const profile = records.get(recordKeys.profile)
  const clock = records.get(recordKeys.clock)
  return {
    ...emptyState,
    profile: profile === undefined ? undefined : kept(decodeProfile(profile)),
    time: clock === undefined ? emptyState.time : kept(decodeTime(clock)),
    contacts: all(records, recordKeys.contact, decodeContact),
    conversations: all(records, recordKeys.conversation, decodeConversation),
    rooms: all(records, recordKeys.room, decodeRoom),
    rosters: all(records, recordKeys.roster, decodeRoster),
    entrances: all(records, recordKeys.entrance, decodeEntrance),
    knocks: all(records, recordKeys.knock, decodeOwnKnock),
    introductions: all(records, recordKeys.introduction, decodeIntroduction),
    epochs: all(records, recordKeys.epochs, decodeEpochs),
    envelopes: all(records, recordKeys.envelope, decodeEnvelope),
    uploads: all(records, recordKeys.upload, decodeUpload),
    outgoing: all(records, recordKeys.outgoing, decodeOutgoing),
    keyPackages: all(records, recordKeys.keyPackage, decodeKeyPackage),
    drafts: draftsIn(await pagesFrom(vault, pageKeys.draft(0))),
  }
}

export interface Secrets extends Pick<State, 'rooms' | 'groups' | 'stagedGroups' | 'keyPackagePrivates' | 'lanes'> {
  /** Conversations of which a channel cannot be followed any more, because keys of it are gone. */
  readonly lost: readonly number[]
}

/** Throws StorageError also where a record that nobody has looked at yet cannot be read. */
export async function loadSecrets(vault: Vault, mls: Mls, state: State): Promise<Secrets> {
  const { rooms, keyPackages, contacts, epochs } = state
  for (const map of [contacts, epochs]) map.forEach(() => {})
  const pages = await pagesFrom(vault, 0, pageKeys.draft(0) - 1)
  return {
    ...groupsIn(pages, mls, rooms),
    keyPackagePrivates: privatesIn(pages, keyPackages),
    lanes: lanesIn(pages, rooms),
  }
}

/** Undefined: its key is gone. */
type Pages = ReadonlyMap<number, Uint8Array | undefined>

/** Read at once: many small reads take far longer where each is a transaction. */
async function pagesFrom(vault: Vault, from: number, to: number = Number.MAX_SAFE_INTEGER): Promise<Pages> {
  const read = await vault.readPages(from, to)
  return new Map(read.map((one) => [one.page, 'lost' in one ? undefined : one.bytes]))
}

/** A room whose pages cannot all be opened is lost, and its conversation begins a new channel. */
function groupsIn(pages: Pages, mls: Mls, rooms: ReadonlyMap<number, Room>) {
  const groups: Map<number, ReturnType<Mls['fromPages']>> = new Map()
  const stagedGroups: typeof groups = new Map()
  const followed = new Map(rooms)
  const lost = new Set<number>()
  const sets = Map.groupBy(pages, ([page]) => Math.floor(page / pageKeys.set))
  const groupAt = ({ from }: { readonly from: number }) => {
    const set = sets.get(from / pageKeys.set) ?? []
    const whole = new Map(set.flatMap(([page, bytes]) => (bytes === undefined ? [] : [[page - from, bytes] as const])))
    return set.length === 0 || whole.size < set.length ? undefined : mls.fromPages(whole)
  }
  for (const room of rooms.values()) {
    if (room.stage === 'left' || room.stage === 'rolled-back') continue
    const group = groupAt(pageKeys.room(room.number))
    const staged = room.staged === null ? undefined : groupAt(pageKeys.staged(room.number))
    if (group === undefined || (room.staged !== null && staged === undefined)) {
      followed.set(room.number, { ...room, stage: 'lost', staged: null })
      if (room.stage !== 'lost') lost.add(room.conversation)
      continue
    }
    groups.set(room.number, group)
    if (staged !== undefined) stagedGroups.set(room.number, staged)
  }
  return { rooms: followed, groups, stagedGroups, lost: [...lost] }
}

function privatesIn(pages: Pages, keyPackages: State['keyPackages']): ReadonlyMap<number, Uint8Array> {
  const privates = new Map<number, Uint8Array>()
  for (const number of keyPackages.keys()) {
    const bytes = pages.get(pageKeys.keyPackage(number))
    if (bytes !== undefined) privates.set(number, bytes)
  }
  return privates
}

/** Those whose key is gone are gone: letters still arrive. */
function lanesIn(pages: Pages, rooms: ReadonlyMap<number, Room>): State['lanes'] {
  const lanes = new Map<number, Lanes>()
  for (const number of rooms.keys()) {
    const bytes = pages.get(pageKeys.lanes(number))
    if (bytes !== undefined) lanes.set(number, kept(decodeLanes(bytes)))
  }
  return lanes
}

/** One whose key is gone is gone. */
function draftsIn(pages: Pages): State['drafts'] {
  const drafts = new Map<number, KeptDraft>()
  for (const [page, bytes] of pages) {
    if (bytes !== undefined) drafts.set(page - pageKeys.draft(0), kept(decodeDraft(bytes)))
  }
  return drafts
}

function all<T extends object>(
  records: ReadonlyMap<number, Uint8Array>,
  key: (number: number) => number,
  decode: (bytes: Uint8Array) => { value: T } | DecodeRefusal,
): ReadonlyMap<number, T> {
  const packed = new Map<number, Uint8Array>()
  const span = key(0) >= 2 ** 40 ? 2 ** 40 : 1_000_000
  for (const [at, bytes] of records) if (at > key(0) && at < key(0) + span) packed.set(at - key(0), bytes)
  return keptMap(packed, (bytes) => kept(decode(bytes)))
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
