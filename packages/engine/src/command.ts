/** What people and programs ask for, each refused with a word from the closed list or done. */
import { encodePolicy, invitationLink, isHandle, limits, type Clocks } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import type { Command, CommandRefusal } from './events.ts'
import { lineEvent } from './line/line-table.ts'
import { ask } from './line/requests.ts'
import { join } from './people/join.ts'
import { beginConversation } from './people/meet.ts'
import type { Conversation } from './records/conversation.ts'
import { advanceConversation } from './rooms/advance.ts'
import { sendingRoom } from './rooms/sending-room.ts'
import { compose } from './steps/compose.ts'
import { unqueue } from './steps/expire.ts'
import type { Turn } from './turn.ts'

export async function takeCommand(turn: Turn, number: number, command: Command): Promise<void> {
  if (command.do === 'join') return join(turn, number, command.link, command.name)
  const refused = turn.state.profile === undefined ? 'not-joined' : await obey(turn, number, command)
  if (refused !== undefined) turn.answer(number, { ok: false, why: refused })
}

type Joined = Exclude<Command, { do: 'join' }>

async function obey(turn: Turn, number: number, command: Joined): Promise<CommandRefusal | undefined> {
  // Until the server has the account its id may change, and nothing may be written under it.
  if (turn.state.profile!.secret !== null && command.do !== 'connect' && command.do !== 'disconnect')
    return 'no-account-yet'
  switch (command.do) {
    case 'connect':
      await lineEvent(turn, { on: 'wanted' })
      return done(turn, number)
    case 'disconnect':
      await lineEvent(turn, { on: 'unwanted' })
      return done(turn, number)
    case 'invite':
      return invite(turn, number)
    case 'send':
      return send(turn, number, command)
    case 'delete':
      return remove(turn, number, command)
    case 'timer':
      return timer(turn, number, command)
    case 'seen':
      return seen(turn, number, command)
    case 'verified':
      return verified(turn, number, command.to)
  }
}

function done(turn: Turn, number: number): undefined {
  turn.answer(number, { ok: true })
}

function invite(turn: Turn, number: number): CommandRefusal | undefined {
  const { line } = turn.state
  const { origin, server, handle, ceiling } = turn.state.profile!
  if (line.at !== 'online') return 'offline'
  const secret = turn.at.random(16)
  const ends = turn.wall + limits.invitationLife
  const link = invitationLink(origin, { version: 1, secret, server, by: handle, ceiling, ends })
  ask(turn, { kind: 'invite', hash: sha256(secret) }, { for: 'invite', command: number, link })
  return undefined
}

async function send(
  turn: Turn,
  number: number,
  command: Extract<Command, { do: 'send' }>,
): Promise<CommandRefusal | undefined> {
  if (!isHandle(command.to) || command.to === turn.state.profile!.handle) return 'bad-name'
  if (command.text.length === 0 || new TextEncoder().encode(command.text).length > 60_000) return 'too-long'
  const known = conversationWith(turn, command.to)
  const policy: Clocks = known ?? { ceiling: Math.min(limits.ceiling, turn.state.profile!.ceiling), afterRead: null }
  const clocks = { ceiling: command.ceiling ?? policy.ceiling, afterRead: command.afterRead ?? policy.afterRead }
  const bad = judgeClocks(clocks, policy)
  if (bad !== undefined) return bad
  const inReplyTo = command.replyTo === undefined ? undefined : await turn.message(known?.number ?? 0, command.replyTo)
  if (command.replyTo !== undefined && inReplyTo === undefined) return 'unknown-message'
  const conversation = known ?? beginConversation(turn, command.to)
  const draft = { body: { kind: 'text', text: command.text }, clocks } as const
  const message = compose(turn, conversation, inReplyTo === undefined ? draft : { ...draft, inReplyTo: inReplyTo.id })
  await advanceConversation(turn, conversation.number)
  turn.answer(number, { ok: true, value: { conversation: conversation.number, message } })
  return undefined
}

