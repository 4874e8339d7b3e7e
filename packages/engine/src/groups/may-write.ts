/** Whose words are taken in a group. */
import { isAdmin, sameBytes, type AccountId } from '@ebb/protocol'
import type { Turn } from '../turn.ts'
import { policyOf } from './policy.ts'

/** Where only administrators write, a member neither writes nor gives what was written another text. */
export function mayWrite(turn: Turn, number: number, author: AccountId): boolean {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined) return true
  const policy = policyOf(roster)
  return !policy.announcements || isAdmin(policy, author)
}

/** Nobody is shown what somebody says in a group whom they have blocked. */
export function isSilenced(turn: Turn, number: number, author: AccountId): boolean {
  if (!turn.state.rosters.has(number)) return false
  const { contacts, conversations } = turn.state
  for (const { blocked, contact } of conversations.values())
    if (blocked && contact !== null && sameBytes(contacts.get(contact)!.account, author)) return true
  return false
}
