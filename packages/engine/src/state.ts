/** Everything the engine knows. The first half is kept by the vault; the second lasts as long as the process. */
import type {
  AccountId,
  Ask,
  ChainState,
  DeviceKey,
  EntryId,
  EpochKey,
  EpochMark,
  RunningHash,
  Tell,
} from '@ebb/protocol'
import type { Group } from '@ebb/seal'
import type { Ahead } from './attachments/ahead.ts'
import { firstWindow } from './attachments/window.ts'
import type { CommandRefusal } from './events.ts'
import type { Contact } from './records/contact.ts'
import type { Conversation } from './records/conversation.ts'
import type { KeptDraft } from './records/draft.ts'
import type { Entrance } from './records/entrance.ts'
import type { Envelope } from './records/envelope.ts'
import type { Epochs } from './records/epochs.ts'
import type { Introduction } from './records/introduction.ts'
import type { KeptKeyPackage } from './records/key-package.ts'
import type { Lanes } from './records/lanes.ts'
import type { KeptMessage } from './records/message.ts'
import type { Outgoing } from './records/outgoing.ts'
import type { OwnKnock } from './records/own-knock.ts'
import type { Profile } from './records/profile.ts'
import type { Room } from './records/room.ts'
import type { Roster } from './records/roster.ts'
import type { DeviceTime } from './records/time.ts'
import type { Upload } from './records/upload.ts'

/** Kept: each entry is a record or a set of pages. Replaced, never changed in place. */
export interface KeptState {
  readonly profile: Profile | undefined
  readonly time: DeviceTime
  readonly contacts: ReadonlyMap<number, Contact>
  readonly conversations: ReadonlyMap<number, Conversation>
  readonly rooms: ReadonlyMap<number, Room>
  /** By conversation: those that are groups. */
  readonly rosters: ReadonlyMap<number, Roster>
  /** By conversation: groups into which links lead, or led. */
  readonly entrances: ReadonlyMap<number, Entrance>
  /** Requests of this account by links into groups. */
  readonly knocks: ReadonlyMap<number, OwnKnock>
  readonly introductions: ReadonlyMap<number, Introduction>
  /** By room of a group: which epochs this device has seen. */
  readonly epochs: ReadonlyMap<number, Epochs>
  /** By room of a group: the fault lanes that are open to this device. */
  readonly lanes: ReadonlyMap<number, Lanes>
  readonly keyPackages: ReadonlyMap<number, KeptKeyPackage>
  readonly uploads: ReadonlyMap<number, Upload>
  readonly envelopes: ReadonlyMap<number, Envelope>
  readonly outgoing: ReadonlyMap<number, Outgoing>
  /** By room number: the MLS state of the current epoch, and of the one that a staged commit would begin. */
  readonly groups: ReadonlyMap<number, Group>
  readonly stagedGroups: ReadonlyMap<number, Group>
  /** By key package number: its private part. */
  readonly keyPackagePrivates: ReadonlyMap<number, Uint8Array>
  /** By conversation: what is being written. */
  readonly drafts: ReadonlyMap<number, KeptDraft>
}

export type Hello = Extract<Tell, { kind: 'hello' }>

/** The way to the server. */
export type LineState =
  | { readonly at: 'idle' } // nobody has asked for it
  | { readonly at: 'waiting'; readonly attempt: number; readonly until: number }
  | { readonly at: 'opening'; readonly attempt: number }
  | { readonly at: 'greeting'; readonly attempt: number; readonly nonce: Uint8Array }
  | { readonly at: 'proving'; readonly attempt: number; readonly hello: Hello }
  | { readonly at: 'registering'; readonly attempt: number; readonly hello: Hello }
  | { readonly at: 'online'; readonly hello: Hello }
  | { readonly at: 'barred' } // the server does not want this device; only a person can help

/** This device's reading of a channel on this connection. */
export type Reading =
  | { readonly at: 'shut' }
  | { readonly at: 'opening' } // `create` or `open` was asked
  | { readonly at: 'reading'; readonly from: number; readonly looks: number; readonly last: number } // entries up to `last` are on their way
  | { readonly at: 'live' }
  | { readonly at: 'waiting' } // for the chain of somebody unknown; what arrives meanwhile is read again

export interface EpochPair {
  readonly n: number
  readonly public: EpochKey
  /** Ed25519 seed, 32 bytes. */
  readonly private: Uint8Array
}

/** The secret of a ticket, 32 bytes, and when it ends, in seconds since 1970. */
export interface Ticket {
  readonly ends: number
  readonly secret: Uint8Array
}

