/**
 * How far an own message got in a group. Delivered and read is what everybody has and has read: a message that one of many
 * has not read is not shown as read. Who has left counts as long as they had said something of it.
 */
import { hasAccount } from '../groups/policy.ts'
import type { KeptMessage } from '../records/message.ts'
import { receiptsIn, type Receipt } from '../records/receipts.ts'
import type { State } from '../state.ts'
import { handleOf } from './names.ts'

/** Of `of` others, so many have it (`read` among them), and have read it. */
export interface ReceiptCounts {
  readonly of: number
  readonly delivered: number
  readonly read: number
}

/** Handles, without `@`, in their order. `none`: nothing has come from them, whether it has reached them or not. */
export interface ShownReceipts {
  readonly read: readonly string[]
  readonly delivered: readonly string[]
  readonly none: readonly string[]
}

/** Undefined where nobody's are taken. */
export function receiptsOf(state: State, conversation: number, message: KeptMessage): readonly Receipt[] | undefined {
  if (message.receipts.length === 0) return undefined
  const members = state.rosters.get(conversation)?.members ?? []
  return receiptsIn(message.receipts).filter((one) => one.reached !== 'none' || hasAccount(members, one.account))
}

export const countsOf = (receipts: readonly Receipt[]): ReceiptCounts => ({
  of: receipts.length,
  delivered: receipts.filter(({ reached }) => reached !== 'none').length,
  read: receipts.filter(({ reached }) => reached === 'read').length,
})

/** `wanted`: by this person; who tells nobody is told nothing. */
export function stateOf(
  { state }: KeptMessage,
  wanted: boolean,
  receipts: readonly Receipt[] | undefined,
): KeptMessage['state'] {
  if (!wanted && (state === 'delivered' || state === 'read')) return 'sent'
  if (receipts === undefined || receipts.length === 0 || state !== 'sent') return state
  const { of, delivered, read } = countsOf(receipts)
  return read === of ? 'read' : delivered === of ? 'delivered' : 'sent'
}

export function showReceipts(state: State, receipts: readonly Receipt[]): ShownReceipts {
  const names = (reached: Receipt['reached']): readonly string[] =>
    receipts
      .filter((one) => one.reached === reached)
      .map(({ account }) => handleOf(state, account))
      .toSorted()
  return { read: names('read'), delivered: names('delivered'), none: names('none') }
}
