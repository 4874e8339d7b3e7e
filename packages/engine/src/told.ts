/** Whoever draws a conversation is told once a turn that it looks otherwise, whatever has changed it. */
import type { Conversation } from './records/conversation.ts'
import { introducerOf } from './render/introduction.ts'
import type { State } from './state.ts'
import type { Turn } from './turn.ts'

/** Nothing is told of a conversation of which this turn has told something else. */
export function tellChanged(turn: Turn): void {
  const { before, state } = turn
  const parts = [
    'conversations',
    'rosters',
    'entrances',
    'introductions',
    'contacts',
    'drafts',
    'troubles',
    'writing',
  ] as const
  if (parts.every((part) => state[part] === before[part])) return
  const told = new Set<number>()
  for (const effect of turn.effects)
    if (effect.kind === 'tell' && 'conversation' in effect.event) told.add(effect.event.conversation)
  for (const number of new Set([...before.conversations.keys(), ...state.conversations.keys()]))
    if (!told.has(number) && looksOtherwise(before, state, number)) turn.tell({ kind: 'chat', conversation: number })
}

function looksOtherwise(before: State, state: State, number: number): boolean {
  const [then, now] = [before.conversations.get(number), state.conversations.get(number)]
  if (then === undefined || now === undefined) return then !== now
  const differs = shown.some((field) => then[field] !== now[field])
  const verified = (of: State, { contact }: Conversation): boolean | undefined =>
    contact === null ? undefined : of.contacts.get(contact)?.verified
  return (
    differs ||
    verified(before, then) !== verified(state, now) ||
    before.rosters.get(number) !== state.rosters.get(number) ||
    before.entrances.get(number) !== state.entrances.get(number) ||
    (before.introductions !== state.introductions && introducerOf(before, then) !== introducerOf(state, now)) ||
    before.drafts.get(number) !== state.drafts.get(number) ||
    before.troubles.get(number) !== state.troubles.get(number) ||
    before.writing.get(number) !== state.writing.get(number)
  )
}

const shown: readonly (keyof Conversation)[] = [
  'ceiling',
  'afterRead',
  'accepted',
  'blocked',
  'changed',
  'pinned',
  'muted',
  'archived',
  'unread',
  'mentioned',
  'pins',
  'waiting',
  'at',
]
