/** A letter has brought this device into a group. */
import { isAdmin, sameBytes, type Letter, type WelcomeContent } from '@ebb/protocol'
import type { Group } from '@ebb/seal'
import { beginConversation, conversationWith } from '../people/meet.ts'
import type { Contact } from '../records/contact.ts'
import { noWish } from '../records/roster.ts'
import { leaveReplaced } from '../rooms/letters-in.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'
import { groupPolicy } from './policy.ts'
import { othersIn } from './roster.ts'

export interface Entering {
  readonly letter: Letter
  readonly welcome: WelcomeContent
  readonly group: Group
  readonly mustUpdate: boolean
}

/** The conversation's number. Undefined: whoever sent the letter may add nobody. A group of strangers waits to be accepted. */
export function enterGroup(turn: Turn, contact: Contact, { letter, welcome, group }: Entering): number | undefined {
  const policy = groupPolicy(group.policy)
  if (policy === undefined || !isAdmin(policy, contact.account)) return undefined
  const known = groupOf(turn, [letter.channel, ...welcome.replaces])
  const old = known === undefined ? undefined : turn.state.rosters.get(known)!
  // In place of a channel that this device has been in only who could add people there.
  if (old?.inside === true && !isAdmin(groupPolicy(old.policy)!, contact.account)) return undefined
  const trusted = conversationWith(turn, contact.handle)?.accepted === true
  const number = known ?? beginConversation(turn, '', trusted).number
  if (known !== undefined) {
    const { rooms, accepted } = turn.state.conversations.get(known)!
    leaveReplaced(turn, rooms, welcome.replaces)
    if (!old!.inside) turn.alter(known, { accepted: accepted && trusted })
  }
  turn.set('rosters', number, {
    version: 1,
    number,
    suite: group.suite,
    policy: group.policy,
    members: othersIn(turn, group),
    inside: true,
    by: contact.account,
    leaving: [],
    adding: [],
    removing: [],
    wish: noWish,
  })
  if (old?.inside !== true) {
    const who = [turn.state.profile!.account]
    note(turn, number, { kind: 'added', by: contact.account, who }, policy)
  }
  return number
}

/** The conversation of the group that one of these channels belongs to. */
function groupOf(turn: Turn, channels: readonly Uint8Array[]): number | undefined {
  for (const { channel, conversation } of turn.state.rooms.values())
    if (turn.state.rosters.has(conversation) && channels.some((one) => sameBytes(one, channel))) return conversation
  return undefined
}
