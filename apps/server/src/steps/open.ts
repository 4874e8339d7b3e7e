/**
 * Opening a segment, which is how a line comes to be fanned out to: the key of epoch `n` opens segment `n` and nothing
 * else, or a ticket that this device was given for it. Which connection opened which channel is known while it lasts, in memory.
 */
import { encodeOpened, openProof, type Ask, type Limits, type Refusal } from '@ebb/protocol'
import { keyOf, OpenChannel, type Connection } from '../door/connection.ts'
import type { Tickets } from '../door/tickets.ts'
import type { Epoch, Log } from '../log/log.ts'
import type { StepMetrics } from '../metrics.ts'
import { verifies } from '../signatures.ts'
import type { FanOut } from './fan-out.ts'

type AskOf<K extends Ask['kind']> = Extract<Ask, { kind: K }>

export interface OpenNeeds {
  readonly log: Log
  readonly fanOut: FanOut
  readonly origin: string
  readonly limits: Limits
  readonly tickets: Tickets
  readonly metrics: StepMetrics
  /** What a channel is called that this server does not know: one that was restored has lost those that there were. */
  readonly unknown: 'unknown-channel' | 'rolled-back'
}
export type OpenAsk = AskOf<'open' | 'reopen'>

/** Answers `opened`, then tells what is stored from `from` to the segment's end, then what comes. */
export async function openChannel(needs: OpenNeeds, connection: Connection, ask: OpenAsk): Promise<void> {
  const { log, fanOut, limits } = needs
  const { req, channel, n, from } = ask
  const key = keyOf(channel)
  const others = connection.channels.size + connection.pending.opens
  if (others > limits.opensPerConnection && !connection.channels.has(key)) return connection.refuse(req, 'too-many')
  // Entered first, so that what is appended while the log is asked is not missed.
  const subscription = fanOut.enter(connection, channel, n)
  try {
    const epoch = await log.epoch(channel, n)
    if (connection.closed) return fanOut.leave(subscription)
    const refused = typeof epoch === 'string' ? epoch : whyNot(needs, { connection, ask, epoch })
    if (typeof epoch === 'string' || refused !== undefined) {
      fanOut.leave(subscription)
      return connection.refuse(req, refused === 'unknown-channel' ? needs.unknown : refused!)
    }
    const before = connection.channels.get(key)?.subscription
    if (before !== undefined) fanOut.leave(before)
    const { account } = connection.session!
    connection.channels.set(subscription.live.key, new OpenChannel(subscription, epoch.publicKey, account))
    const newest = Math.max(subscription.live.newest, epoch.newest)
    const last = subscription.end ?? epoch.last ?? newest
    const next = Math.max(from, epoch.first)
    connection.tell(encodeOpened(req, last >= next ? last : Math.max(from - 1, 0)))
    needs.metrics.opened.add(1, ask.kind)
    giveTicket(needs.tickets, connection, ask)
    fanOut.begin(subscription, { next, end: epoch.last, newest })
  } catch (error) {
    fanOut.leave(subscription)
    throw error
  }
}

/** A ticket is looked at as a signature is: over this connection's nonce, and for its device only. */
function whyNot(
  { origin, tickets }: OpenNeeds,
  { connection, ask, epoch }: { connection: Connection; ask: OpenAsk; epoch: Epoch },
): Refusal | undefined {
  const { nonce } = connection
  const { channel, n } = ask
  if (ask.kind === 'open')
    return verifies(epoch.publicKey, openProof(origin, nonce, channel, n), ask.proof) ? undefined : 'wrong-signature'
  const { device } = connection.session!
  return tickets.reopens(nonce, { device, channel, n, ends: ask.ends, mac: ask.mac }) ? undefined : 'ticket-refused'
}

/** Who came by one that holds as long as a new one would needs no other. */
function giveTicket(tickets: Tickets, connection: Connection, ask: OpenAsk): void {
  if (ask.kind === 'reopen' && ask.ends === tickets.ends()) return
  const { channel, n } = ask
  tickets.giveSegment(connection, { device: connection.session!.device, channel, n })
}

/** The proof of the epoch goes with it. */
export function closeChannel(fanOut: FanOut, connection: Connection, ask: AskOf<'close'>): void {
  const key = keyOf(ask.channel)
  const open = connection.channels.get(key)
  if (open?.subscription !== undefined) fanOut.leave(open.subscription)
  connection.channels.delete(key)
  connection.done(ask.req)
}
