/** From a handle to a channel: look somebody up, claim a key package, found the channel and stage the commit that adds them. */
import { limits, type AccountId } from '@ebb/protocol'
import type { CommandRefusal } from '../events.ts'
import { ask, underWay } from '../line/requests.ts'
import type { Conversation } from '../records/conversation.ts'
import { isLost } from '../records/room.ts'
import { reopen } from '../rooms/reading-table.ts'
import { stageCommit } from '../rooms/commits.ts'
import { foundRoom } from '../rooms/found.ts'
import { waitsForOther } from '../rooms/rolled-back.ts'
import type { Turn } from '../turn.ts'
import { conversationAt } from '../groups/address.ts'
import { gather } from '../groups/gather.ts'
import { sayAllAgain } from '../groups/say-again.ts'
import { chainOf, meet } from './chains.ts'
import { identityChanged } from './identity-changed.ts'
import { usable } from './usable.ts'

/** By its address: a handle, or `#` and its number where it is a group. */
export const conversationWith = (turn: Turn, to: string): Conversation | undefined => conversationAt(turn.state, to)

/** A new conversation with a handle, not looked up yet. `accepted`: a person here has begun it, and no stranger. */
export function beginConversation(turn: Turn, handle: string, accepted: boolean): Conversation {
  const number = Math.max(0, ...turn.state.conversations.keys()) + 1
  const ceiling = Math.min(28 * 86_400, turn.state.profile!.ceiling)
  const conversation: Conversation = {
    version: 2,
    number,
    stage: 'seeking',
    handle,
    contact: null,
    rooms: [],
    ceiling,
    afterRead: null,
    next: 1,
    queue: [],
    accepted,
    blocked: false,
    changed: null,
    pinned: false,
    muted: false,
    archived: false,
    unread: 0,
    waiting: 0,
    readBefore: 1,
    at: turn.now,
    lastMine: null,
    lastTheirs: null,
    tangles: [],
    mentioned: 0,
    pins: [],
  }
  turn.set('conversations', number, conversation)
  return conversation
}

/** Asks for whatever stands between a conversation and its channel. Safe to call at any time. */
export function pursue(turn: Turn, number: number): void {
  const conversation = turn.state.conversations.get(number)!
  const { line } = turn.state
  if (line.at !== 'online') return
  if (conversation.changed !== null && conversation.queue.length > 0) notSent(turn, number, 'identity-changed')
  if (conversation.blocked || conversation.changed !== null) return
  if (turn.state.rosters.has(number)) return gather(turn, number)
  if (underWay(turn, (p) => (p.for === 'seek' || p.for === 'claim') && p.conversation === number)) return
  if (conversation.stage === 'seeking') return seek(turn, conversation)
  const rooms = conversation.rooms.map((room) => turn.state.rooms.get(room)!)
  const none = !rooms.some((room) => room.stage === 'standing' || room.stage === 'founding')
  const wanted = conversation.queue.length > 0 || (conversation.accepted && rooms.some(isLost))
  if (!none || !wanted || conversation.contact === null || waitsForOther(turn, conversation.rooms)) return
  const { account } = turn.state.contacts.get(conversation.contact)!
  ask(turn, { kind: 'claim', account, suite: turn.at.suite }, { for: 'claim', conversation: number })
}

/** The account that a person has decided for, where there is one; else whoever has the handle. */
export function seek(turn: Turn, { number, handle, contact }: Conversation): void {
  const account = chosen(turn, contact)
  const question =
    account === undefined
      ? ({ kind: 'chain-of-handle', handle } as const)
      : ({ kind: 'chain-of-account', account } as const)
  ask(turn, question, { for: 'seek', conversation: number })
}

function chosen(turn: Turn, contact: number | null): AccountId | undefined {
  const known = contact === null ? undefined : turn.state.contacts.get(contact)!
  return known?.chain.length === 0 ? known.account : undefined
}

/** The answer to the look-up. True where somebody was met, so that letters from them can be opened. */
export function found(turn: Turn, number: number, body: Uint8Array): boolean {
  const conversation = turn.state.conversations.get(number)
  if (conversation === undefined || (conversation.stage !== 'seeking' && conversation.changed === null)) return false
  const account = chosen(turn, conversation.contact)
  const met = meet(turn, body, {
    handle: conversation.handle,
    ...(account === undefined ? {} : { account }),
  })
  if ('refused' in met) {
    if (met.refused === 'chain-invalid') turn.warn('chain-invalid')
    else identityChanged(turn, met.chain)
    notSent(turn, number, met.refused === 'chain-invalid' ? 'unknown-account' : met.refused)
    return false
  }
  const stage = conversation.stage === 'seeking' ? 'claiming' : conversation.stage
  turn.alter(number, { stage, contact: met.contact.number, changed: null })
  turn.tell({ kind: 'conversation', conversation: number })
  pursue(turn, number)
  return true
}

/** The answer to the claim: the channel is founded here; the server hears of it next. */
export async function claimed(turn: Turn, number: number, body: Uint8Array): Promise<void> {
  const conversation = turn.state.conversations.get(number)!
  // Somebody has decided otherwise meanwhile.
  if (conversation.stage === 'seeking' || conversation.blocked || conversation.changed !== null) return
  const contact = turn.state.contacts.get(conversation.contact!)!
  const chain = chainOf(turn, contact.account)!
  const { packages, honest } = await usable(turn, body, { chain, suite: turn.at.suite })
  if (packages.length === 0) {
    if (!honest) turn.warn('bad-key-package')
    return notSent(turn, number, 'no-key-package')
  }
  const rooms = conversation.rooms.map((room) => turn.state.rooms.get(room)!)
  if (rooms.some((room) => room.stage === 'standing' || room.stage === 'founding')) return
  const { ceiling, afterRead } = conversation
  const admins = [turn.state.profile!.account, contact.account]
  const room = await foundRoom(turn, number, {
    suite: turn.at.suite,
    policy: { version: 1, name: '', ceiling, afterRead, admins },
    replaces: rooms.slice(-limits.replacedChannels).map(({ channel: left }) => left),
    owesToken: true,
  })
  for (const old of rooms) await sayAllAgain(turn, old)
  await stageCommit(turn, room.number, { add: packages.map((one) => ({ ...one, contact: contact.number })) })
  await reopen(turn, room.number)
}

/** Nothing is lost: what was written stays queued until a person decides or the cause is gone. */
export function notSent(turn: Turn, number: number, why: CommandRefusal): void {
  turn.set('troubles', number, why)
  turn.tell({ kind: 'not-sent', conversation: number, why })
}
