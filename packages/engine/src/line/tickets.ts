/**
 * Tickets (wire.md, W-23): what the server gives to a device for a signature, so that the next connection needs none. They
 * are in memory and nowhere else: they end in two hours at most, and a program that starts anew proves its keys.
 */
import { reopenProof, resumeProof, sameBytes, type Tell } from '@ebb/protocol'
import { hmacSha256 } from '@ebb/seal'
import type { Hello, Question, SegmentTicket, Ticket } from '../state.ts'
import type { Turn } from '../turn.ts'

/** Only from a server that has proved its key and let this device in. */
export function takeTicket(turn: Turn, tell: Extract<Tell, { kind: 'ticket' | 'segment-ticket' }>): void {
  if (turn.state.line.at !== 'online') return
  // A copy, so that the message it came in is not held.
  const ticket: Ticket = { ends: tell.ends, secret: tell.secret.slice() }
  if (tell.kind === 'ticket') return turn.change({ ticket })
  for (const { number, channel } of turn.state.rooms.values())
    if (turn.state.groups.has(number) && sameBytes(channel, tell.channel))
      return turn.set('segmentTickets', number, { ...ticket, n: tell.n })
}

/** What is asked in the place of a signature; undefined where there is no ticket that holds. */
export function resumption(turn: Turn, { origin, nonce, now }: Hello): Question | undefined {
  const { ticket, profile } = turn.state
  if (ticket === undefined || profile === undefined || ticket.ends <= now) return undefined
  const { account, device } = profile
  const { ends, secret } = ticket
  const mac = hmacSha256(secret, resumeProof(origin, nonce, { account, device, ends }))
  return { kind: 'resume', account, device, ends, mac }
}

/** The same for the segment of a room's epoch, from the place that this device has reached. */
export function reopening(turn: Turn, number: number, { origin, nonce, now }: Hello): Question | undefined {
  const ticket: SegmentTicket | undefined = turn.state.segmentTickets.get(number)
  const n = turn.state.groups.get(number)!.epoch
  if (ticket === undefined || ticket.n !== n || ticket.ends <= now) return undefined
  const { channel, seq } = turn.state.rooms.get(number)!
  const { ends, secret } = ticket
  const mac = hmacSha256(secret, reopenProof(origin, nonce, { channel, n, ends }))
  return { kind: 'reopen', channel, n, from: seq + 1, ends, mac }
}
