/** One engine without a shell: inputs go in by hand, what it asks and tells lies here to be looked at. */
import { decodeAsks, encodeTell, sameBytes, type Ask, type Tell } from '@ebb/protocol'
import { tsMls } from '@ebb/seal'
import { pieceName } from '../src/attachments/names.ts'
import type { Shelf } from '../src/attachments/shelf.ts'
import { step, type Input } from '../src/engine.ts'
import type { Answer, Command, EngineEvent } from '../src/events.ts'
import { recallOf } from '../src/recall.ts'
import { decodeMessage, messageContent, traceOf, type KeptMessage } from '../src/records/message.ts'
import { conversationOf, messagesOf } from '../src/records/keys.ts'
import { emptyState, type State } from '../src/state.ts'
import type { Effect } from '../src/effects.ts'
import type { At, Reader } from '../src/turn.ts'
import type { Vault } from '../src/vault/index.ts'
import { viewOf, type View } from '../src/view.ts'

export const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
export const start = 1_790_000_000

/** As `openShelf`, in memory. */
function benchShelf(): Shelf {
  const pieces = new Map<string, Uint8Array>()
  const missing: Shelf['missing'] = (of, count) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => !pieces.has(pieceName(of, i)))
  const write: Shelf['write'] = (name, bytes) => Promise.resolve(void pieces.set(name, bytes.slice()))
  return {
    read: (name) => Promise.resolve(pieces.get(name)?.slice()),
    write,
    cache: write,
    count: (of, count) => count - missing(of, count).length,
    missing,
    drop: (of, piece) =>
      Promise.resolve(
        [...pieces.keys()]
          .filter((name) => name.startsWith(piece === undefined ? of : pieceName(of, piece)))
          .forEach((name) => pieces.delete(name)),
      ),
    sweep: () => Promise.resolve(),
  }
}

export class Bench {
  state: State = emptyState
  now = start
  /** Asked and not yet taken by the script, oldest first. */
  asks: Ask[] = []
  events: EngineEvent[] = []
  answers = new Map<number, Answer>()
  /** Other effects than those, oldest first. */
  effects: Effect[] = []
  kept = new Map<number, { start: number; message: KeptMessage }>()
  /** Where its changes are kept too, if anybody wants to look at a disk. */
  vault: Vault | undefined
  shelf = benchShelf()
  #commands = 0
  #newest = 0

  /** Another bench that goes on from here on its own. */
  clone(): Bench {
    const copy = new Bench()
    copy.state = this.state
    copy.now = this.now
    copy.kept = new Map(this.kept)
    copy.#commands = this.#commands
    copy.#newest = this.#newest
    return copy
  }

  async input(...inputs: Input[]): Promise<void> {
    const next = await step(this.state, inputs, this.at())
    await this.vault?.commit(next.changes)
    for (const change of next.changes) {
      if (change.kind === 'forget') this.kept.delete(change.key)
      if (change.kind !== 'message') continue
      const message = decodeMessage(change.bytes)
      if (typeof message === 'string') throw new Error(message)
      this.kept.set(change.key, { start: change.bucket.start, message: message.value })
    }
    this.state = next.state
    // What is read comes back when everything else that follows has gone out.
    const isRead = ({ kind }: Effect): boolean => kind === 'read-piece'
    for (const effect of next.effects) if (!isRead(effect)) await this.#note(effect)
    for (const effect of next.effects) if (isRead(effect)) await this.#note(effect)
  }