/** Of one epoch of a channel. */
export interface SegmentTicket extends Ticket {
  readonly n: number
}

/** What a request was for, so that its answer finds its way. Data, not closures. */
export type Purpose =
  | { readonly for: 'authenticate' | 'register' | 'stock' | 'letter-done' | 'close' }
  | { readonly for: 'publish'; readonly numbers: readonly number[] }
  | { readonly for: 'invite'; readonly command: number; readonly link: string }
  /** `text`: the link. Only looked at, or asked by. */
  | { readonly for: 'group-link'; readonly command: number; readonly text: string; readonly knocks: boolean }
  | { readonly for: 'post-knock'; readonly knock: number; readonly device: DeviceKey }
  | { readonly for: 'seek' | 'claim'; readonly conversation: number }
  | { readonly for: 'seek-member'; readonly conversation: number; readonly handle: string }
  | { readonly for: 'claim-member'; readonly conversation: number; readonly handle: string }
  | { readonly for: 'know'; readonly account: AccountId }
  | { readonly for: 'token-revoke'; readonly contact: number; readonly hash: Uint8Array }
  | { readonly for: 'put-blob'; readonly upload: number }
  | { readonly for: 'get-blob'; readonly id: Uint8Array }
  /** `since`: seconds on this device's own time. */
  | { readonly for: 'put-piece'; readonly outgoing: number; readonly piece: number; readonly since: number }
  /** `message`: its key in the vault. */
  | { readonly for: 'get-piece'; readonly message: number; readonly piece: number; readonly since: number }
  | { readonly for: 'token-add' | 'create' | 'open'; readonly room: number }
  | { readonly for: 'post-letter'; readonly room: number; readonly device: DeviceKey }
  | { readonly for: 'report'; readonly room: number }
  | { readonly for: 'reports'; readonly room: number; readonly n: number }
  | { readonly for: 'append'; readonly room: number; readonly id: EntryId }
  | { readonly for: 'commit'; readonly room: number; readonly id: EntryId }

/** A device that can be added to a group: what the server has handed out for it, checked. */
export interface Claimed {
  readonly contact: number
  readonly device: DeviceKey
  readonly keyPackage: Uint8Array
}

/** Ids of somebody else's messages that they have not been told about yet. */
export interface Owed {
  readonly delivered: readonly Uint8Array[]
  readonly read: readonly Uint8Array[]
  /** When they are to go out, seconds since 1970. */
  readonly due: number
}

/** Who is believed to be writing, until when, seconds on this device's own time. */
export interface Writing {
  readonly account: AccountId
  readonly until: number
}

/** What this device has written into a channel, and where. `about`: it says something about a message, and is kept nowhere else. */
export interface Sent {
  readonly seq: number
  readonly message: number
  readonly about: KeptMessage | undefined
}

