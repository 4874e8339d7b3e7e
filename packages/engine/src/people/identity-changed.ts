/** A handle leads to another account than the one this device has met: nothing goes out until a person decides. */
import { hex, sameBytes, type ChainState } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import type { Conversation } from '../records/conversation.ts'
import { leaveRooms } from '../rooms/leave.ts'
import type { Turn } from '../turn.ts'
import { beginConversation, conversationWith, pursue } from './meet.ts'
import { revokeTokens } from './tokens.ts'

/** `chain`: of the new account. The conversation is begun where there was none, so that somebody can decide. */
export function identityChanged(turn: Turn, chain: ChainState): void {
  const contact = [...turn.state.contacts.values()].find(({ handle }) => handle === chain.handle)!
  const conversation = conversationWith(turn, chain.handle) ?? beginConversation(turn, chain.handle, false)
  if (conversation.changed !== null && sameBytes(conversation.changed, chain.account)) return
  turn.alter(conversation.number, { contact: contact.number, changed: chain.account })
}

/**
 * A person goes on with the new account, as with somebody whom nobody has verified. What was said stays; the old
 * channels are left, and what waits goes out over a new one.
 */
export function trustNew(turn: Turn, { number, changed, contact }: Conversation): void {
  if (changed === null) return
  const { ourToken, ...old } = turn.state.contacts.get(contact!)!
  leaveRooms(turn, number)
  turn.set('contacts', old.number, {
    ...old,
    account: changed,
    chain: [],
    verified: false,
    theirToken: null,
    ourToken: null,
    revoked: ourToken === null ? old.revoked : [...old.revoked, sha256(ourToken)],
    former: [...old.former.filter((account) => !sameBytes(account, changed)), old.account],
  })
  turn.set('chains', hex(old.account), undefined)
  turn.set('owed', number, undefined)
  turn.set('writing', number, undefined)
  turn.set('troubles', number, undefined)
  turn.alter(number, { stage: 'seeking', changed: null, rooms: [], lastTheirs: null })
  revokeTokens(turn)
  pursue(turn, number)
}