/** For oneself at once; for everyone as soon as the others read of it. Only one's own messages can be taken back. */
async function remove(
  turn: Turn,
  number: number,
  command: Extract<Command, { do: 'delete' }>,
): Promise<CommandRefusal | undefined> {
  const conversation = conversationWith(turn, command.to)
  if (conversation === undefined) return 'unknown-conversation'
  const message = await turn.message(conversation.number, command.message)
  if (message === undefined || (command.forEveryone && message.state === 'received')) return 'unknown-message'
  turn.forget(conversation.number, command.message)
  turn.tell({ kind: 'gone', conversation: conversation.number, message: command.message })
  // Sealed already: it may be on the server's disk without this device knowing.
  const sealed = [...turn.state.envelopes.values()].some(
    (e) => e.conversation === conversation.number && e.message === command.message,
  )
  unqueue(turn, conversation.number, command.message)
  if (command.forEveryone && (message.state === 'sent' || sealed)) {
    const fresh = turn.state.conversations.get(conversation.number)!
    // It lives as long as what it deletes, whatever the policy has become.
    const ceiling = Math.max(1, message.sent + message.ceiling - turn.now)
    compose(turn, fresh, { body: { kind: 'delete' }, ceiling, replaces: message.id })
    await advanceConversation(turn, conversation.number)
  }
  return done(turn, number)
}

async function timer(
  turn: Turn,
  number: number,
  command: Extract<Command, { do: 'timer' }>,
): Promise<CommandRefusal | undefined> {
  const conversation = conversationWith(turn, command.to)
  if (conversation === undefined) return 'unknown-conversation'
  const ceiling = command.ceiling ?? conversation.ceiling
  const afterRead = command.afterRead === undefined ? conversation.afterRead : command.afterRead
  const bad = judgeClocks({ ceiling, afterRead }, { ceiling: turn.state.profile!.ceiling, afterRead: null })
  if (bad !== undefined) return bad
  const room = sendingRoom(turn, conversation.number)
  if (room === undefined) {
    // Not founded yet: the channel begins with these clocks.
    turn.set('conversations', conversation.number, { ...conversation, ceiling, afterRead })
    return done(turn, number)
  }
  const contact = turn.state.contacts.get(conversation.contact!)!
  const admins = [turn.state.profile!.account, contact.account]
  turn.set('rooms', room.number, {
    ...room,
    wanted: encodePolicy({ version: 1, name: '', ceiling, afterRead, admins }),
  })
  await advanceConversation(turn, conversation.number)
  return done(turn, number)
}

async function seen(
  turn: Turn,
  number: number,
  command: Extract<Command, { do: 'seen' }>,
): Promise<CommandRefusal | undefined> {
  const conversation = conversationWith(turn, command.to)
  if (conversation === undefined) return 'unknown-conversation'
  for (const place of command.messages) {
    const message = await turn.message(conversation.number, place)
    if (message?.state !== 'received' || message.read !== null) continue
    const read = { ...message, read: turn.now }
    if (message.afterRead === null) turn.mark(conversation.number, place, read)
    else turn.keep(conversation.number, place, read)
  }
  return done(turn, number)
}

function verified(turn: Turn, number: number, handle: string): CommandRefusal | undefined {
  const contact = [...turn.state.contacts.values()].find((c) => c.handle === handle)
  if (contact === undefined) return 'unknown-conversation'
  turn.set('contacts', contact.number, { ...contact, verified: true })
  return done(turn, number)
}

const conversationWith = (turn: Turn, handle: string): Conversation | undefined =>
  [...turn.state.conversations.values()].find((conversation) => conversation.handle === handle)

function judgeClocks(clocks: Clocks, policy: Clocks): CommandRefusal | undefined {
  const lengths = [clocks.ceiling, ...(clocks.afterRead === null ? [] : [clocks.afterRead])]
  if (!lengths.every((n) => Number.isSafeInteger(n) && n >= 1)) return 'bad-clock'
  const longer =
    clocks.ceiling > policy.ceiling ||
    (policy.afterRead !== null && clocks.afterRead !== null && clocks.afterRead > policy.afterRead)
  return longer || clocks.ceiling > limits.ceiling ? 'longer-than-policy' : undefined
}
