/** What a person or program can ask for, and what it is told. The phone's worker boundary carries exactly these. */
import type { Attachment, Refusal } from '@ebb/protocol'
import type { FreshPiece } from './attachments/attach.ts'

export type Command =
  | { readonly do: 'connect' }
  | { readonly do: 'disconnect' }
  | { readonly do: 'join'; readonly link: string; readonly name: string }
  | { readonly do: 'invite' }
  | {
      readonly do: 'send'
      /** A handle without `@`, or a group's address: see ShownChat. */
      readonly to: string
      readonly text: string
      /** Seconds; the conversation's clock where absent. */
      readonly ceiling?: number
      readonly afterRead?: number
      /** Number of the message that this one answers. */
      readonly replyTo?: number
      /** `Engine.hang` makes it ready and asks for this; `text` may then be empty. */
      readonly attachment?: Omit<Attachment, 'text'>
      /** It can be looked at once. */
      readonly once?: boolean
    }
  /** What can be looked at once is opened: half a minute later at most it is gone. `here`: so is what hangs on it, `Engine.reveal` knows. */
  | { readonly do: 'reveal'; readonly to: string; readonly message: number; readonly here: boolean }
  /**
   * What a message says goes on to another conversation, and ends no later than it. `from`: where it is. What hangs on it
   * was sealed anew: `Engine.forward` does that and asks for this.
   */
  | {
      readonly do: 'forward'
      readonly to: string
      readonly from: string
      readonly message: number
      readonly attachment?: Pick<Attachment, 'key' | 'digest' | 'size'>
    }
  /** A piece of what `Engine.hang` makes ready goes to the server before its message is written, if the line takes it now. */
  | ({ readonly do: 'put-ahead'; readonly to: string; readonly ceiling?: number } & FreshPiece)
  /** These pieces of a message's attachment are fetched, as long as this runs: `Engine.fetch` says which. None: no more. */
  | { readonly do: 'fetch'; readonly to: string; readonly message: number; readonly pieces: readonly number[] }
  | { readonly do: 'delete'; readonly to: string; readonly message: number; readonly forEveryone: boolean }
  /** Gives an own message that was sent another text. */
  | { readonly do: 'edit'; readonly to: string; readonly message: number; readonly text: string }
  /** One emoji, in place of an earlier one; none takes it back. */
  | { readonly do: 'react'; readonly to: string; readonly message: number; readonly emoji: string }
  /** A question with 2 to 10 answers. */
  | {
      readonly do: 'poll'
      readonly to: string
      readonly question: string
      readonly options: readonly string[]
      /** Whether one may choose several. */
      readonly multiple: boolean
      readonly ceiling?: number
      readonly afterRead?: number
    }
  /** Places of the answers, from 0; in place of an earlier vote. None takes that back. */
  | { readonly do: 'vote'; readonly to: string; readonly message: number; readonly options: readonly number[] }
  /** An own poll takes no more votes. */
  | { readonly do: 'close'; readonly to: string; readonly message: number }
  /** It stands above its conversation, for everybody in it, or no more. */
  | { readonly do: 'pin'; readonly to: string; readonly message: number; readonly on: boolean }
  | { readonly do: 'timer'; readonly to: string; readonly ceiling?: number; readonly afterRead?: number | null }
  /** A person has seen these messages of a conversation: their clocks start. */
  | { readonly do: 'seen'; readonly to: string; readonly messages: readonly number[] }
  | { readonly do: 'verified'; readonly to: string; readonly verified?: boolean }
  /** A stranger's conversation: from now on they may write, are given an inbox token, and may be told of reading. */
  | { readonly do: 'accept'; readonly to: string }
  /** Their token is revoked, their channels are left, their letters are dropped. What they wrote goes at once. */
  | { readonly do: 'block'; readonly to: string }
  | { readonly do: 'unblock'; readonly to: string }
  /** The handle belongs to another account than before, and the person goes on with the new one, unverified. */
  | { readonly do: 'trust-new'; readonly to: string }
  /** What was refused is tried again now. */
  | { readonly do: 'retry'; readonly to: string }
  /** What only this device knows of a conversation; what is absent stays. */
  | {
      readonly do: 'arrange'
      readonly to: string
      readonly pinned?: boolean
      readonly muted?: boolean
      readonly archived?: boolean
    }
  /** What is being written. An empty text is no draft. */
  | { readonly do: 'draft'; readonly to: string; readonly text: string; readonly replyTo?: number }
  /** Begins a group. Handles without `@`; clocks in seconds. */
  | {
      readonly do: 'create'
      readonly name: string
      readonly members: readonly string[]
      readonly ceiling?: number
      readonly afterRead?: number
      readonly announcements?: boolean
    }
  | { readonly do: 'add'; readonly to: string; readonly members: readonly string[] }
  | { readonly do: 'remove'; readonly to: string; readonly member: string }
  /** Makes a member an administrator, or takes that back. */
  | { readonly do: 'appoint'; readonly to: string; readonly member: string; readonly admin: boolean }
  /** What holds in a group; what is absent stays. `picture`: JPEG or WebP of at most 4096 bytes; null: none. */
  | {
      readonly do: 'shape'
      readonly to: string
      readonly name?: string
      readonly picture?: Uint8Array | null
      readonly announcements?: boolean
      readonly shorten?: 'admins' | 'members'
    }
  | { readonly do: 'leave'; readonly to: string }
  /** Makes a link into a group. `lasts` in seconds; `most`: how many it lets in. With approval unless that is false. */
  | {
      readonly do: 'link'
      readonly to: string
      readonly lasts?: number
      readonly approval?: boolean
      readonly most?: number
    }
  /** `link`: as `ShownLink` names it. */
  | { readonly do: 'unlink'; readonly to: string; readonly link: string }
  /** Somebody who asks to join a group by a link is let in, or not. */
  | { readonly do: 'decide'; readonly to: string; readonly member: string; readonly admit: boolean }
  /** Says into which group a link leads, and asks to join it. */
  | { readonly do: 'look' | 'knock'; readonly link: string }
  /** Tells two people with whom this account talks of each other: the one called `to`, and another handle. */
  | { readonly do: 'introduce'; readonly to: string; readonly other: string }
  /** Somebody who was introduced is met, or not. Nobody is told. */
  | { readonly do: 'introduction'; readonly introduction: number; readonly meet: boolean }
  /** Nothing more is wanted of a request by a link: see ShownKnock. */
  | { readonly do: 'put-away'; readonly knock: number }
  /** Whether this account tells others of delivery and reading, and is told. */
  | { readonly do: 'receipts'; readonly on: boolean }
  /** Whether this account tells others that it is writing, and is told. */
  | { readonly do: 'typing'; readonly on: boolean }
  /** A person is writing there now: others are told as often as that is wanted. */
  | { readonly do: 'writing'; readonly to: string }

