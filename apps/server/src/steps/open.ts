/**
 * Opening a segment, which is how a line comes to be fanned out to: the key of epoch `n` opens segment `n` and nothing
 * else. Which connection opened which channel is known while it lasts, in memory.
 */
import { encodeTell, openProof, type Ask, type Limits } from '@ebb/protocol'
import { keyOf, type Connection } from '../door/connection.ts'
import type { Log } from '../log/log.ts'
import { verifies } from '../signatures.ts'
import type { FanOut } from './fan-out.ts'

type AskOf<K extends Ask['kind']> = Extract<Ask, { kind: K }>

export interface OpenNeeds {
  readonly log: Log
  readonly fanOut: FanOut
  readonly origin: string
  readonly limits: Limits
  /** What a channel is called that this server does not know: one that was restored has lost those that there were. */
  readonly unknown: 'unknown-channel' | 'rolled-back'
}

/** Answers `opened`, then tells what is stored from `from` to the segment's end, then what comes. */
export async function openChannel(needs: OpenNeeds, connection: Connection, ask: AskOf<'open'>): Promise<void> {
  const { log, fanOut, origin, limits } = needs
  const { req, channel, n, from, proof } = ask
  const key = keyOf(channel)
  const others = connection.channels.size + connection.pending.opens
  if (others > limits.opensPerConnection && !connection.channels.has(key)) return connection.refuse(req, 'too-many')
  // Entered first, so that what is appended while the log is asked is not missed.
  const subscription = fanOut.enter(connection, channel, n)
  try {
    const epoch = await log.epoch(channel, n)
    if (connection.closed) return fanOut.leave(subscription)
    const refused = typeof epoch === 'string' ? epoch : signed() ? undefined : 'wrong-signature'
    if (typeof epoch === 'string' || refused !== undefined) {
      fanOut.leave(subscription)
      return connection.refuse(req, refused === 'unknown-channel' ? needs.unknown : refused!)
    }
    const before = connection.channels.get(key)?.subscription
    if (before !== undefined) fanOut.leave(before)
    connection.channels.set(key, { n, publicKey: epoch.publicKey, subscription })
    const newest = Math.max(subscription.live.newest, epoch.newest)
    const last = subscription.end ?? epoch.last ?? newest
    const next = Math.max(from, epoch.first)
    connection.tell(encodeTell({ kind: 'opened', req, last: last >= next ? last : Math.max(from - 1, 0) }))
    fanOut.begin(subscription, { next, end: epoch.last, newest })

    function signed(): boolean {
      return (
        typeof epoch !== 'string' && verifies(epoch.publicKey, openProof(origin, connection.nonce, channel, n), proof)
      )
    }
  } catch (error) {
    fanOut.leave(subscription)
    throw error
  }
}

/** The proof of the epoch goes with it. */
export function closeChannel(fanOut: FanOut, connection: Connection, ask: AskOf<'close'>): void {
  const key = keyOf(ask.channel)
  const open = connection.channels.get(key)
  if (open?.subscription !== undefined) fanOut.leave(open.subscription)
  connection.channels.delete(key)
  connection.done(ask.req)
}
