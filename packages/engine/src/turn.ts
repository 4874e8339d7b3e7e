/**
 * One turn of the engine: a working copy of the state, and what should follow once it is kept. What the vault must
 * write is found by comparing the state after with the state before, so no handler can forget to store what it changed.
 */
import { sameBytes, type ChainJudge } from '@ebb/protocol'
import { sha256, verify, type Mls, type Suite } from '@ebb/seal'
import type { Effect } from './effects.ts'
import type { Answer, EngineEvent, Warning } from './events.ts'
import { mentionsSelf } from './groups/mentions.ts'
import { forgetAbout, nameNow } from './groups/say-again.ts'
import { attachmentOf, shelfName } from './attachments/names.ts'
import { encodeContact } from './records/contact.ts'
import { encodeConversation, type Conversation } from './records/conversation.ts'
import { encodeDraft } from './records/draft.ts'
import { encodeEntrance } from './records/entrance.ts'
import { encodeEnvelope } from './records/envelope.ts'
import { encodeEpochs } from './records/epochs.ts'
import { encodeIntroduction } from './records/introduction.ts'
import { encodeKeyPackage } from './records/key-package.ts'
import { conversationOf, messageKey, messagesOf, pageKeys, recordKeys } from './records/keys.ts'
import {
  encodeMessage,
  isUnread,
  isWaiting,
  messageBucket,
  messageExpires,
  traceOf,
  type KeptMessage,
  type Trace,
} from './records/message.ts'
import { encodeLanes } from './records/lanes.ts'
import { encodeOutgoing } from './records/outgoing.ts'
import { encodeOwnKnock } from './records/own-knock.ts'
import { encodeProfile } from './records/profile.ts'
import { encodeRoom } from './records/room.ts'
import { encodeRoster, type Roster } from './records/roster.ts'
import { encodeUpload } from './records/upload.ts'
import { encodeTime, timeAt, type DeviceTime } from './records/time.ts'
import type { KeptState, State } from './state.ts'
import type { VaultChange } from './vault/change.ts'

/** What the vault holds and a turn may look at; it changes nothing. */
export interface Reader {
  messages(range: {
    from: number
    to: number
    limit?: number
    backwards?: boolean
  }): Promise<readonly { key: number; message: KeptMessage }[]>
  /** The newest message of each of these conversations; undefined also where it can only be found by looking further. */
  newest(conversations: readonly number[]): Promise<readonly ({ key: number; message: KeptMessage } | undefined)[]>
  /** Every message that has ended at `now`, others perhaps; of the rest, those not among them end at `next` or later. */
  due(
    now: number,
  ): Promise<{ readonly messages: readonly { key: number; message: KeptMessage }[]; readonly next: number }>
  /** What is kept of the message with this id, 32 bytes: itself, or somebody's deletion of it. */
  trace(
    conversation: number,
    id: Uint8Array,
    as: Trace,
  ): Promise<{ readonly key: number; readonly message: KeptMessage } | undefined>
}

/** The world as it is handed to a turn. `now` in seconds since 1970. */
export interface At {
  readonly now: number
  readonly random: (length: number) => Uint8Array
  readonly mls: Mls
  /** For conversations that begin here. */
  readonly suite: Suite
  readonly reader: Reader
}

/** How many messages are read at once where nobody knows how many are needed. */
const chunk = 64

export const judge: ChainJudge = { sha256, verify }

type KeyOf<M> = M extends ReadonlyMap<infer K, infer _> ? K : never
type ValueOf<M> = M extends ReadonlyMap<infer _, infer V> ? V : never
/** The parts of the state that are maps. */
type Maps = { [K in keyof State as KeyOf<State[K]> extends never ? never : K]: State[K] }

export class Turn {
  readonly at: At
  readonly before: State
  state: State
  readonly effects: Effect[] = []
  /** What came is not what the server says it is: nothing more is taken from this connection. */
  senseless = false
  /** Messages kept in this turn by vault key; undefined: forgotten. */
  readonly messages = new Map<number, KeptMessage | undefined>()
  /** Of these, the ones whose older version may stay readable as long as they live: only a mark was added. */
  readonly marked = new Set<number>()

  constructor(state: State, at: At) {
    this.before = state
    this.at = at
    this.state = { ...state, time: timeAt(state.time, at.now) }
  }

  /** The device's own time, which never runs backwards: for whatever lives and ends here. */
  get now(): number {
    return this.state.time.passed
  }

  /** The local clock as it is: for whatever others are told. */
  get wall(): number {
    return this.at.now
  }

  change(part: Partial<State>): void {
    this.state = { ...this.state, ...part }
  }

  set<M extends keyof Maps>(map: M, key: KeyOf<Maps[M]>, value: ValueOf<Maps[M]> | undefined): void {
    const old = this.state[map] as ReadonlyMap<unknown, unknown>
    if (value === undefined && !old.has(key)) return
    const copy = new Map(old)
    if (value === undefined) copy.delete(key)
    else copy.set(key, value)
    this.change({ [map]: copy })
  }

