/** A conversation as its line in the list of all. */
import { addressOf } from '../groups/address.ts'
import { policyOf } from '../groups/policy.ts'
import type { Conversation } from '../records/conversation.ts'
import type { State } from '../state.ts'
import type { Shield, ShownChat } from '../view.ts'
import { introducerOf } from './introduction.ts'
import { showGroup } from './group.ts'
import { handleOf } from './names.ts'

export function showChat(
  state: State,
  conversation: Conversation,
  { last, pins }: Pick<ShownChat, 'last' | 'pins'>,
): ShownChat {
  const { number, handle, ceiling, afterRead, unread, waiting, accepted, blocked, changed } = conversation
  const { pinned, muted, archived } = conversation
  const draft = state.drafts.get(number)
  const roster = state.rosters.get(number)
  const shield = shieldOf(state, conversation)
  const stands = (): boolean => conversation.rooms.some((room) => state.rooms.get(room)!.stage === 'standing')
  return {
    conversation: number,
    with: addressOf(state, conversation),
    name: roster === undefined ? handle : policyOf(roster).name,
    group: roster && showGroup(state, roster),
    shield,
    verified: shield === 'verified',
    ceiling,
    afterRead,
    unread,
    mentioned: conversation.mentioned > 0,
    queued: waiting,
    pins,
    last,
    request: !accepted && !blocked && (changed !== null || stands()),
    introducedBy: introducerOf(state, conversation),
    blocked,
    pinned,
    muted,
    archived,
    draft: draft && { text: draft.text, replyTo: draft.replyTo ?? undefined },
    writing: (state.writing.get(number) ?? []).map(({ account }) =>
      roster === undefined ? handle : handleOf(state, account),
    ),
    trouble: waiting === 0 ? undefined : changed === null ? state.troubles.get(number) : 'identity-changed',
    at: conversation.at - (state.time.passed - state.time.wall),
  }
}

function shieldOf({ contacts }: State, { changed, contact }: Conversation): Shield {
  if (changed !== null) return 'changed'
  const known = contact === null ? undefined : contacts.get(contact)
  return known?.verified === true ? 'verified' : 'unverified'
}

/** Pinned ones first, then by when something last happened. */
export const inPlace = (a: Placed, b: Placed): number =>
  Number(b.pinned) - Number(a.pinned) || b.at - a.at || b.number - a.number
type Placed = Pick<Conversation, 'pinned' | 'at' | 'number'>
