/**
 * The way to the server as a table: every state answers every event; a missing cell does not compile. `stay` is an
 * answer too: the event means nothing here.
 */
import { connectionProof, helloProof, refusalWords, sameBytes, signature, type Refusal } from '@ebb/protocol'
import { sha256, sign, verify } from '@ebb/seal'
import { firstWindow } from '../attachments/window.ts'
import { madeNow } from '../people/first-entry.ts'
import { pauseBefore, restarting } from './backoff.ts'
import { welcomeBack } from './online.ts'
import { ask } from './requests.ts'
import { resumption } from './tickets.ts'
import type { Hello, LineState } from '../state.ts'
import type { Turn } from '../turn.ts'

export type LineEvent =
  | { readonly on: 'wanted' } // somebody asks for the connection
  | { readonly on: 'unwanted' }
  | { readonly on: 'tick' }
  | { readonly on: 'opened'; readonly nonce: Uint8Array }
  | { readonly on: 'hello'; readonly hello: Hello }
  | { readonly on: 'accepted' }
  | { readonly on: 'refused'; readonly why: Refusal }
  | { readonly on: 'senseless' } // what came is no frame, or not what the server says it is
  | { readonly on: 'closed' }

type LineIn<S> = Extract<LineState, { at: S }>
type On<E> = Extract<LineEvent, { on: E }>
type Cell<L, E> = (turn: Turn, line: L, event: E) => void | Promise<void>
type Table = {
  readonly [S in LineState['at']]: { readonly [E in LineEvent['on']]: Cell<LineIn<S>, On<E>> }
}

export async function lineEvent(turn: Turn, event: LineEvent): Promise<void> {
  const line = turn.state.line
  const cell = lineTable[line.at][event.on] as Cell<LineState, LineEvent>
  await cell(turn, line, event)
}

const stay = (): void => undefined
const bug: Cell<LineState, LineEvent> = (_, line, event) => {
  throw new Error(`a line that is ${line.at} cannot be ${event.on}`)
}
const attempts = (line: LineState): number => ('attempt' in line ? line.attempt : 0)

const open = (turn: Turn, line: LineState): void => {
  const { profile } = turn.state
  if (profile === undefined) return
  turn.change({ line: { at: 'opening', attempt: attempts(line) } })
  turn.effects.push({ kind: 'open-line', origin: profile.origin, nonce: turn.at.random(32) })
}

const leave = (turn: Turn): void => {
  turn.effects.push({ kind: 'close-line' })
  forgetLine(turn)
  turn.change({ line: { at: 'idle' } })
}

const retry: Cell<LineState, LineEvent> = (turn, line, event) => {
  forgetLine(turn)
  const restarts = event.on === 'refused' && event.why === 'closing'
  const tried = attempts(line)
  const pause = pauseBefore(Math.max(tried, restarts ? restarting : 0), turn.at.random)
  turn.change({ line: { at: 'waiting', attempt: tried + 1, until: turn.now + pause } })
  turn.tell({ kind: 'line', at: 'offline', retryIn: Math.max(1, pause) })
}

const hangUpAndRetry: Cell<LineState, LineEvent> = (turn, line, event) => {
  turn.effects.push({ kind: 'close-line' })
  return retry(turn, line, event)
}

const tryWhenDue = (turn: Turn, line: LineIn<'waiting'>): void => {
  if (turn.now >= line.until) open(turn, line)
}

const greet = (turn: Turn, line: LineIn<'greeting'>, { hello }: On<'hello'>): void => {
  const profile = turn.state.profile!
  const genuine =
    hello.origin === profile.origin &&
    sameBytes(sha256(hello.server), profile.server) &&
    verify(hello.server, helloProof(hello.origin, line.nonce, hello), hello.proof)
  if (!genuine) return bar(turn, 'wrong-server')
  if (Math.abs(hello.now - turn.wall) > clockTrust) turn.warn('server-clock')
  turn.change({ line: { at: 'proving', attempt: line.attempt, hello } })
  prove(turn, hello)
}

/** The server has not heard of the account: join with the invitation, if there is one. */
const refusedProof = (turn: Turn, line: LineIn<'proving'>, event: On<'refused'>): void | Promise<void> => {
  const { why } = event
  const profile = turn.state.profile!
  if (why === 'unknown-account' && profile.secret !== null) {
    const fresh = madeNow(turn, profile)
    turn.change({ profile: fresh, line: { at: 'registering', attempt: line.attempt, hello: line.hello } })
    ask(turn, { kind: 'register', secret: profile.secret, entry: fresh.chain[0]! }, { for: 'register' })
    return
  }
  // It had a ticket that holds no more. Without one it signs, so this happens once.
  if (why === 'ticket-refused' && turn.state.ticket !== undefined) {
    turn.change({ ticket: undefined })
    return prove(turn, line.hello)
  }
  if (passing.has(why)) return hangUpAndRetry(turn, line, event)
  bar(turn, why)
}

