/**
 * How many pieces may be under way at once: few where they take long, so that a message does not wait behind many of
 * them; more where they do not.
 */
import type { Turn } from '../turn.ts'

export const firstWindow = 2
/** 4 MiB of them. */
const widest = 16
/** Seconds: longer than this somebody would wait for what they have written. */
const slow = 2

export function freeAt(turn: Turn): number {
  let asked = 0
  for (const purpose of turn.state.requests.values()) if (purpose.for === 'get-piece') asked += 1
  for (const pieces of turn.state.putting.values()) asked += pieces.size
  return turn.state.pieceWindow - asked
}

/** A piece that was asked for at `since` is there or here. */
export function inTime(turn: Turn, since: number): void {
  const { pieceWindow } = turn.state
  const next =
    turn.now - since >= slow ? Math.floor(pieceWindow / 2) : turn.now - since <= 1 ? 2 * pieceWindow : pieceWindow
  turn.change({ pieceWindow: Math.min(widest, Math.max(1, next)) })
}

/** The server has more of it to hand out or to keep than it likes. */
export function narrow(turn: Turn): void {
  turn.change({ pieceWindow: Math.max(1, Math.floor(turn.state.pieceWindow / 2)) })
}
