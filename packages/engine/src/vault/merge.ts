/** When the keyring is nearly full, neighbouring buckets of a conversation share a key: less exact, but they all fit. */
import type { Draft } from './draft.ts'
import type { Ledger } from './ledger.ts'
import type { BucketEntry } from './shelf.ts'

/** From this share of used slots on, neighbours merge, until the lower one is reached. */
const nearlyFull = 0.9
const relieved = 0.88

/**
 * Two buckets of one conversation that follow each other become one under a new key; those whose messages lie closest
 * together first. Each merge takes a slot and gives two back. Empty where there is room, or nothing to merge.
 */
export function draftMerges(ledger: Ledger): readonly Draft[] {
  const used = ledger.capacity - ledger.free.length
  if (used <= ledger.capacity * nearlyFull) return []
  const wanted = Math.min(used - Math.floor(ledger.capacity * relieved), ledger.free.length)
  const merged = new Set<BucketEntry>()
  const drafts: Draft[] = []
  for (const pair of neighbours(ledger)) {
    if (drafts.length === wanted) break
    if (pair.some((entry) => merged.has(entry))) continue
    for (const entry of pair) merged.add(entry)
    const window = { ...pair[0].window, end: Math.max(...pair.map((entry) => entry.window.end)) }
    drafts.push({ window, from: pair, incoming: new Map(), gone: new Set(), newKey: true })
  }
  return drafts
}

function neighbours({ shelves }: Ledger): (readonly [BucketEntry, BucketEntry])[] {
  const pairs: (readonly [BucketEntry, BucketEntry])[] = []
  for (const shelf of shelves.values()) {
    const inOrder = [...shelf.values()].toSorted((a, b) => a.window.start - b.window.start || a.slot - b.slot)
    for (const [i, entry] of inOrder.entries()) if (i > 0) pairs.push([inOrder[i - 1]!, entry])
  }
  const size = (pair: readonly BucketEntry[]): number =>
    pair.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return pairs.toSorted((p, q) => size(p) - size(q))
}
