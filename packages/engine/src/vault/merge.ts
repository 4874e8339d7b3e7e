/** When the keyring is nearly full, neighbouring buckets of a conversation share a key: less exact, but they all fit. */
import type { Draft } from './draft.ts'
import type { BucketEntry, Ledger } from './ledger.ts'

/** From this share of used slots on, neighbours merge, until the lower one is reached. */
const nearlyFull = 0.9
const relieved = 0.88

/**
 * Two buckets of one conversation that follow each other become one under a new key; those with the fewest messages
 * first. Each merge takes a slot and gives two back. Empty where there is room, or nothing to merge.
 */
export function draftMerges(ledger: Ledger): readonly Draft[] {
  const used = ledger.capacity - ledger.free.length
  if (used <= ledger.capacity * nearlyFull) return []
  const wanted = Math.min(used - Math.floor(ledger.capacity * relieved), ledger.free.length)
  const merged = new Set<BucketEntry>()
  const drafts: Draft[] = []
  for (const [a, b] of neighbours(ledger)) {
    if (drafts.length === wanted) break
    if (merged.has(a) || merged.has(b)) continue
    merged.add(a).add(b)
    const window = { ...a.window, end: Math.max(a.window.end, b.window.end) }
    const survivors = new Map(
      [a, b].flatMap(({ id, members }) => [...members].map((key): [number, number] => [key, id])),
    )
    drafts.push({ id: a.id, window, incoming: new Map(), survivors, newKey: true, ends: [a.id, b.id] })
  }
  return drafts
}

function neighbours(ledger: Ledger): (readonly [BucketEntry, BucketEntry])[] {
  const pairs: (readonly [BucketEntry, BucketEntry])[] = []
  const byConversation = Map.groupBy(ledger.buckets.values(), (entry) => entry.window.conversation)
  for (const entries of byConversation.values()) {
    const inOrder = entries.toSorted((a, b) => a.window.start - b.window.start || a.id - b.id)
    for (const [i, entry] of inOrder.entries()) if (i > 0) pairs.push([inOrder[i - 1]!, entry])
  }
  const size = ([a, b]: readonly [BucketEntry, BucketEntry]): number => a.members.size + b.members.size
  return pairs.toSorted((p, q) => size(p) - size(q))
}
