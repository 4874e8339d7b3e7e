/** Who has an own message in a group, as it lies in the message: one of each account that it went to, 33 bytes. */
import { accountId, limits, sameBytes, type AccountId } from '@ebb/protocol'

/** none: no receipt of theirs has come. */
type Reached = 'none' | 'delivered' | 'read'

export interface Receipt {
  readonly account: AccountId
  readonly reached: Reached
}

/** Account 32, how far it got there 1. */
const length = 33
export const mostReceiptBytes = (limits.receiptAccounts - 1) * length
const steps = ['none', 'delivered', 'read'] as const

/** From these accounts receipts are taken; what they have said of it before stays said. */
export function awaiting(accounts: readonly AccountId[], before: Uint8Array): Uint8Array {
  const known = receiptsIn(before)
  const packed = new Uint8Array(accounts.length * length)
  for (const [i, account] of accounts.entries()) {
    const { reached } = known.find((one) => sameBytes(one.account, account)) ?? { reached: 'none' }
    packed.set(account, i * length)
    packed[i * length + 32] = steps.indexOf(reached)
  }
  return packed
}

/** Undefined: it says no more than what is there, or is of somebody to whom the message did not go. */
export function withReceipt(packed: Uint8Array, { account, reached }: Receipt): Uint8Array | undefined {
  for (let at = 0; at < packed.length; at += length) {
    if (!sameBytes(packed.subarray(at, at + 32), account)) continue
    if (packed[at + 32]! >= steps.indexOf(reached)) return undefined
    return packed.with(at + 32, steps.indexOf(reached))
  }
  return undefined
}

export function receiptsIn(packed: Uint8Array): readonly Receipt[] {
  const all: Receipt[] = []
  for (let at = 0; at < packed.length; at += length)
    all.push({ account: accountId(packed.slice(at, at + 32)), reached: steps[packed[at + 32]!] ?? 'none' })
  return all
}