  /** Changes a conversation as it stands now, whatever else this turn has changed of it. */
  alter(number: number, part: Partial<Conversation>): void {
    this.set('conversations', number, { ...this.state.conversations.get(number)!, ...part })
  }

  /** Changes a group's roster as it stands now. */
  alterRoster(number: number, part: Partial<Roster>): void {
    this.set('rosters', number, { ...this.state.rosters.get(number)!, ...part })
  }

  /** `old`: what stood there before this. */
  keep(conversation: number, number: number, message: KeptMessage, old?: KeptMessage): void {
    const key = messageKey(conversation, number)
    this.marked.delete(key)
    this.messages.set(key, message)
    this.endsAt(messageExpires(message))
    this.#count(conversation, number, { before: old, after: message })
  }

  /** Keeps a message again with a mark that changes neither its content nor its end. */
  mark(conversation: number, number: number, message: KeptMessage, old: KeptMessage): void {
    const key = messageKey(conversation, number)
    if (!this.messages.has(key)) this.marked.add(key)
    this.messages.set(key, message)
    this.#count(conversation, number, { before: old, after: message })
  }

  /** What was being written in answer to it answers nothing any more, and it is pinned nowhere. */
  forget(conversation: number, number: number, old: KeptMessage | undefined): void {
    const key = messageKey(conversation, number)
    this.marked.delete(key)
    this.messages.set(key, undefined)
    this.#count(conversation, number, { before: old, after: undefined })
    const attachment = old && attachmentOf(old)
    if (attachment !== undefined) this.effects.push({ kind: 'drop-pieces', name: shelfName(attachment.key) })
    const pins = this.state.conversations.get(conversation)?.pins
    if (pins?.includes(number) === true) this.alter(conversation, { pins: pins.filter((one) => one !== number) })
    const draft = this.state.drafts.get(conversation)
    if (draft?.replyTo === number) this.set('drafts', conversation, { ...draft, replyTo: null })
    if (old !== undefined) forgetAbout(this, conversation, old.id)
  }

  /** Something of this device ends at that time, seconds since 1970. */
  endsAt(time: number): void {
    this.change({ nextDue: Math.min(this.state.nextDue, time) })
  }

  async message(conversation: number, number: number): Promise<KeptMessage | undefined> {
    const key = messageKey(conversation, number)
    if (this.messages.has(key)) return this.messages.get(key)
    const [found] = await this.at.reader.messages({ from: key, to: key })
    return found?.message
  }

  /** What is kept of the message with this id, 32 bytes, as this turn has left it. */
  async trace(
    conversation: number,
    name: Uint8Array,
    as: Trace = 'said',
  ): Promise<{ readonly key: number; readonly message: KeptMessage } | undefined> {
    const id = nameNow(this.state, name)
    for (const [key, message] of this.messages) {
      if (message === undefined || conversationOf(key) !== conversation) continue
      const trace = traceOf(message)
      if (trace?.as === as && sameBytes(trace.of, id)) return { key, message }
    }
    const found = await this.at.reader.trace(conversation, id, as)
    return found !== undefined && this.messages.has(found.key) ? undefined : found
  }

  /** What is kept of a conversation below a number, newest first, as this turn has left it. */
  async *backwards(conversation: number, below = 2 ** 32): AsyncGenerator<{ key: number; message: KeptMessage }> {
    const { from } = messagesOf(conversation)
    const touched = [...this.messages.keys()]
      .filter((key) => key >= from && key < from + below)
      .toSorted((a, b) => b - a)
    let to = from + below - 1
    for (;;) {
      const stored = await this.at.reader.messages({ from, to, limit: chunk, backwards: true })
      for (const { key, message } of stored) {
        while (touched[0] !== undefined && touched[0] >= key) yield* this.#standing(touched.shift()!)
        if (!this.messages.has(key)) yield { key, message }
      }
      if (stored.length === 0) break
      to = stored.at(-1)!.key - 1
    }
    for (const key of touched) yield* this.#standing(key)
  }

