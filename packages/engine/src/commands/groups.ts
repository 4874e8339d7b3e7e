/** What a person does with a group: begins one, and changes who is in it and what holds there. */
import { encodePolicy, isAdmin, isHandle, limits, sameBytes, type AccountId, type GroupPolicy } from '@ebb/protocol'
import type { Command, CommandRefusal } from '../events.ts'
import { gone } from '../groups/leave.ts'
import { policyOf } from '../groups/policy.ts'
import { beginConversation } from '../people/meet.ts'
import type { Conversation } from '../records/conversation.ts'
import { freshRoster, noWish, type Roster, type Wish } from '../records/roster.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { foundRoom } from '../rooms/found.ts'
import { reopen } from '../rooms/reading-table.ts'
import { compose } from '../steps/compose.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { judgeClocks } from './clocks.ts'

type CommandTo<D extends Command['do']> = Extract<Command, { do: D }>
type Done = Promise<CommandRefusal | undefined>

/** Above this many people a group begins with classic keys: decisions/suites.md. */
const mostHybrid = 100

/** Answers by itself when it is done. */
export async function create(turn: Turn, number: number, command: CommandTo<'create'>): Done {
  const { name, ceiling = Math.min(limits.ceiling, turn.state.profile!.ceiling), afterRead = null } = command
  if (!isName(name)) return 'bad-group-name'
  const members = newcomers(turn, command.members)
  if (members === undefined) return 'bad-name'
  if (members.length >= limits.groupMembers) return 'too-many-members'
  const bad = judgeClocks({ ceiling, afterRead }, { ceiling: turn.state.profile!.ceiling, afterRead: null })
  if (bad !== undefined) return bad
  const { account: self } = turn.state.profile!
  const { number: conversation } = beginConversation(turn, '', true)
  const suite = members.length >= mostHybrid ? 'classic' : turn.at.suite
  const policy: GroupPolicy = {
    version: 2,
    name: name.trim(),
    ceiling,
    afterRead,
    admins: [self],
    shorten: 'members',
    announcements: command.announcements ?? false,
    picture: null,
  }
  turn.alter(conversation, { ceiling, afterRead })
  const roster = freshRoster({ number: conversation, suite, policy: encodePolicy(policy), by: null, adding: members })
  turn.set('rosters', conversation, roster)
  note(turn, conversation, { kind: 'added', by: self, who: [self] }, policy)
  const room = await foundRoom(turn, conversation, { suite, policy, replaces: [], owesToken: false })
  await reopen(turn, room.number)
  turn.answer(number, { ok: true, value: { conversation } })
  return undefined
}

export async function add(turn: Turn, command: CommandTo<'add'>, { number }: Conversation): Done {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const handles = newcomers(turn, command.members)
  if (handles === undefined) return 'bad-name'
  const fresh = handles.filter((handle) => memberWith(turn, roster, handle) === undefined)
  const adding = [...new Set([...roster.adding, ...fresh])]
  if (roster.members.length + adding.length >= limits.groupMembers) return 'too-many-members'
  // Whoever was to be removed and was not yet stays.
  const back = handles.flatMap((handle) => memberWith(turn, roster, handle) ?? [])
  const removing = roster.removing.filter((account) => !back.some((one) => sameBytes(one, account)))
  return want(turn, number, { adding, removing })
}

export async function remove(turn: Turn, { member }: CommandTo<'remove'>, { number }: Conversation): Done {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const adding = roster.adding.filter((handle) => handle !== member)
  const account = memberWith(turn, roster, member)
  if (account === undefined && adding.length === roster.adding.length) return 'unknown-member'
  const removing = account === undefined ? roster.removing : [...roster.removing, account]
  return want(turn, number, { adding, removing })
}

export async function appoint(turn: Turn, command: CommandTo<'appoint'>, { number }: Conversation): Done {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const { handle, account: self } = turn.state.profile!
  const account = command.member === handle ? self : memberWith(turn, roster, command.member)
  if (account === undefined) return 'unknown-member'
  const { admins } = policyOf(roster)
  if (!command.admin && admins.every((one) => sameBytes(one, account))) return 'last-admin'
  if (command.admin && admins.length >= limits.admins) return 'too-many-members'
  const others = roster.wish.roles.filter((role) => !sameBytes(role.account, account))
  return wish(turn, number, { roles: [...others, { account, admin: command.admin }] })
}