interface PassingState {
  readonly line: LineState
  readonly nextRequest: number
  readonly requests: ReadonlyMap<number, Purpose>
  /** By room number. A room that is not in here is shut. */
  readonly readings: ReadonlyMap<number, Reading>
  readonly epochPairs: ReadonlyMap<number, EpochPair>
  /** With which the next connection begins; and by room, with which it opens: line/tickets.ts. */
  readonly ticket: Ticket | undefined
  readonly segmentTickets: ReadonlyMap<number, SegmentTicket>
  /** Recent (seq, running hash) by room, newest last, to compare with what others have seen. */
  readonly trails: ReadonlyMap<number, readonly { readonly seq: number; readonly hash: RunningHash }[]>
  /** Letters that wait for their sender's chain, by hex id. */
  readonly letters: ReadonlyMap<string, Extract<Tell, { kind: 'letter' }>>
  /** Letters from the new account behind a handle, which wait for a person's decision; by hex id. */
  readonly heldLetters: ReadonlyMap<string, Extract<Tell, { kind: 'letter' }>>
  /** By hex id: what letters that wait have been fetched for; null: the server does not have it. */
  readonly blobs: ReadonlyMap<string, Uint8Array | null>
  /** Attachments whose message is still to come, each under the number that its upload will have. */
  readonly ahead: ReadonlyMap<number, Ahead>
  /** The highest number that an upload has had. */
  readonly newestUpload: number
  /** By number of `outgoing`: pieces of it that are read or under way, and those that the server has. */
  readonly putting: ReadonlyMap<number, ReadonlySet<number>>
  readonly put: ReadonlyMap<number, ReadonlySet<number>>
  /** By vault key of the message: pieces of its attachment that are to come. */
  readonly incoming: ReadonlyMap<number, ReadonlySet<number>>
  /** How many pieces may be under way at once: attachments/window.ts. */
  readonly pieceWindow: number
  /** Verified chains, by hex account id. */
  readonly chains: ReadonlyMap<string, ChainState>
  /** By conversation: why what waits there was refused. */
  readonly troubles: ReadonlyMap<number, CommandRefusal>
  /** By conversation: receipts that go out soon. */
  readonly owed: ReadonlyMap<number, Owed>
  /** By conversation: whoever is writing there; and when others were last told that this person is. */
  readonly writing: ReadonlyMap<number, readonly Writing[]>
  readonly toldWriting: ReadonlyMap<number, number>
  /** By conversation and handle: the devices of those who are to be added to a group. */
  readonly claimed: ReadonlyMap<number, ReadonlyMap<string, readonly Claimed[]>>
  /** By conversation and handle: who is to be in a group that goes on at a restored server, and has not come back there. */
  readonly away: ReadonlyMap<number, ReadonlyMap<string, { readonly until: number; readonly wait: number }>>
  /** By room: who has added this device anew. What they say of the group holds once the server knows its key. */
  readonly entered: ReadonlyMap<number, AccountId>
  /** By room of a group: own messages, newest last, with their places. */
  readonly sentAt: ReadonlyMap<number, readonly Sent[]>
  /** By hex name that a message had in a channel that was replaced: what it is called in the one that has taken its place. */
  readonly names: ReadonlyMap<string, Uint8Array>
  /** By room: when this device commits what any member may, unless another has done it, in seconds since 1970. */
  readonly lots: ReadonlyMap<number, number>
  /** By conversation: when it went on in another channel because the server said that it has lost the one before, and the newest room then. */
  readonly followed: ReadonlyMap<number, { readonly times: readonly number[]; readonly upTo: number }>
  /** By room, by epoch: when its fault lane is looked into next, in seconds since 1970, and the time between looks. */
  readonly looks: ReadonlyMap<number, ReadonlyMap<number, { readonly due: number; readonly gap: number }>>
  /** By room: when this device says again that it cannot follow, in seconds since 1970. */
  readonly reported: ReadonlyMap<number, number>
  /** By conversation of two, by room: the newest epoch that the other side was told of. */
  readonly toldEpochs: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** By room: epochs that others have seen and this device has not come to. */
  readonly heardEpochs: ReadonlyMap<number, readonly Pick<EpochMark, 'n' | 'authenticator'>[]>
  /** By room: somebody has seen another epoch, and a person was told. */
  readonly apart: ReadonlyMap<number, true>
  /** A command that waits for the end of joining. */
  readonly joining: number | undefined
  /** No message ends before this, seconds since 1970: see steps/expire. */
  readonly nextDue: number
}

export type State = KeptState & PassingState

export const emptyState: State = {
  profile: undefined,
  time: { passed: 0, wall: 0 },
  contacts: new Map(),
  conversations: new Map(),
  rooms: new Map(),
  rosters: new Map(),
  entrances: new Map(),
  knocks: new Map(),
  introductions: new Map(),
  epochs: new Map(),
  lanes: new Map(),
  looks: new Map(),
  reported: new Map(),
  toldEpochs: new Map(),
  heardEpochs: new Map(),
  apart: new Map(),
  keyPackages: new Map(),
  uploads: new Map(),
  envelopes: new Map(),
  outgoing: new Map(),
  groups: new Map(),
  stagedGroups: new Map(),
  keyPackagePrivates: new Map(),
  drafts: new Map(),
  line: { at: 'idle' },
  nextRequest: 1,
  requests: new Map(),
  readings: new Map(),
  epochPairs: new Map(),
  ticket: undefined,
  segmentTickets: new Map(),
  trails: new Map(),
  letters: new Map(),
  heldLetters: new Map(),
  blobs: new Map(),
  ahead: new Map(),
  newestUpload: 0,
  putting: new Map(),
  put: new Map(),
  incoming: new Map(),
  pieceWindow: firstWindow,
  troubles: new Map(),
  owed: new Map(),
  writing: new Map(),
  toldWriting: new Map(),
  chains: new Map(),
  claimed: new Map(),
  away: new Map(),
  lots: new Map(),
  followed: new Map(),
  sentAt: new Map(),
  names: new Map(),
  entered: new Map(),
  joining: undefined,
  nextDue: 0,
}

type WithoutRequest<F> = F extends Ask ? Omit<F, 'req'> : never
/** An ask before it has its number. */
export type Question = WithoutRequest<Ask>
