/** A stretch of a conversation in the order in which it is shown, read from the vault as far as it is needed. */
import type { Conversation, Tangle } from '../records/conversation.ts'
import { messageKey, messageNumberOf } from '../records/keys.ts'
import { inOrder, type Kept } from '../steps/order.ts'
import type { Reader } from '../turn.ts'
import type { PageRange } from '../view.ts'

export interface Stretch {
  /** Oldest first. */
  readonly kept: readonly Kept[]
  readonly older: boolean
  readonly newer: boolean
}

export interface Source {
  readonly reader: Reader
  readonly conversation: Conversation
  /** Whether it is shown at all. */
  readonly fits: (kept: Kept) => boolean
}

const mostAtOnce = 1000

export async function stretchOf(source: Source, range: PageRange): Promise<Stretch> {
  const limit = Math.max(1, Math.min(mostAtOnce, Math.floor(range.limit) || 1))
  const older = (place: Place, most = limit + 1): Promise<Kept[]> => take(source, 'older', place, most)
  const newer = (place: Place, most = limit + 1): Promise<Kept[]> => take(source, 'newer', place, most)
  if (range.around !== undefined) {
    const [before, from] = [await older({ beside: range.around }), await newer({ at: range.around })]
    const half = Math.min(Math.floor(limit / 2), before.length)
    const after = Math.min(limit - half, from.length)
    const filled = Math.min(limit - after, before.length)
    const kept = [...before.slice(0, filled).toReversed(), ...from.slice(0, after)]
    return { kept, older: before.length > filled, newer: from.length > after }
  }
  if (range.after !== undefined) {
    const found = await newer({ beside: range.after })
    const before = await older({ at: range.after }, 1)
    return { kept: found.slice(0, limit), older: before.length > 0, newer: found.length > limit }
  }
  const found = await older(range.before === undefined ? 'end' : { beside: range.before })
  const after = range.before === undefined ? [] : await newer({ at: range.before }, 1)
  return { kept: found.slice(0, limit).toReversed(), older: found.length > limit, newer: after.length > 0 }
}

/** Where a walk begins: at the newest, at this number, or at its neighbour. */
type Place = 'end' | { readonly at: number } | { readonly beside: number }

/** Everything that fits, oldest first. */
export const allOf = (source: Source): Promise<readonly Kept[]> =>
  take(source, 'newer', { at: 0 }, Number.POSITIVE_INFINITY)

/** The newest one that fits. */
export async function newestOf(source: Source): Promise<Kept | undefined> {
  const [found] = await take(source, 'older', 'end', 1)
  return found
}

/** The oldest one that fits, of this number and those after it. */
export async function oldestOf(source: Source, number: number): Promise<Kept | undefined> {
  const tangle = tangleAt(source, number)
  const [found] = await take(source, 'newer', tangle === undefined ? { at: number } : { beside: tangle.from - 1 }, 1)
  return found
}

const tangleAt = ({ conversation }: Source, number: number): Tangle | undefined =>
  conversation.tangles.find(({ from, to }) => number >= from && number <= to)

async function take(source: Source, way: 'older' | 'newer', place: Place, most: number): Promise<Kept[]> {
  const found: Kept[] = []
  for await (const one of walk(source, { way, place, size: Math.min(most, 256) })) {
    if (source.fits(one)) found.push(one)
    if (found.length >= most) break
  }
  return found
}

/** Stretches that did not come in order are read whole; between them, what is kept is shown as it came. */
async function* walk(
  source: Source,
  { way, place, size: first }: { way: 'older' | 'newer'; place: Place; size: number },
): AsyncGenerator<Kept> {
  const { reader, conversation } = source
  const back = way === 'older'
  const inTangle = async ({ from, to }: Tangle): Promise<readonly Kept[]> =>
    inOrder(await reader.messages({ from: key(from), to: key(to) }))
  const key = (n: number): number => messageKey(conversation.number, n)
  const begins = place === 'end' ? Number.POSITIVE_INFINITY : 'at' in place ? place.at : place.beside
  const included = place === 'end' || 'at' in place
  let next = place === 'end' ? last : included ? begins : back ? begins - 1 : begins + 1
  let size = first
  const around = tangleAt(source, begins)
  if (around !== undefined) {
    const block = await inTangle(around)
    yield* back ? before(block, begins, included).toReversed() : after(block, begins, included)
    next = back ? around.from - 1 : around.to + 1
  }
  for (;;) {
    const tangle = back
      ? conversation.tangles.findLast(({ to }) => to <= next)
      : conversation.tangles.find(({ from }) => from >= next)
    const end = back ? (tangle?.to ?? 0) + 1 : (tangle?.from ?? last + 1) - 1
    while (back ? next >= end : next <= end) {
      const [from, to] = back ? [end, next] : [next, end]
      const some = await reader.messages({ from: key(from), to: key(to), limit: size, backwards: back })
      yield* some
      if (some.length < size) break
      next = numberOf(some.at(-1)!) + (back ? -1 : 1)
      size = Math.max(size, Math.min(256, size * 4))
    }
    if (tangle === undefined) return
    const block = await inTangle(tangle)
    yield* back ? block.toReversed() : block
    next = back ? tangle.from - 1 : tangle.to + 1
  }
}

/** No message has a higher number. */
const last = 2 ** 32 - 1

/** What is gone stood where its number stood. */
function before(block: readonly Kept[], number: number, included: boolean): readonly Kept[] {
  const at = block.findIndex((one) => numberOf(one) === number)
  return at < 0 ? block.filter((one) => numberOf(one) < number) : block.slice(0, included ? at + 1 : at)
}

function after(block: readonly Kept[], number: number, included: boolean): readonly Kept[] {
  const at = block.findIndex((one) => numberOf(one) === number)
  return at < 0 ? block.filter((one) => numberOf(one) > number) : block.slice(included ? at : at + 1)
}

export const numberOf = ({ key }: Kept): number => messageNumberOf(key)