export async function shape(turn: Turn, command: CommandTo<'shape'>, { number }: Conversation): Done {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const { name, picture, announcements, shorten } = command
  if (name !== undefined && !isName(name)) return 'bad-group-name'
  if (picture !== undefined && picture !== null && picture.length > limits.groupPicture) return 'too-long'
  return wish(turn, number, {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(picture === undefined ? {} : { picture: picture ?? new Uint8Array() }),
    ...(announcements === undefined ? {} : { announcements }),
    ...(shorten === undefined ? {} : { shorten }),
  })
}

/** Both clocks; whoever may only shorten them may not make them longer. */
export async function clocks(
  turn: Turn,
  number: number,
  wanted: { readonly ceiling: number; readonly afterRead: number | null },
): Done {
  const roster = turn.state.rosters.get(number)!
  if (!roster.inside) return 'left'
  const policy = policyOf(roster)
  if (!isAdmin(policy, turn.state.profile!.account)) {
    if (policy.shorten === 'admins') return 'not-admin'
    const longer = (wanted.afterRead ?? Infinity) > (policy.afterRead ?? Infinity)
    if (longer || wanted.ceiling > policy.ceiling) return 'longer-than-policy'
  }
  return wish(turn, number, { clocks: wanted })
}

/** Nothing more is read or written there. What was said stays until it ends. */
export async function leave(turn: Turn, { number, rooms }: Conversation): Done {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined) return 'not-a-group'
  if (!roster.inside) return 'left'
  const { account: self } = turn.state.profile!
  const { admins } = policyOf(roster)
  const others = admins.some((one) => !sameBytes(one, self) && roster.members.some((member) => sameBytes(member, one)))
  if (!others && roster.members.length > 0 && isAdmin(policyOf(roster), self)) return 'last-admin'
  turn.alterRoster(number, { inside: false, adding: [], removing: [], wish: noWish })
  turn.set('entrances', number, undefined)
  turn.set('drafts', number, undefined)
  turn.alter(number, { accepted: true })
  note(turn, number, { kind: 'left', who: [self] }, policyOf(roster))
  const stands = rooms.some((room) => turn.state.rooms.get(room)!.stage === 'standing')
  if (roster.members.length === 0 || !stands) gone(turn, number)
  // It has to reach everybody, however soon their messages end.
  else await compose(turn, number, { body: { kind: 'leave' }, ceiling: turn.state.profile!.ceiling })
  await advanceConversation(turn, number)
  return undefined
}

function leads(turn: Turn, roster: Roster | undefined): CommandRefusal | undefined {
  if (roster === undefined) return 'not-a-group'
  if (!roster.inside) return 'left'
  return isAdmin(policyOf(roster), turn.state.profile!.account) ? undefined : 'not-admin'
}

const wish = (turn: Turn, number: number, part: Partial<Wish>): Done =>
  want(turn, number, { wish: { ...turn.state.rosters.get(number)!.wish, ...part } })

/** Whoever changes a group that a stranger has added them to accepts it. */
async function want(turn: Turn, number: number, part: Partial<Roster>): Done {
  turn.alter(number, { accepted: true })
  turn.alterRoster(number, part)
  turn.set('troubles', number, undefined)
  await advanceConversation(turn, number)
  return undefined
}

/** Each once, this account not among them. Undefined: one of them is no name. */
function newcomers(turn: Turn, members: readonly string[]): readonly string[] | undefined {
  const { handle } = turn.state.profile!
  return members.every(isHandle) ? [...new Set(members)].filter((one) => one !== handle) : undefined
}

function memberWith(turn: Turn, { members }: Roster, handle: string): AccountId | undefined {
  const contact = [...turn.state.contacts.values()].find((one) => one.handle === handle)
  return contact && members.find((account) => sameBytes(account, contact.account))
}

const isName = (name: string): boolean => name.trim() !== '' && name.trim().length <= limits.groupName
