/** A poll as it is shown: how many have chosen what. An own vote that waits to be sent counts as if it had been. */
import { hex, sameBytes, type AccountId } from '@ebb/protocol'
import { votesIn, type Vote } from '../records/ballot.ts'
import { messageContent, type KeptMessage } from '../records/message.ts'

export interface ShownPoll {
  readonly options: readonly {
    readonly text: string
    readonly votes: number
    /** Handles of the first of them. */
    readonly from: readonly string[]
    readonly mine: boolean
  }[]
  readonly multiple: boolean
  readonly closed: boolean
  /** How many have voted. */
  readonly voters: number
}

/** What this account has said of a poll and the server does not have yet. */
export interface WaitingForPoll {
  /** Undefined: no vote waits. */
  readonly options: readonly number[] | undefined
  readonly closed: boolean
}

/** Of each answer; more are counted only. */
const mostNames = 20

interface Viewer {
  readonly own: AccountId
  readonly nameOf: (account: AccountId) => string
  readonly waiting: WaitingForPoll | undefined
}

export function showPoll(message: KeptMessage, { own, nameOf, waiting }: Viewer): ShownPoll | undefined {
  const { body } = messageContent(message)
  if (body.kind !== 'poll') return undefined
  const closed = message.ballot?.closed === true
  const votes = withWaiting(votesIn(message.ballot?.votes ?? new Uint8Array()), closed ? undefined : waiting, own)
  return {
    options: body.options.map((text, option) => {
      const chosen = votes.filter((vote) => vote.options.includes(option))
      return {
        text,
        votes: chosen.length,
        from: chosen.slice(0, mostNames).map(({ sender }) => nameOf(sender)),
        mine: chosen.some(({ sender }) => sameBytes(sender, own)),
      }
    }),
    multiple: body.multiple,
    closed: closed || waiting?.closed === true,
    voters: votes.filter(({ options }) => options.length > 0).length,
  }
}

function withWaiting(votes: readonly Vote[], waiting: WaitingForPoll | undefined, own: AccountId): readonly Vote[] {
  if (waiting?.options === undefined) return votes
  const { options } = waiting
  const mine: Vote = { sender: own, sent: 0, count: 0, options }
  const isMine = ({ sender }: Vote): boolean => sameBytes(sender, own)
  return votes.some(isMine) ? votes.map((vote) => (isMine(vote) ? mine : vote)) : [...votes, mine]
}

/** Of what waits to be sent, by the hex id of the poll; the last vote counts. */
export function waitingForPolls(queued: readonly KeptMessage[]): ReadonlyMap<string, WaitingForPoll> {
  const found = new Map<string, WaitingForPoll>()
  for (const message of queued) {
    const { body, inReplyTo } = messageContent(message)
    if (inReplyTo === null || (body.kind !== 'vote' && body.kind !== 'close')) continue
    const before = found.get(hex(inReplyTo)) ?? { options: undefined, closed: false }
    found.set(hex(inReplyTo), body.kind === 'vote' ? { ...before, options: body.options } : { ...before, closed: true })
  }
  return found
}
