/**
 * Lines that nobody has authenticated on yet. All that such a line has to say is short; whoever says more is cut, before
 * the server holds messages or reads streams for somebody it does not know.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { CountFlood } from './kinds.ts'

interface Stranger {
  readonly ws: WebSocket
  /** Bytes that it may still say. */
  left: number
}

export class Strangers {
  readonly #most: number
  readonly #all = new Map<Duplex, Stranger>()
  /** One for all sockets. */
  readonly #hear: (this: Duplex, chunk: Buffer) => void

  /** `most`: bytes of one line. */
  constructor(most: number, flood: CountFlood) {
    this.#most = most
    const all = this.#all
    this.#hear = function (chunk) {
      const stranger = all.get(this)
      if (stranger === undefined || (stranger.left -= chunk.length) >= 0) return
      all.delete(this)
      flood('unauthenticated')
      stranger.ws.terminate()
    }
  }

  /** After `ws` listens to the socket: what it hears is counted, not kept from it. */
  enter(ws: WebSocket, socket: Duplex): void {
    this.#all.set(socket, { ws, left: this.#most })
    socket.on('data', this.#hear)
  }

  /** It has authenticated, or is gone. */
  leave(socket: Duplex): void {
    if (this.#all.delete(socket)) socket.off('data', this.#hear)
  }
}