  *#standing(key: number): Generator<{ key: number; message: KeptMessage }> {
    const message = this.messages.get(key)
    if (message !== undefined) yield { key, message }
  }

  /** Keeps a conversation's counts in step with its messages. */
  #count(
    conversation: number,
    number: number,
    { before, after }: { before: KeptMessage | undefined; after: KeptMessage | undefined },
  ): void {
    const record = this.state.conversations.get(conversation)
    if (record === undefined) return
    const difference = (is: (message: KeptMessage) => boolean): number =>
      Number(after !== undefined && is(after)) - Number(before !== undefined && is(before))
    const unread = record.unread + difference(isUnread)
    const waiting = record.waiting + difference(isWaiting)
    const isMention = (message: KeptMessage): boolean =>
      isUnread(message) && mentionsSelf(this.state, conversation, message)
    const mentioned = Math.max(0, record.mentioned + difference(isMention))
    if (mentioned !== record.mentioned) this.alter(conversation, { mentioned })
    if (unread === record.unread && waiting === record.waiting) return
    const first = unread > record.unread && record.unread === 0
    const passed = unread < record.unread && record.readBefore === number
    this.alter(conversation, { unread, waiting, readBefore: first ? number : passed ? number + 1 : record.readBefore })
  }

  tell(event: EngineEvent): void {
    this.effects.push({ kind: 'tell', event })
  }

  warn(what: Warning): void {
    this.tell({ kind: 'warning', what })
  }

  answer(command: number, answer: Answer): void {
    this.effects.push({ kind: 'answer', command, answer })
  }

  /** Everything that must be kept before the effects happen. */
  changes(): readonly VaultChange[] {
    const changes: VaultChange[] = []
    const { before, state } = this
    if (state.profile !== before.profile) record(recordKeys.profile, state.profile && encodeProfile(state.profile))
    differ('contacts', (number, contact) => record(recordKeys.contact(number), contact && encodeContact(contact)))
    differ('conversations', (number, conversation) =>
      record(recordKeys.conversation(number), conversation && encodeConversation(conversation)),
    )
    differ('rooms', (number, room) => record(recordKeys.room(number), room && encodeRoom(room)))
    differ('rosters', (number, roster) => record(recordKeys.roster(number), roster && encodeRoster(roster)))
    differ('entrances', (number, entrance) => record(recordKeys.entrance(number), entrance && encodeEntrance(entrance)))
    differ('knocks', (number, knock) => record(recordKeys.knock(number), knock && encodeOwnKnock(knock)))
    differ('introductions', (number, one) => record(recordKeys.introduction(number), one && encodeIntroduction(one)))
    differ('epochs', (number, epochs) => record(recordKeys.epochs(number), epochs && encodeEpochs(epochs)))
    differ('envelopes', (number, envelope) => record(recordKeys.envelope(number), envelope && encodeEnvelope(envelope)))
    differ('uploads', (number, upload) => record(recordKeys.upload(number), upload && encodeUpload(upload)))
    differ('outgoing', (number, outgoing) => record(recordKeys.outgoing(number), outgoing && encodeOutgoing(outgoing)))
    differ('keyPackages', (number, kept) => record(recordKeys.keyPackage(number), kept && encodeKeyPackage(kept)))
    differ('keyPackagePrivates', (number, bytes) =>
      changes.push({ kind: 'page', page: pageKeys.keyPackage(number), bytes }),
    )
    differ('lanes', (number, lanes) =>
      changes.push({ kind: 'page', page: pageKeys.lanes(number), bytes: lanes && encodeLanes(lanes) }),
    )
    differ('drafts', (number, draft) =>
      changes.push({ kind: 'page', page: pageKeys.draft(number), bytes: draft && encodeDraft(draft) }),
    )
    const { mls } = this.at
    for (const [map, keys] of [
      ['groups', pageKeys.room],
      ['stagedGroups', pageKeys.staged],
    ] as const) {
      differ(map, (number, group, old) => {
        const pages =
          group === undefined
            ? mls.changedPages(undefined, old!).map((p) => ({ ...p, bytes: undefined }))
            : mls.changedPages(old, group)
        for (const { page, bytes } of pages) changes.push({ kind: 'page', page: keys(number).from + page, bytes })
      })
    }
    for (const [key, message] of this.messages) {
      if (message === undefined) {
        changes.push({ kind: 'forget', key })
        continue
      }
      const change = {
        kind: 'message',
        key,
        bucket: messageBucket(conversationOf(key), message),
        bytes: encodeMessage(message),
        ends: messageExpires(message),
      } as const
      changes.push(this.marked.has(key) ? { ...change, adds: true } : change)
    }
    const minutes = (time: DeviceTime): number => Math.floor(time.passed / 60)
    if (minutes(state.time) !== minutes(before.time)) record(recordKeys.clock, encodeTime(state.time))
    return changes

    function record(key: number, bytes: Uint8Array | undefined): void {
      changes.push({ kind: 'record', key, bytes })
    }
    function differ<M extends keyof Maps & keyof KeptState>(
      map: M,
      found: (key: number, value: ValueOf<Maps[M]> | undefined, old: ValueOf<Maps[M]> | undefined) => void,
    ): void {
      const now = state[map] as ReadonlyMap<number, ValueOf<Maps[M]>>
      const then = before[map] as ReadonlyMap<number, ValueOf<Maps[M]>>
      if (now === then) return
      for (const [key, value] of now) if (then.get(key) !== value) found(key, value, then.get(key))
      for (const [key, old] of then) if (!now.has(key)) found(key, undefined, old)
    }
  }
}
