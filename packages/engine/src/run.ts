/**
 * The shell around the engine: inputs wait in one queue, each step's changes are kept before its effects happen, and
 * effects go out through the ports. What cannot be kept has not happened.
 */
import { release } from '@ebb/protocol'
import type { Mls, Suite } from '@ebb/seal'
import { hangingOf, type Hanging } from './attachments/hanging.ts'
import { porterOf } from './attachments/porter.ts'
import { openShelf } from './attachments/shelf.ts'
import { step, type Input } from './engine.ts'
import type { Answer, Command, EngineEvent } from './events.ts'
import { load, loadSecrets } from './load.ts'
import type { Clock, Line, OpenLine, Pieces, RandomBytes } from './ports/index.ts'
import { StorageError } from './ports/store.ts'
import { readerOf } from './reader.ts'
import type { Effect } from './effects.ts'
import type { At } from './turn.ts'
import type { Vault } from './vault/index.ts'
import { viewOf, type View } from './view.ts'

export interface EngineParts {
  readonly vault: Vault
  readonly pieces: Pieces
  readonly line: Line
  readonly clock: Clock
  readonly random: RandomBytes
  readonly mls: Mls
  /** For conversations that begin here. */
  readonly suite: Suite
  readonly onEvent: (event: EngineEvent) => void
  /** The disk failed: nothing more can be done until everything is opened anew. */
  readonly onBroken: (error: Error) => void
}

export interface Engine extends Hanging {
  /** Resolves when the command is done or refused and everything that follows from it is on this device's disk. */
  command(command: Command): Promise<Answer>
  readonly view: View
  /** Resolves when everything that has arrived so far is processed. */
  settled(): Promise<void>
  /** Finishes what is under way and closes line and vault. */
  close(): Promise<void>
}

/** Resolves when everything that was kept can be looked at; commands wait until what they need has been read too. */
export async function startEngine(parts: EngineParts): Promise<Engine> {
  const { vault, clock, onEvent, onBroken } = parts
  let state = await load(vault)
  const shelf = await openShelf(parts.pieces)
  let lost: readonly number[] = []
  let line: OpenLine | undefined
  let queue: Input[] = []
  let working: Promise<void> | undefined
  let begun = false
  let broken: Error | undefined
  let nextCommand = 1
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>()
  const reader = readerOf(vault, () => state)
  const { recall } = reader
  const porter = porterOf({ shelf, push, onEvent, fail })

  function push(input: Input): void {
    if (broken !== undefined) return
    queue.push(input)
    working ??= (begun ? work() : begin()).finally(() => (working = undefined))
  }

  async function work(): Promise<void> {
    // One turn of the event loop, so that what arrives together is kept together.
    await Promise.resolve()
    while (queue.length > 0 && broken === undefined) {
      const inputs = queue
      queue = []
      try {
        await takeStep(inputs)
      } catch (error) {
        fail(error)
      }
    }
  }

  async function takeStep(inputs: readonly Input[]): Promise<void> {
    const { random, mls, suite } = parts
    const at: At = { now: clock.now(), random, mls, suite, reader }
    const next = await step(state, inputs, at)
    // Commit point: before it nothing has happened, after it everything has.
    if (next.changes.length > 0) await vault.commit(next.changes)
    state = next.state
    reader.note(next.messages)
    for (const effect of next.effects) perform(effect)
    for (const input of inputs) if (input.kind === 'piece-read' && input.body !== undefined) release(input.body)
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case 'open-line':
        return openLine(effect.origin, effect.nonce)
      case 'close-line':
        line?.close()
        line = undefined
        return
      case 'send':
        return line?.send(effect.bytes)
      case 'tell':
        return onEvent(effect.event)
      case 'answer':
        waiting.get(effect.command)?.resolve(effect.answer)
        waiting.delete(effect.command)
        return
      case 'read-piece':
      case 'keep-piece':
      case 'drop-pieces':
        return porter.carry(effect)
    }
  }

  /** Events of a line that is not the current one any more mean nothing. */
  function openLine(origin: string, nonce: Uint8Array): void {
    const mine: { open?: OpenLine } = {}
    const current = (): boolean => line !== undefined && line === mine.open
    line = mine.open = parts.line.open(origin, nonce, {
      opened: (used) => current() && push({ kind: 'line-opened', nonce: used }),
      arrived: (bytes) => current() && push({ kind: 'arrived', bytes }),
      closed: () => {
        if (!current()) return
        line = undefined
        push({ kind: 'line-closed' })
      },
    })
  }

  function fail(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error('the engine failed', { cause })
    broken = error
    queue = []
    line?.close()
    line = undefined
    stopTicking()
    recall.close()
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    onBroken(error)
  }

  /** Not before somebody hears it. */
  function tellLost(): void {
    if (lost.length > 0) onEvent({ kind: 'warning', what: 'conversation-lost' })
    for (const conversation of lost) onEvent({ kind: 'chat', conversation })
    lost = []
  }

  let remembered = false
  /** A little at a time; where the clock gives pauses, all of it. What the disk refuses shows where somebody asks for it. */
  async function remember(): Promise<void> {
    if (remembered) return
    try {
      while (await recall.readOn()) {
        if (clock.pause === undefined) return
        // Whatever somebody waits for comes first.
        do await clock.pause()
        while (working !== undefined || reader.busy())
      }
      remembered = true
      // Now every message was read, and it is known which keys open none.
      await vault.sweep()
      await shelf.sweep(recall.attachments())
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
    }
  }

  /** What only talking needs is read when something first happens, which waits for it. */
  async function begin(): Promise<void> {
    begun = true
    try {
      const { lost: cannotGoOn, ...secrets } = await loadSecrets(vault, parts.mls, state)
      lost = cannotGoOn
      state = { ...state, ...secrets }
      // Keys of pages that were lost.
      await vault.sweep()
    } catch (error) {
      return fail(error)
    }
    queue.unshift({ kind: 'tick' })
    await work()
    void remember()
  }

  // What expired while nobody looked is destroyed before anything is seen, and before a second is counted: one step at a time.
  await takeStep([])
  const stopTicking = clock.everySecond(() => {
    push({ kind: 'tick' })
    tellLost()
    if (clock.pause === undefined) void remember()
  })

  function order(command: Command): Promise<Answer> {
    const number = nextCommand++
    return new Promise((resolve, reject) => {
      if (broken !== undefined) return reject(broken)
      waiting.set(number, { resolve, reject })
      push({ kind: 'command', number, command })
    })
  }

  return {
    command: order,
    ...hangingOf({ shelf, random: parts.random, clock, reader, state: () => state, command: order }),
    view: viewOf(() => state, { reader, recall, shelf }, clock),
    async settled() {
      while (working !== undefined) await working
    },
    async close() {
      stopTicking()
      await porter.close()
      while (working !== undefined) await working
      // What the last turns have handed over.
      await porter.close()
      recall.close()
      line?.close()
      line = undefined
      await vault.close()
    },
  }
}
