/**
 * The engine is a function: a state and what happened go in; the state after, what must be kept and what should follow
 * come out. Clock, randomness, MLS and a reader of what is kept are arguments; nothing else of the world is touched.
 *
 * The walk: compose, encrypt, send, (append, fan out: the server), decrypt, store, (render: the apps), expire.
 */
import { decodeTells } from '@ebb/protocol'
import { fetchMore } from './attachments/fetch.ts'
import { pieceRead } from './attachments/upload.ts'
import { takeCommand } from './command.ts'
import type { Command } from './events.ts'
import type { Effect, PieceToPut } from './effects.ts'
import { noteEpochs } from './groups/compare.ts'
import { tendLanes } from './groups/fault-lane.ts'
import { drawLots } from './groups/lots.ts'
import { caughtUp } from './line/caught-up.ts'
import { lineEvent } from './line/line-table.ts'
import { takeTell } from './line/tells.ts'
import { retryNow } from './line/retry.ts'
import { recordKeys } from './records/keys.ts'
import type { KeptMessage } from './records/message.ts'
import { takeHeldLetters } from './rooms/letters-in.ts'
import type { State } from './state.ts'
import { expire } from './steps/expire.ts'
import { sendReceipts } from './steps/receipts.ts'
import { forgetWriting } from './steps/typing.ts'
import { tellChanged } from './told.ts'
import { Turn, type At } from './turn.ts'
import type { VaultChange } from './vault/change.ts'

export type Input =
  | { readonly kind: 'command'; readonly number: number; readonly command: Command }
  | { readonly kind: 'line-opened'; readonly nonce: Uint8Array }
  /** One WebSocket message. */
  | { readonly kind: 'arrived'; readonly bytes: Uint8Array }
  | { readonly kind: 'line-closed' }
  /** `body` undefined: it is not on the shelf. */
  | { readonly kind: 'piece-read'; readonly of: PieceToPut; readonly body: Uint8Array | undefined }
  | { readonly kind: 'tick' }

export interface Step {
  readonly state: State
  /** To be kept, all or nothing, before any effect. Where that fails the step has not happened. */
  readonly changes: readonly VaultChange[]
  /** Those of the changes that are messages, by vault key; undefined: forgotten. */
  readonly messages: ReadonlyMap<number, KeptMessage | undefined>
  readonly effects: readonly Effect[]
}

/** Messages, lines about clocks and drafts that have come to their end are forgotten first: nothing else may see them. */
export async function step(state: State, inputs: readonly Input[], at: At): Promise<Step> {
  const turn = new Turn(state, at)
  await expire(turn)
  for (const input of inputs) await take(turn, input)
  if (caughtUp(turn.state) && !caughtUp(state)) {
    await takeHeldLetters(turn)
    turn.tell({ kind: 'caught-up' })
  }
  noteEpochs(turn)
  tellChanged(turn)
  const { messages, effects } = turn
  const changes = turn.changes()
  // Time alone is no reason to let anybody wait for the disk: it passes with whatever happens next.
  if (inputs.length === 0 && changes.every((one) => one.kind === 'record' && one.key === recordKeys.clock))
    return { state: { ...turn.state, time: state.time }, changes: [], messages, effects }
  return { state: turn.state, changes, messages, effects }
}

async function take(turn: Turn, input: Input): Promise<void> {
  switch (input.kind) {
    case 'command':
      return takeCommand(turn, input.number, input.command)
    case 'line-opened':
      return lineEvent(turn, { on: 'opened', nonce: input.nonce })
    case 'arrived':
      return arrive(turn, input.bytes)
    case 'line-closed':
      return lineEvent(turn, { on: 'closed' })
    case 'piece-read':
      return pieceRead(turn, input)
    case 'tick':
      await lineEvent(turn, { on: 'tick' })
      await retryNow(turn)
      await fetchMore(turn)
      await drawLots(turn)
      tendLanes(turn)
      forgetWriting(turn)
      return sendReceipts(turn)
  }
}

async function arrive(turn: Turn, bytes: Uint8Array): Promise<void> {
  const tells = decodeTells(bytes)
  if (tells === 'malformed') {
    turn.warn('wrong-entry')
    return lineEvent(turn, { on: 'senseless' })
  }
  for (const tell of tells) {
    await takeTell(turn, tell)
    if (!turn.senseless) continue
    turn.senseless = false
    return lineEvent(turn, { on: 'senseless' })
  }
}
