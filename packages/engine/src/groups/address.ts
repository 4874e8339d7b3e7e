/** How commands name a conversation: the other side's handle, or `#` and the conversation's number where it is a group. */
import type { Conversation } from '../records/conversation.ts'
import type { State } from '../state.ts'

export const addressOf = ({ rosters }: Pick<State, 'rosters'>, { number, handle }: Conversation): string =>
  rosters.has(number) ? `#${number}` : handle

export const conversationAt = (state: Pick<State, 'rosters' | 'conversations'>, to: string): Conversation | undefined =>
  [...state.conversations.values()].find((conversation) => addressOf(state, conversation) === to)
