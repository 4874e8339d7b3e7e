/** Opening a vault before there is one to open: an engine of JavaScript compiles only what has run often. */
import type { Random } from '@ebb/seal'
import { openShelf, sealShelf } from './shelf.ts'

/** As many buckets as a conversation of some weeks has. */
const buckets = 14

/** Opens a shelf of its own making so many times. Nothing is read, nothing stays. */
export function exerciseVault(random: Random, times: number): void {
  const home = random(32)
  const entries = Array.from({ length: buckets }, (_, slot) => {
    const window = { conversation: 1, start: slot, end: slot + 1 }
    return [slot, { window, slot, due: slot, first: slot, last: slot, given: false }] as const
  })
  const sealed = sealShelf(home, 1, new Map(entries), random)
  for (let i = 0; i < times; i++)
    if (openShelf(home, 1, sealed)?.size !== buckets) throw new Error('a shelf did not open')
}
