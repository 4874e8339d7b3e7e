/** Messages stand as they came, but what one author wrote stands in the order in which it was written. */
import { hex, sameBytes } from '@ebb/protocol'
import type { Tangle, Written } from '../records/conversation.ts'
import { messageNumberOf } from '../records/keys.ts'
import { isSaid, messageContent, type KeptMessage } from '../records/message.ts'
import type { Turn } from '../turn.ts'

/** A message that is late by more than so many others stands where it came, so that nobody's clock makes this device read a lot. */
const farthest = 512
/** Stretches that would become longer together stay two. */
const longest = 1024
const most = 64

/**
 * Notices a message that is older than one of its author's that came before it: from two channels of one conversation
 * they can come like that, and where the server refused one and took the next. Whoever shows the conversation then puts
 * that stretch of it in order; everything outside of it stands as it came.
 */
export async function placeInOrder(
  turn: Turn,
  conversation: number,
  { number, message }: { number: number; message: KeptMessage },
): Promise<void> {
  const field = sameBytes(message.sender, turn.state.profile!.account) ? 'lastMine' : 'lastTheirs'
  const { [field]: last, tangles } = turn.state.conversations.get(conversation)!
  const written = writtenOf(message)
  if (last === null || !isBefore(written, last)) return turn.alter(conversation, { [field]: written })
  const isTangled = (at: number): boolean => tangles.some(({ from, to }) => at >= from && at <= to)
  let from = number
  for await (const { key, message: earlier } of turn.backwards(conversation, number)) {
    const at = messageNumberOf(key)
    if (at <= number - farthest) break
    if (!isSaid(earlier) || !sameBytes(earlier.sender, message.sender)) continue
    if (isBefore(written, writtenOf(earlier))) from = at
    else if (!isTangled(at)) break
  }
  if (from < number) turn.alter(conversation, { tangles: joined(tangles, { from, to: number }) })
}

/** `late` ends after all others. */
function joined(tangles: readonly Tangle[], late: Tangle): readonly Tangle[] {
  const apart = [...tangles]
  let { from } = late
  while (apart.length > 0 && apart.at(-1)!.to >= from) {
    const before = apart.at(-1)!
    if (late.to - Math.min(from, before.from) >= longest) {
      from = before.to + 1
      break
    }
    from = Math.min(from, before.from)
    apart.pop()
  }
  return [...apart, { from, to: late.to }].slice(-most)
}

export type Kept = { readonly key: number; readonly message: KeptMessage }

/** The places of each author's messages stay; they stand on them as they were written. All else stays where it is. */
export function inOrder(kept: readonly Kept[]): readonly Kept[] {
  const said = kept.filter(({ message }) => isSaid(message))
  const authors = Map.groupBy(said, ({ message }) => hex(message.sender))
  const written = new Map([...authors].map(([author, theirs]) => [author, theirs.toSorted(byWriting).values()]))
  return kept.map((one) => (isSaid(one.message) ? written.get(hex(one.message.sender))!.next().value! : one))
}

const byWriting = (a: Kept, b: Kept): number => difference(writtenOf(a.message), writtenOf(b.message))

function writtenOf(message: KeptMessage): Written {
  const { sent, count } = messageContent(message)
  return { sent, count }
}

const isBefore = (a: Written, b: Written): boolean => difference(a, b) < 0
const difference = (a: Written, b: Written): number => a.sent - b.sent || a.count - b.count