const refusedRegistration = (turn: Turn, line: LineIn<'registering'>, event: On<'refused'>): void | Promise<void> => {
  const { why } = event
  if (passing.has(why)) return hangUpAndRetry(turn, line, event)
  // Nothing was joined: the next attempt begins anew, with another name or invitation.
  const again = turn.state.joining !== undefined
  bar(turn, why)
  if (again) turn.change({ profile: undefined })
}

const register = (turn: Turn, line: LineIn<'registering'>): void => {
  turn.change({ line: { at: 'proving', attempt: line.attempt, hello: line.hello } })
  prove(turn, line.hello)
}

const online = async (turn: Turn, line: LineIn<'proving'>): Promise<void> => {
  turn.change({ line: { at: 'online', hello: line.hello } })
  await welcomeBack(turn)
}

const lineTable: Table = {
  idle: {
    wanted: open,
    unwanted: stay,
    tick: stay,
    opened: stay,
    hello: stay,
    accepted: bug,
    refused: stay,
    senseless: stay,
    closed: stay,
  },
  waiting: {
    wanted: open,
    unwanted: leave,
    tick: tryWhenDue,
    opened: stay,
    hello: stay,
    accepted: bug,
    refused: stay,
    senseless: stay,
    closed: stay,
  },
  opening: {
    wanted: stay,
    unwanted: leave,
    tick: stay,
    opened: (turn, line, { nonce }) => turn.change({ line: { at: 'greeting', attempt: line.attempt, nonce } }),
    hello: hangUpAndRetry,
    accepted: bug,
    refused: hangUpAndRetry,
    senseless: hangUpAndRetry,
    closed: retry,
  },
  greeting: {
    wanted: stay,
    unwanted: leave,
    tick: stay,
    opened: bug,
    hello: greet,
    accepted: bug,
    refused: hangUpAndRetry,
    senseless: hangUpAndRetry,
    closed: retry,
  },
  proving: {
    wanted: stay,
    unwanted: leave,
    tick: stay,
    opened: bug,
    hello: hangUpAndRetry,
    accepted: online,
    refused: refusedProof,
    senseless: hangUpAndRetry,
    closed: retry,
  },
  registering: {
    wanted: stay,
    unwanted: leave,
    tick: stay,
    opened: bug,
    hello: hangUpAndRetry,
    accepted: register,
    refused: refusedRegistration,
    senseless: hangUpAndRetry,
    closed: retry,
  },
  online: {
    wanted: stay,
    unwanted: leave,
    tick: stay,
    opened: bug,
    hello: hangUpAndRetry,
    accepted: stay,
    refused: hangUpAndRetry,
    senseless: hangUpAndRetry,
    closed: retry,
  },
  barred: {
    wanted: open,
    unwanted: leave,
    tick: stay,
    opened: stay,
    hello: stay,
    accepted: bug,
    refused: stay,
    senseless: stay,
    closed: stay,
  },
}

const clockTrust = 3600
/** Refusals that time heals. */
const passing: ReadonlySet<Refusal> = new Set(
  refusalWords.filter((w) => ['too-many', 'closing', 'server-full'].includes(w)),
)

function prove(turn: Turn, hello: Hello): void {
  const resumed = resumption(turn, hello)
  if (resumed !== undefined) return ask(turn, resumed, { for: 'authenticate' })
  const { account, device, devicePrivate } = turn.state.profile!
  const proof = sign(devicePrivate, connectionProof(hello.origin, hello.nonce, account))
  ask(turn, { kind: 'authenticate', account, device, proof: signature(proof) }, { for: 'authenticate' })
}

function bar(turn: Turn, why: Refusal | 'wrong-server'): void {
  turn.effects.push({ kind: 'close-line' })
  forgetLine(turn)
  turn.change({ line: { at: 'barred' } })
  turn.tell({ kind: 'line', at: 'barred', why })
  if (turn.state.joining !== undefined) {
    turn.answer(turn.state.joining, { ok: false, why })
    turn.change({ joining: undefined })
  }
}

/** What lasted only as long as the connection. Commands that waited for an answer hear that it will not come. */
function forgetLine(turn: Turn): void {
  for (const purpose of turn.state.requests.values()) {
    if (purpose.for === 'invite' || purpose.for === 'group-link')
      turn.answer(purpose.command, { ok: false, why: 'offline' })
  }
  turn.change({ pieceWindow: firstWindow, putting: new Map(), looks: new Map(), reported: new Map() })
  turn.change({ requests: new Map(), nextRequest: 1, readings: new Map(), letters: new Map(), heldLetters: new Map() })
}
