/**
 * Pieces on their way to the server before there is a message: while later ones are still being sealed. Nothing of it is
 * written down. What a crash leaves at the server nobody has a key to, and it ends there with its bucket.
 */
import { bucketOf } from '@ebb/protocol'
import { placeFor } from '../commands/place.ts'
import type { Command } from '../events.ts'
import { ask } from '../line/requests.ts'
import type { State } from '../state.ts'
import type { Turn } from '../turn.ts'
import { freeAt } from './window.ts'

/** Of an attachment that hangs on nothing yet. */
export interface Ahead {
  /** On the shelf. */
  readonly attachment: string
  /** In which its pieces lie, seconds since 1970. */
  readonly bucket: number
}

/** So many attachments are made ready at once: what was begun before them was given up. */
const most = 8
/** Seconds that sealing may take before a message would belong into a later bucket. */
const enough = 60

/** Puts a piece if the line takes one more now; otherwise it goes later, as those of a message do. */
export function putAhead(turn: Turn, command: Extract<Command, { do: 'put-ahead' }>): void {
  const { attachment, piece, id, body } = command
  if (turn.state.line.at !== 'online' || freeAt(turn) <= 0) return
  const number = aheadOf(turn.state, attachment) ?? begin(turn, command)
  if (number === undefined) return
  const { bucket } = turn.state.ahead.get(number)!
  turn.set('putting', number, new Set(turn.state.putting.get(number)).add(piece))
  ask(turn, { kind: 'put-blob', id, bucket, body }, { for: 'put-piece', outgoing: number, piece, since: turn.now })
}

/** The number under which an attachment's pieces are put, which is then its upload's. */
export function aheadOf({ ahead }: State, attachment: string): number | undefined {
  for (const [number, one] of ahead) if (one.attachment === attachment) return number
  return undefined
}

/** Of an upload. None twice while this runs: an answer that comes late must not count for another. */
export function freshNumber(turn: Turn): number {
  const number = Math.max(turn.state.newestUpload, ...turn.state.outgoing.keys()) + 1
  turn.change({ newestUpload: number })
  return number
}

/** Nothing more of it is known here. */
export function forgetAhead(turn: Turn, number: number): void {
  for (const map of ['ahead', 'putting', 'put'] as const) turn.set(map, number, undefined)
}

/** Undefined where no message of that kind could be sent now, or soon would end in a later bucket. */
function begin(turn: Turn, { attachment, to, ceiling }: Extract<Command, { do: 'put-ahead' }>): number | undefined {
  const place = placeFor(turn, to)
  if (typeof place === 'string') return undefined
  const ends = turn.wall + Math.min(ceiling ?? place.policy.ceiling, place.policy.ceiling)
  const bucket = bucketOf(ends, turn.wall)
  if (bucketOf(ends + enough, turn.wall + enough) !== bucket) return undefined
  const number = freshNumber(turn)
  turn.set('ahead', number, { attachment, bucket })
  while (turn.state.ahead.size > most) forgetAhead(turn, Math.min(...turn.state.ahead.keys()))
  return number
}
