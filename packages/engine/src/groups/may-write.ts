/** Whose words are taken in a group. */
import { isAdmin, sameBytes, type AccountId } from '@ebb/protocol'
import type { Turn } from '../turn.ts'
import { policyOf } from './policy.ts'

/** Nobody is shown what somebody writes whom they have blocked, nor what a member writes where only administrators do. */
export function mayWrite(turn: Turn, number: number, author: AccountId): boolean {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined) return true
  const policy = policyOf(roster)
  if (policy.announcements && !isAdmin(policy, author)) return false
  const { contacts, conversations } = turn.state
  for (const { blocked, contact } of conversations.values())
    if (blocked && contact !== null && sameBytes(contacts.get(contact)!.account, author)) return false
  return true
}
