/** Conversations made up for tests: messages kept one by one as a turn keeps them, read through a plain map. */
import { encodeContent, type AccountId } from '@ebb/protocol'
import { beginConversation } from '../src/people/meet.ts'
import { conversationOf, messageNumberOf } from '../src/records/keys.ts'
import type { KeptMessage } from '../src/records/message.ts'
import type { State } from '../src/state.ts'
import { placeInOrder, type Kept } from '../src/steps/order.ts'
import { Turn, type Reader } from '../src/turn.ts'
import { Bench, random, start } from './bench.ts'
import { twoStrangers } from './two-people.ts'

export interface Line {
  readonly mine: boolean
  /** Seconds after the start. */
  readonly sent: number
  readonly text: string
  /** Of a note. */
  readonly note?: boolean
  readonly ceiling?: number
}

export class Made {
  state: State
  readonly kept = new Map<number, KeptMessage>()
  readonly other = random(32) as AccountId
  #inOrder: readonly Kept[] | undefined

  private constructor(state: State) {
    this.state = state
  }

  /** Alice, with so many conversations. */
  static async of(conversations: number): Promise<Made> {
    const made = new Made((await twoStrangers()).alice.state)
    for (let i = 1; i <= conversations; i++)
      await made.turn(async (turn) => void beginConversation(turn, `peer-${i}`, true))
    return made
  }

  readonly reader: Reader = {
    messages: ({ from, to, limit, backwards = false }) => {
      const found = this.all().filter(({ key }) => key >= from && key <= to)
      return Promise.resolve((backwards ? found.toReversed() : found).slice(0, limit))
    },
    newest: (conversations) =>
      Promise.resolve(conversations.map((number) => this.all().findLast(({ key }) => conversationOf(key) === number))),
    trace: () => Promise.resolve(undefined),
    due: () => Promise.resolve({ messages: [], next: Number.MAX_SAFE_INTEGER }),
  }

  all(): readonly Kept[] {
    return (this.#inOrder ??= [...this.kept]
      .map(([key, message]) => ({ key, message }))
      .toSorted((a, b) => a.key - b.key))
  }

  /** What was kept and forgotten in it. */
  async turn(work: (turn: Turn) => Promise<void>): Promise<Turn['messages']> {
    const turn = new Turn(this.state, { ...new Bench().at(), now: start, reader: this.reader })
    await work(turn)
    if (turn.messages.size > 0) this.#inOrder = undefined
    for (const [key, message] of turn.messages) {
      if (message === undefined) this.kept.delete(key)
      else this.kept.set(key, message)
    }
    this.state = turn.state
    return turn.messages
  }

  /** Its number. */
  async keep(conversation: number, line: Line): Promise<number> {
    const { next: number } = this.state.conversations.get(conversation)!
    const message = this.#message(line, number)
    await this.turn(async (turn) => {
      const { at } = turn.state.conversations.get(conversation)!
      turn.alter(conversation, { next: number + 1, at: Math.max(at, message.sent) })
      turn.keep(conversation, number, message)
      if (line.note !== true) await placeInOrder(turn, conversation, { number, message })
    })
    return number
  }

  async forget(key: number): Promise<Turn['messages']> {
    return this.turn(async (turn) => turn.forget(conversationOf(key), messageNumberOf(key), this.kept.get(key)))
  }

  #message({ mine, sent, text, note = false, ceiling = 28 * 86_400 }: Line, count: number): KeptMessage {
    const content = encodeContent({
      salt: random(16),
      replaces: null,
      inReplyTo: null,
      sent: start + sent,
      count,
      ceiling,
      afterRead: null,
      body: { kind: 'text', text },
    })
    return {
      version: 4,
      state: note ? 'note' : mine ? 'sent' : 'received',
      id: random(32),
      sender: mine ? this.state.profile!.account : this.other,
      content,
      ceiling,
      afterRead: null,
      sent: start + sent,
      read: null,
      edits: [],
      reactions: [],
      ballot: null,
      receipts: new Uint8Array(),
    }
  }
}
