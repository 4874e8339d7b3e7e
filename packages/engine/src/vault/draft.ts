/**
 * Which buckets a commit touches and how: some only take messages, some get a new key because a message of theirs
 * ends, some end.
 */
import type { Bucket } from './change.ts'
import type { WantedMessage } from './final-state.ts'
import { keyIn, windowName, type BucketEntry, type Ledger } from './ledger.ts'

export interface Draft {
  readonly id: number
  readonly window: Bucket
  /** Messages to be written. */
  readonly incoming: ReadonlyMap<number, Uint8Array>
  /** Where there is a new key: messages to be wrapped anew, with the bucket that wraps them now. */
  readonly survivors: ReadonlyMap<number, number>
  /** Whether the bucket gets a key in a new slot. */
  readonly newKey: boolean
  /** Buckets whose keys are destroyed. */
  readonly ends: readonly number[]
}

/** A bucket in the making. `gone`: stored messages that must not be readable again. */
interface Making {
  readonly id: number
  readonly window: Bucket
  /** As it stands now; undefined where it is new. */
  readonly entry: BucketEntry | undefined
  readonly incoming: Map<number, Uint8Array>
  readonly gone: Set<number>
  newKey: boolean
}

export function draftBuckets(
  ledger: Ledger,
  messages: ReadonlyMap<number, WantedMessage | undefined>,
): { readonly drafts: readonly Draft[]; readonly forgotten: readonly number[] } {
  const making = new Map<number, Making>()
  const fresh = new Map<string, number>()
  let nextId = ledger.nextBucket
  const touch = (entry: BucketEntry): Making => {
    const known = making.get(entry.id)
    if (known !== undefined) return known
    const made = {
      id: entry.id,
      window: entry.window,
      entry,
      incoming: new Map(),
      gone: new Set<number>(),
      newKey: false,
    }
    making.set(entry.id, made)
    return made
  }
  const target = (window: Bucket): Making => {
    const name = windowName(window)
    const id = ledger.byWindow.get(name) ?? fresh.get(name)
    const entry = id === undefined ? undefined : ledger.buckets.get(id)
    if (entry !== undefined) return touch(entry)
    const made = id === undefined ? undefined : making.get(id)
    if (made !== undefined) return made
    const begun = { id: nextId++, window, entry: undefined, incoming: new Map(), gone: new Set<number>(), newKey: true }
    fresh.set(name, begun.id)
    making.set(begun.id, begun)
    return begun
  }
  const forgotten: number[] = []
  for (const [key, wanted] of messages) {
    const into = wanted === undefined ? undefined : target(wanted.bucket)
    if (wanted !== undefined) into!.incoming.set(key, wanted.bytes)
    const stored = ledger.messages.get(key)
    if (stored === undefined) continue
    if (wanted === undefined) forgotten.push(key)
    const entry = ledger.buckets.get(stored)
    if (entry !== undefined && !(wanted?.adds === true && into!.id === stored)) touch(entry).gone.add(key)
  }
  for (const one of making.values()) {
    const lost = one.entry !== undefined && keyIn(ledger, one.entry.slot) === undefined
    if (one.gone.size > 0 || (lost && one.incoming.size > 0)) one.newKey = true
  }
  return { drafts: [...making.values()].map(finish), forgotten }
}

function finish({ id, window, entry, incoming, gone, newKey }: Making): Draft {
  const kept =
    newKey && entry !== undefined ? [...entry.members].filter((key) => !gone.has(key) && !incoming.has(key)) : []
  return {
    id,
    window,
    incoming,
    survivors: new Map(kept.map((key) => [key, id])),
    newKey,
    ends: newKey && entry !== undefined ? [id] : [],
  }
}
