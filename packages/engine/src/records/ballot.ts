/** The votes of a poll as they lie in its message: one of each account, 50 bytes, so that many of them cost little. */
import { accountId, type AccountId } from '@ebb/protocol'

export interface Vote {
  readonly sender: AccountId
  /** When its author says it was written, and which it was within one second. */
  readonly sent: number
  readonly count: number
  /** Places of the options, rising. None: taken back. */
  readonly options: readonly number[]
}

/** Account 32, sent and count 8 each, a bit for each option 2. */
const length = 50
/** Of so many accounts; a group has no more. */
const most = 1000

/** With this vote in the place of its author's earlier one. Undefined: it says less than what is there, or there is no room. */
export function withVote(
  votes: Uint8Array,
  vote: Vote,
): { readonly votes: Uint8Array; readonly replaced: boolean } | undefined {
  const at = placeOf(votes, vote.sender)
  if (at !== undefined && !isAfter(vote, readVote(votes, at))) return undefined
  if (at === undefined && votes.length >= most * length) return undefined
  const next = new Uint8Array(at === undefined ? votes.length + length : votes.length)
  next.set(votes)
  writeVote(next, at ?? votes.length, vote)
  return { votes: next, replaced: at !== undefined }
}

/** In the order in which their authors first voted. */
export function votesIn(votes: Uint8Array): readonly Vote[] {
  const all: Vote[] = []
  for (let at = 0; at < votes.length; at += length) all.push(readVote(votes, at))
  return all
}

function placeOf(votes: Uint8Array, sender: AccountId): number | undefined {
  for (let at = 0; at < votes.length; at += length) {
    let same = 0
    while (same < 32 && votes[at + same] === sender[same]) same += 1
    if (same === 32) return at
  }
  return undefined
}

function readVote(votes: Uint8Array, at: number): Vote {
  const view = new DataView(votes.buffer, votes.byteOffset + at, length)
  const bits = view.getUint16(48)
  return {
    sender: accountId(votes.slice(at, at + 32)),
    sent: view.getFloat64(32),
    count: view.getFloat64(40),
    options: Array.from({ length: 10 }, (_, option) => option).filter((option) => (bits & (1 << option)) !== 0),
  }
}

function writeVote(votes: Uint8Array, at: number, { sender, sent, count, options }: Vote): void {
  votes.set(sender, at)
  const view = new DataView(votes.buffer, votes.byteOffset + at, length)
  view.setFloat64(32, sent)
  view.setFloat64(40, count)
  view.setUint16(
    48,
    options.reduce((bits, option) => bits | (1 << option), 0),
  )
}

const isAfter = (a: Vote, b: Vote): boolean => a.sent > b.sent || (a.sent === b.sent && a.count > b.count)
