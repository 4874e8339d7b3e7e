/** A letter has brought this device into a group. */
import { isAdmin, sameBytes, type GroupWelcome, type Letter } from '@ebb/protocol'
import type { Group } from '@ebb/seal'
import { hasAskedFor } from '../entrance/knock.ts'
import { beginConversation, conversationWith } from '../people/meet.ts'
import type { Contact } from '../records/contact.ts'
import { isLost } from '../records/room.ts'
import { freshRoster, type Roster } from '../records/roster.ts'
import { leaveReplaced } from '../rooms/letters-in.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { gone, isUnheard } from './leave.ts'
import { groupPolicy, hasAccount, policyOf } from './policy.ts'
import { othersIn } from './roster.ts'
import { sayAgain, sayAllAgain } from './say-again.ts'

export interface Entering<Welcome = GroupWelcome> {
  readonly letter: Letter
  readonly welcome: Welcome
  readonly group: Group
  readonly mustUpdate: boolean
}

/** The conversation's number. Undefined: whoever sent the letter may add nobody. A group of strangers waits to be accepted. */
export async function enterGroup(turn: Turn, contact: Contact, by: Entering): Promise<number | undefined> {
  const { letter, welcome, group } = by
  const policy = groupPolicy(group.policy)
  if (policy === undefined) return undefined
  const replaced = welcome.replaces.map(({ channel }) => channel)
  const before = groupOf(turn, [letter.channel, ...replaced])
  const old = before === undefined ? undefined : turn.state.rosters.get(before)!
  if (before !== undefined && old?.inside === true) return comeBack(turn, contact, { number: before, roster: old, by })
  if (!isAdmin(policy, contact.account)) return undefined
  // Whoever led the group when this account went leads back to it; anybody else's is another group.
  const known = old !== undefined && isAdmin(policyOf(old), contact.account) ? before : undefined
  const asked = hasAskedFor(turn, [letter.channel, ...replaced])
  const trusted = asked || conversationWith(turn, contact.handle)?.accepted === true
  // Whoever had left and was not heard is led back only to be heard, unless they have asked to come back.
  const unheard = known !== undefined && (await isUnheard(turn, known))
  if (unheard && asked) gone(turn, known)
  const leaves = unheard && !asked
  const number = known ?? beginConversation(turn, '', trusted).number
  if (known !== undefined) {
    const { rooms, accepted } = turn.state.conversations.get(known)!
    leaveReplaced(turn, rooms, replaced)
    turn.alter(known, { accepted: asked || leaves || (accepted && trusted) })
  }
  const { suite, policy: packed } = group
  const members = othersIn(turn, group)
  const roster = freshRoster({ number, suite, policy: packed, members, inside: !leaves, by: contact.account })
  turn.set('rosters', number, roster)
  const who = [turn.state.profile!.account]
  if (!leaves) note(turn, number, { kind: 'added', by: contact.account, who }, policy)
  return number
}

interface Return {
  readonly number: number
  readonly roster: Roster
  readonly by: Entering
}

/**
 * Into a group that this device could not follow any more. Any member may replace its device in the same channel; in
 * place of that channel another comes only from who could add people there. What has changed is told as ever.
 */
async function comeBack(turn: Turn, { account }: Contact, { number, roster, by }: Return): Promise<number | undefined> {
  const { rooms } = turn.state.conversations.get(number)!
  const all = rooms.map((room) => turn.state.rooms.get(room)!)
  const same = all.find(({ channel }) => sameBytes(channel, by.letter.channel))
  // Back only where it was lost, and nothing has taken its place: who was put out may still be in one that was left.
  const isOpen =
    same !== undefined && isLost(same) && !all.some(({ stage }) => stage === 'standing' || stage === 'founding')
  const may = same === undefined ? isAdmin(policyOf(roster), account) : isOpen && hasAccount(roster.members, account)
  if (!may) return undefined
  // Nobody who comes with the new channel is told what was said before.
  const others = othersIn(turn, by.group)
  const known = others.every((one) => hasAccount(roster.members, one))
  if (known)
    for (const left of by.welcome.replaces) {
      const old = all.find(({ channel }) => sameBytes(channel, left.channel))
      await (old?.stage === 'rolled-back' ? sayAllAgain(turn, old) : sayAgain(turn, left))
    }
  leaveReplaced(
    turn,
    rooms,
    by.welcome.replaces.map(({ channel }) => channel),
  )
  // In another channel nobody has said yet that they leave: who is there has been led back.
  const leaving = roster.leaving.filter(({ account }) => same !== undefined || !hasAccount(others, account))
  turn.alterRoster(number, { suite: by.group.suite, leaving })
  return number
}

/** The conversation of the group that one of these channels belongs to. */
function groupOf(turn: Turn, channels: readonly Uint8Array[]): number | undefined {
  for (const { channel, conversation } of turn.state.rooms.values())
    if (turn.state.rosters.has(conversation) && channels.some((one) => sameBytes(one, channel))) return conversation
  return undefined
}