  async #note(effect: Effect): Promise<void> {
    if (effect.kind === 'keep-piece') return this.shelf.cache(effect.name, effect.body)
    if (effect.kind === 'drop-pieces') return this.shelf.drop(effect.name)
    if (effect.kind === 'read-piece') {
      return this.input({ kind: 'piece-read', of: effect.of, body: await this.shelf.read(effect.name) })
    }
    if (effect.kind === 'send') {
      const asks = decodeAsks(effect.bytes)
      if (asks === 'malformed') throw new Error('the engine asks what is no frame')
      for (const { req } of asks) {
        // A server hangs up on whoever counts otherwise.
        if (req <= this.#newest) throw new Error('requests are numbered upwards')
        this.#newest = req
      }
      this.asks.push(...asks)
    } else if (effect.kind === 'tell') this.events.push(effect.event)
    else if (effect.kind === 'answer') this.answers.set(effect.command, effect.answer)
    else this.effects.push(effect)
    // What was asked on a line that is gone reaches nobody.
    if (effect.kind === 'open-line' || effect.kind === 'close-line') {
      this.asks = []
      this.#newest = 0
    }
  }

  at(): At {
    const { kept } = this
    const all = (): { key: number; message: KeptMessage }[] =>
      [...kept].map(([key, { message }]) => ({ key, message })).toSorted((a, b) => a.key - b.key)
    const reader: Reader = {
      messages: ({ from, to, limit, backwards = false }) => {
        const found = all().filter(({ key }) => key >= from && key <= to)
        return Promise.resolve((backwards ? found.toReversed() : found).slice(0, limit))
      },
      newest: (conversations) =>
        Promise.resolve(conversations.map((number) => all().findLast(({ key }) => conversationOf(key) === number))),
      trace: (conversation, id, as) =>
        Promise.resolve(
          all().find(({ key, message }) => {
            const trace = traceOf(message)
            return conversationOf(key) === conversation && trace?.as === as && sameBytes(trace.of, id)
          }),
        ),
      due: (now) => {
        const starts = [...kept.values()].map((k) => k.start).filter((s) => s > now)
        const messages = all().filter(({ key }) => kept.get(key)!.start <= now)
        return Promise.resolve({ messages, next: Math.min(...starts, Number.MAX_SAFE_INTEGER) })
      },
    }
    return { now: this.now, random, mls: tsMls, suite: 'classic', reader }
  }

  /** What an app would draw now. */
  view(): View {
    const { reader } = this.at()
    const recall = recallOf(reader, this.state.conversations.values())
    const clock = { now: () => this.now, everySecond: () => () => undefined }
    return viewOf(() => this.state, { reader, recall, shelf: this.shelf }, clock)
  }

  /** The command's number; its answer is in `answers` when it has come. */
  async command(command: Command): Promise<Answer | undefined> {
    const number = ++this.#commands
    await this.input({ kind: 'command', number, command })
    return this.answers.get(number)
  }

  async told(...tells: readonly Tell[]): Promise<void> {
    if (tells.length === 0) return
    const parts = tells.map(encodeTell)
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    await this.input({ kind: 'arrived', bytes })
  }

  async tick(seconds: number): Promise<void> {
    this.now += seconds
    await this.input({ kind: 'tick' })
  }

  /** Takes the oldest ask of this kind out; everything else stays. */
  take<K extends Ask['kind']>(kind: K): Extract<Ask, { kind: K }> {
    const place = this.asks.findIndex((ask) => ask.kind === kind)
    if (place < 0) throw new Error(`${kind} was not asked, but ${this.asks.map((ask) => ask.kind).join(', ')}`)
    return this.asks.splice(place, 1)[0] as Extract<Ask, { kind: K }>
  }

  asked(kind: Ask['kind']): boolean {
    return this.asks.some((ask) => ask.kind === kind)
  }

  warnings(): string[] {
    return this.events.flatMap((event) => (event.kind === 'warning' ? [event.what] : []))
  }

  /** What is kept of the first conversation as text, with its state. */
  texts(conversation = 1): string[] {
    const { from, to } = messagesOf(conversation)
    return [...this.kept]
      .filter(([key]) => key >= from && key <= to)
      .toSorted(([a], [b]) => a - b)
      .flatMap(([, { message }]) => textOf(message))
  }
}

function textOf(message: KeptMessage): string[] {
  const read = messageContent(message)
  return read.body.kind === 'text' ? [`${read.body.text} (${message.state})`] : []
}
