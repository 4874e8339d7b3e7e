/**
 * Lines that are open and do harm by it: a message that does not end, one that is too long, pings without end. `ws` bounds
 * each message; how long it may take, and what all that are unfinished take together, is bounded here.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Limits } from '@ebb/protocol'
import type { CountFlood } from './kinds.ts'

/** What is known of one line. */
export interface Watched {
  readonly socket: Duplex & { readonly bytesRead?: number }
  /** Bytes that had come when nothing was unfinished. */
  whole: number
  /** Since when something is. */
  since: number | undefined
  pings: number
}

/** Less than this is no message that matters, but what frames of control leave behind. */
const little = 1024
/** Of a frame of control from a client, without what it carries (RFC 6455 §5.2). */
const controlHead = 6

export class LineGuard {
  readonly #limits: Limits
  readonly #flood: CountFlood
  readonly #open = new Map<WebSocket, Watched>()
  #seconds = 0

  constructor(limits: Limits, flood: CountFlood) {
    this.#limits = limits
    this.#flood = flood
  }

  /** What it returns is given again with each message. */
  enter(ws: WebSocket, socket: Duplex): Watched {
    const watched: Watched = { socket, whole: 0, since: undefined, pings: 0 }
    this.#open.set(ws, watched)
    return watched
  }

  leave(ws: WebSocket): void {
    this.#open.delete(ws)
  }

  /** A whole message came. */
  message(watched: Watched): void {
    watched.whole = watched.socket.bytesRead ?? 0
    watched.since = undefined
  }

  /** A ping or a pong came. */
  control(ws: WebSocket, kind: 'ping' | 'pong', data: Uint8Array): void {
    const watched = this.#open.get(ws)
    if (watched === undefined) return
    watched.whole += controlHead + data.length
    if (kind === 'ping' && ++watched.pings > this.#limits.pingsPerMinute) this.#cut(ws, 'pings')
  }

  /** What `ws` refuses: it closes the line by itself. */
  failed(error: NodeJS.ErrnoException): void {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#flood('oversized')
  }

  /** Once a second. */
  tick(): void {
    this.#seconds += 1
    const now = this.#seconds
    const unfinished: { ws: WebSocket; bytes: number }[] = []
    let sum = 0
    for (const [ws, watched] of this.#open) {
      if (now % 60 === 0) watched.pings = 0
      const bytes = (watched.socket.bytesRead ?? 0) - watched.whole
      if (bytes < little) {
        watched.since = undefined
        continue
      }
      watched.since ??= now
      if (now - watched.since >= this.#limits.message) this.#cut(ws, 'endless')
      else {
        sum += bytes
        unfinished.push({ ws, bytes })
      }
    }
    if (sum <= this.#limits.unfinished) return
    unfinished.sort((a, b) => a.bytes - b.bytes)
    for (let last = unfinished.pop(); last !== undefined && sum > this.#limits.unfinished; last = unfinished.pop()) {
      sum -= last.bytes
      this.#cut(last.ws, 'unfinished')
    }
  }

  #cut(ws: WebSocket, kind: 'endless' | 'unfinished' | 'pings'): void {
    this.#open.delete(ws)
    this.#flood(kind)
    ws.terminate()
  }
}
