/** What people and programs ask for, each refused with a word from the closed list or done. */
import { invitationLink, limits } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { putAhead } from './attachments/ahead.ts'
import { fetch } from './attachments/fetch.ts'
import { timer } from './commands/clocks.ts'
import { forward } from './commands/forward.ts'
import { draft, remove, seen, send } from './commands/messages.ts'
import { arrange, retry, verified } from './commands/conversation.ts'
import { add, appoint, create, leave, remove as put, shape } from './commands/groups.ts'
import { pin } from './commands/pin.ts'
import { close, poll, vote } from './commands/polls.ts'
import { reveal } from './commands/reveal.ts'
import { edit, react } from './commands/revise.ts'
import { openLink, putAway } from './entrance/knock.ts'
import { decide } from './entrance/knocks.ts'
import { makeLink, revokeLink } from './entrance/links.ts'
import type { Command, CommandRefusal } from './events.ts'
import { lineEvent } from './line/line-table.ts'
import { ask } from './line/requests.ts'
import { accept, block, unblock } from './people/accept.ts'
import { trustNew } from './people/identity-changed.ts'
import { decideIntroduction, introduce } from './people/introduce.ts'
import { join } from './people/join.ts'
import { conversationWith } from './people/meet.ts'
import { takeHeldLetters } from './rooms/letters-in.ts'
import { tellWriting } from './steps/typing.ts'
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
    case 'put-ahead':
      putAhead(turn, command)
      return done(turn, number)
    case 'forward':
      return forward(turn, number, command)
    case 'reveal': {
      const conversation = conversationWith(turn, command.to)
      return conversation === undefined ? 'unknown-conversation' : reveal(turn, number, command, conversation)
    }
    case 'poll':
      return poll(turn, number, command)
    case 'create':
      return create(turn, number, command)
    case 'look':
    case 'knock':
      return openLink(turn, number, command)
    case 'introduction':
      return decideIntroduction(turn, number, command)
    case 'put-away':
      return putAway(turn, command) ?? done(turn, number)
    case 'link': {
      const group = conversationWith(turn, command.to)
      return group === undefined ? 'unknown-conversation' : makeLink(turn, number, command, group)
    }
    case 'receipts':
      turn.change({ profile: { ...turn.state.profile!, receipts: command.on }, owed: new Map() })
      return done(turn, number)
    case 'typing':
      turn.change({
        profile: { ...turn.state.profile!, typing: command.on },
        writing: new Map(),
        toldWriting: new Map(),
      })
      return done(turn, number)
    default: {
      const refused = await obeyIn(turn, command)
      return refused ?? done(turn, number)
    }
  }
}

type Alone =
  | 'connect'
  | 'disconnect'
  | 'invite'
  | 'send'
  | 'put-ahead'
  | 'forward'
  | 'reveal'
  | 'poll'
  | 'create'
  | 'receipts'
  | 'typing'
  | 'look'
  | 'knock'
  | 'put-away'
  | 'introduction'
  | 'link'
type InConversation = Exclude<Joined, { do: Alone }>

async function obeyIn(turn: Turn, command: InConversation): Promise<CommandRefusal | undefined> {
  const conversation = conversationWith(turn, command.to)
  if (command.do === 'verified') return verified(turn, command, conversation)
  if (conversation === undefined) return 'unknown-conversation'
  if (conversation.blocked && notWithBlocked.has(command.do)) return 'blocked'
  switch (command.do) {
    case 'delete':
      return remove(turn, command, conversation)
    case 'edit':
      return edit(turn, command, conversation)
    case 'fetch':
      return fetch(turn, command, conversation)
    case 'react':
      return react(turn, command, conversation)
    case 'vote':
      return vote(turn, command, conversation)
    case 'pin':
      return pin(turn, command, conversation)
    case 'close':
      return close(turn, command, conversation)
    case 'add':
      return add(turn, command, conversation)
    case 'remove':
      return put(turn, command, conversation)
    case 'appoint':
      return appoint(turn, command, conversation)
    case 'shape':
      return shape(turn, command, conversation)
    case 'introduce':
      return introduce(turn, command, conversation)
    case 'unlink':
      return revokeLink(turn, command, conversation)
    case 'decide':
      return decide(turn, command, conversation)
    case 'leave':
      return leave(turn, conversation)
    case 'timer':
      return timer(turn, command, conversation)
    case 'seen':
      return seen(turn, command, conversation)
    case 'writing':
      await tellWriting(turn, conversation)
      return undefined
    case 'draft':
      return draft(turn, command, conversation)
    case 'arrange':
      return arrange(turn, command, conversation)
    case 'retry':
      await retry(turn, conversation)
      return undefined
    case 'accept':
      await accept(turn, conversation)
      return undefined
    case 'block':
      if (turn.state.rosters.has(conversation.number)) return leave(turn, conversation)
      await block(turn, conversation)
      return undefined
    case 'unblock':
      unblock(turn, conversation)
      return undefined
    case 'trust-new':
      trustNew(turn, conversation)
      await takeHeldLetters(turn)
      return undefined
  }
}

const notWithBlocked: ReadonlySet<Command['do']> = new Set(['timer', 'draft', 'accept', 'edit', 'react', 'vote', 'pin'])

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