/** Why a command was not done, each with a line in `commandLines`. */
export type CommandRefusal =
  | Refusal
  | 'not-joined'
  | 'already-joined'
  | 'bad-link'
  | 'bad-name'
  | 'bad-clock'
  | 'longer-than-policy'
  | 'too-long'
  | 'unknown-conversation'
  | 'blocked'
  | 'account-gone'
  | 'not-a-group'
  | 'not-admin'
  | 'last-admin'
  | 'left'
  | 'admins-only'
  | 'bad-group-name'
  | 'unknown-member'
  | 'too-many-members'
  | 'cannot-introduce'
  | 'unknown-introduction'
  | 'bad-group-link'
  | 'forged-link'
  | 'link-elsewhere'
  | 'link-expired'
  | 'bad-link-life'
  | 'bad-link-uses'
  | 'too-many-links'
  | 'unknown-link'
  | 'unknown-knock'
  | 'unknown-message'
  | 'not-fetched'
  | 'already-opened'
  | 'attachment-lost'
  | 'attachment-gone'
  | 'bad-attachment'
  | 'no-room'
  | 'no-emoji'
  | 'bad-poll'
  | 'bad-vote'
  | 'poll-closed'
  | 'offline'
  | 'wrong-server'
  | 'identity-changed'
  | 'no-account-yet'

