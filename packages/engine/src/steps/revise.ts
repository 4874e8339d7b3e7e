/**
 * What comes later to a message: another text by its author, and reactions. It is kept in the message itself, so it lives
 * as long as that, ends with it, and needs no look-up where it is shown.
 */
import { sameBytes, type AccountId, type Content } from '@ebb/protocol'
import { conversationOf, messageNumberOf } from '../records/keys.ts'
import { keepsItsText, textOf, type KeptMessage, type KeptReaction } from '../records/message.ts'
import type { Turn } from '../turn.ts'

/** So many texts of one message are kept; the oldest of the later ones go. */
export const mostEdits = 20
/** Of different people. */
const mostReactions = 1000

interface Said {
  readonly sender: AccountId
  readonly packed: Uint8Array
  readonly content: Content
}

/** An edit of something that is not here, is somebody else's, keeps its text, or has none, means nothing. */
export async function takeEdit(turn: Turn, conversation: number, { sender, packed, content }: Said): Promise<void> {
  const target = await turn.trace(conversation, content.replaces!)
  if (target === undefined || !sameBytes(target.message.sender, sender)) return
  const { message } = target
  if (textOf(message) === undefined || keepsItsText(message)) return
  // It was said again in another channel.
  if (message.edits.some((edit) => byWriting(edit, content) === 0)) return
  const edits = [...message.edits, { packed, sent: content.sent, count: content.count }].toSorted(byWriting)
  revise(turn, target, { edits: edits.slice(-mostEdits) })
}

/** One of each person, the one they wrote last; no emoji takes it back. */
export async function takeReaction(turn: Turn, conversation: number, { sender, content }: Said): Promise<void> {
  const target = content.body.kind === 'reaction' ? await turn.trace(conversation, content.inReplyTo!) : undefined
  if (target === undefined || content.body.kind !== 'reaction') return
  const { emoji } = content.body
  const { reactions } = target.message
  const written: KeptReaction = { sender, emoji, sent: content.sent, count: content.count }
  const before = reactions.find((one) => sameBytes(one.sender, sender))
  if (before !== undefined && byWriting(before, written) >= 0) return
  const others = reactions.filter((one) => one !== before)
  const next = emoji === '' || others.length >= mostReactions ? others : [...others, written]
  revise(turn, target, { reactions: next }, before !== undefined)
}

/** `replaced`: what stood there must not be readable again. */
function revise(
  turn: Turn,
  { key, message }: { readonly key: number; readonly message: KeptMessage },
  part: Partial<Pick<KeptMessage, 'edits' | 'reactions'>>,
  replaced = false,
): void {
  const [conversation, number] = [conversationOf(key), messageNumberOf(key)]
  const next = { ...message, ...part }
  if (replaced) turn.keep(conversation, number, next, message)
  else turn.mark(conversation, number, next, message)
  turn.tell({ kind: 'revised', conversation, message: number })
}

type Written = Pick<KeptReaction, 'sent' | 'count'>
const byWriting = (a: Written, b: Written): number => a.sent - b.sent || a.count - b.count
