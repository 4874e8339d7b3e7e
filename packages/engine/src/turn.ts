/**
 * One turn of the engine: a working copy of the state, and what should follow once it is kept. What the vault must
 * write is found by comparing the state after with the state before, so no handler can forget to store what it changed.
 */
import type { ChainJudge } from '@ebb/protocol'
import { sha256, verify, type Mls, type Suite } from '@ebb/seal'
import type { Answer, EngineEvent, Warning } from './events.ts'
import { encodeContact } from './records/contact.ts'
import { encodeConversation } from './records/conversation.ts'
import { encodeEnvelope } from './records/envelope.ts'
import { encodeKeyPackage } from './records/key-package.ts'
import { conversationOf, messageKey, pageKeys, recordKeys } from './records/keys.ts'
import { encodeMessage, messageBucket, messageExpires, type KeptMessage } from './records/message.ts'
import { encodeProfile } from './records/profile.ts'
import { encodeRoom } from './records/room.ts'
import { encodeTime, timeAt, type DeviceTime } from './records/time.ts'
import type { KeptState, State } from './state.ts'
import type { VaultChange } from './vault/change.ts'

/** What run.ts does after the changes are kept, in order. */
export type Effect =
  | { readonly kind: 'open-line'; readonly origin: string; readonly nonce: Uint8Array }
  | { readonly kind: 'close-line' }
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'tell'; readonly event: EngineEvent }
  | { readonly kind: 'answer'; readonly command: number; readonly answer: Answer }

/** What the vault holds and a turn may look at; it changes nothing. */
export interface Reader {
  messages(range: {
    from: number
    to: number
    limit?: number
    backwards?: boolean
  }): Promise<readonly { key: number; message: KeptMessage }[]>
  /** Messages whose bucket's slice has begun at `now`, the only ones that can end; and when the next slice begins. */
  due(
    now: number,
  ): Promise<{ readonly messages: readonly { key: number; message: KeptMessage }[]; readonly next: number }>
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
    const copy = new Map(old)
    if (value === undefined) copy.delete(key)
    else copy.set(key, value)
    this.change({ [map]: copy })
  }

  keep(conversation: number, number: number, message: KeptMessage): void {
    const key = messageKey(conversation, number)
    this.marked.delete(key)
    this.messages.set(key, message)
    this.change({ nextDue: Math.min(this.state.nextDue, messageExpires(message)) })
  }

  /** Keeps a message again with a mark that changes neither its content nor its end. */
  mark(conversation: number, number: number, message: KeptMessage): void {
    const key = messageKey(conversation, number)
    if (!this.messages.has(key)) this.marked.add(key)
    this.messages.set(key, message)
  }

  forget(conversation: number, number: number): void {
    const key = messageKey(conversation, number)
    this.marked.delete(key)
    this.messages.set(key, undefined)
  }

  async message(conversation: number, number: number): Promise<KeptMessage | undefined> {
    const key = messageKey(conversation, number)
    if (this.messages.has(key)) return this.messages.get(key)
    const [found] = await this.at.reader.messages({ from: key, to: key })
    return found?.message
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
    differ('envelopes', (number, envelope) => record(recordKeys.envelope(number), envelope && encodeEnvelope(envelope)))
    differ('keyPackages', (number, kept) => record(recordKeys.keyPackage(number), kept && encodeKeyPackage(kept)))
    differ('keyPackagePrivates', (number, bytes) =>
      changes.push({ kind: 'page', page: pageKeys.keyPackage(number), bytes }),
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