export interface LinkedGroup {
  readonly name: string
  /** Handle, without `@`. */
  readonly by: string
  readonly ends: number
  readonly approval: boolean
}

export type Answer =
  | {
      readonly ok: true
      readonly value?: {
        readonly conversation?: number
        readonly message?: number
        readonly link?: string
        readonly text?: string
        /** Where a link leads, by whose word, until when, and whether an administrator decides. */
        readonly group?: LinkedGroup
      }
    }
  | { readonly ok: false; readonly why: CommandRefusal }

export type EngineEvent =
  | {
      readonly kind: 'line'
      readonly at: 'offline' | 'online' | 'barred'
      readonly why?: CommandRefusal
      readonly retryIn?: number
    }
  | { readonly kind: 'message'; readonly conversation: number; readonly message: number }
  | { readonly kind: 'sent'; readonly conversation: number; readonly message: number }
  | { readonly kind: 'gone'; readonly conversation: number; readonly message: number }
  | { readonly kind: 'not-sent'; readonly conversation: number; readonly why: CommandRefusal }
  /** Somebody who was to be added to a group is left out. */
  | { readonly kind: 'not-added'; readonly conversation: number; readonly handle: string; readonly why: CommandRefusal }
  /** Somebody asks to join this group by a link, and an administrator decides. */
  | { readonly kind: 'knock'; readonly conversation: number; readonly handle: string }
  /** Somebody was introduced, and a person decides; or waits no more: see `View.introductions`. */
  | { readonly kind: 'introduced'; readonly introduction: number }
  /** Something has become of an own request by a link: see `View.knocks`. */
  | { readonly kind: 'knocked'; readonly knock: number }
  | {
      readonly kind: 'timer'
      readonly conversation: number
      readonly ceiling: number
      readonly afterRead: number | null
    }
  | { readonly kind: 'conversation'; readonly conversation: number }
  /** A message has another text or other reactions. */
  | { readonly kind: 'revised'; readonly conversation: number; readonly message: number }
  /** An own message was delivered or read. */
  | { readonly kind: 'receipt'; readonly conversation: number; readonly message: number }
  /** Somebody has begun to write there; how long they go on: see `ShownChat.writing`. */
  | { readonly kind: 'writing'; readonly conversation: number; readonly handle: string }
  /** A person has seen this one of another's: its clock has started. */
  | { readonly kind: 'read'; readonly conversation: number; readonly message: number }
  /** More of a message's attachment is here or at the server; `why`: it cannot be had. */
  | {
      readonly kind: 'transfer'
      readonly conversation: number
      readonly message: number
      readonly why?: CommandRefusal
    }
  /** Anything else about a conversation has changed: its place, its draft, its shield, what is unread. */
  | { readonly kind: 'chat'; readonly conversation: number }
  /** Every room of every conversation has been read to its end. */
  | { readonly kind: 'caught-up' }
  /** `about`: the conversation where it has been noticed. */
  | { readonly kind: 'warning'; readonly what: Warning; readonly about?: number }

/** Things that a lying server, a bad member or a wrong clock cause; each has a line in `warningLines`. */
export type Warning =
  | 'server-clock' // more than an hour from ours
  | 'wrong-entry' // an id that is not the hash of its bytes, or a place out of order
  | 'wrong-epoch-key' // a commit whose next key is not the group's
  | 'history-differs' // somebody has seen another history of this channel
  | 'unreadable-message'
  | 'conversation-lost' // a commit that cannot be followed: start again
  | 'role-violation' // a member has done what only an administrator may
  | 'introduction-differs' // a handle leads to another account than somebody has said who introduced it
  | 'bad-letter'
  | 'bad-key-package'
  | 'used-key-package' // somebody was given a key package of this device that was used before
  | 'chain-invalid'
