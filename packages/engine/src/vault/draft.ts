/**
 * Which buckets a commit touches and how: some only take messages, some get a new key because a message of theirs
 * ends, some end.
 */
import type { Bucket } from './change.ts'
import type { WantedMessage } from './final-state.ts'
import { bucketFor, keyIn, type Ledger } from './ledger.ts'
import type { BucketEntry } from './shelf.ts'

export interface Draft {
  readonly window: Bucket
  /** What there is now: nothing where the bucket is new, two where they merge. */
  readonly from: readonly BucketEntry[]
  /** Messages to be written. */
  readonly incoming: ReadonlyMap<number, WantedMessage>
  /** Stored messages that must not be readable again. */
  readonly gone: ReadonlySet<number>
  /** Whether the bucket gets a key in a new slot, under which what else is in `from` is wrapped anew; the old keys are destroyed. */
  readonly newKey: boolean
}

interface Making extends Draft {
  readonly incoming: Map<number, WantedMessage>
  readonly gone: Set<number>
}

/** `stored`: under which slot's key each of these messages lies now, where it does. */
export function draftBuckets(
  ledger: Ledger,
  messages: ReadonlyMap<number, WantedMessage | undefined>,
  stored: ReadonlyMap<number, BucketEntry>,
): { readonly drafts: readonly Draft[]; readonly forgotten: readonly number[] } {
  const making = new Map<BucketEntry | string, Making>()
  const touch = (name: BucketEntry | string, window: Bucket): Making => {
    const known = making.get(name)
    if (known !== undefined) return known
    const from = typeof name === 'string' ? [] : [name]
    const made: Making = { window, from, incoming: new Map(), gone: new Set(), newKey: from.length === 0 }
    making.set(name, made)
    return made
  }
  const forgotten: number[] = []
  for (const [key, wanted] of messages) {
    const into = wanted && (bucketFor(ledger, wanted.bucket) ?? nameOf(wanted.bucket))
    if (wanted !== undefined) touch(into!, wanted.bucket).incoming.set(key, wanted)
    const entry = stored.get(key)
    if (entry === undefined) continue
    if (wanted === undefined) forgotten.push(key)
    if (!(wanted?.adds === true && into === entry)) touch(entry, entry.window).gone.add(key)
  }
  return { drafts: [...making.values()].map((made) => ({ ...made, newKey: needsKey(ledger, made) })), forgotten }
}

function needsKey(ledger: Ledger, { from, gone, incoming, newKey }: Making): boolean {
  const lost = from.some(({ slot }) => keyIn(ledger, slot) === undefined)
  return newKey || gone.size > 0 || (lost && incoming.size > 0)
}

const nameOf = ({ conversation, start, end }: Bucket): string => `${conversation}/${start}/${end}`
