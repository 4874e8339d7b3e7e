/** The port Line over `ws`. */
import { base64url, isLoopback, release } from '@ebb/protocol'
import type { Line, LineEvents, OpenLine } from '@ebb/engine/ports'
import { WebSocket } from 'ws'

/** A message that is larger closes the line. */
const largestMessage = 8 * 1024 * 1024

/** Masked where they are, by our patch of `ws`; without it, in a copy. */
const given = { binary: true, readOnly: false } as const

export interface WebSocketLineOptions {
  /** After this many milliseconds of silence the other side is asked; after as many again the line is given up. */
  readonly patience?: number
}

/** Binary WebSocket messages at `<origin>/line?nonce=<base64url>`, uncompressed: compression would tell lengths of secrets apart. */
export const webSocketLine = ({ patience = 30_000 }: WebSocketLineOptions = {}): Line => ({
  open: (origin, nonce, events) => {
    const socket = new WebSocket(address(origin, nonce), {
      perMessageDeflate: false,
      maxPayload: largestMessage,
      handshakeTimeout: 10_000,
      followRedirects: false,
    })
    return attend(socket, { nonce, events, patience })
  },
})

function attend(
  socket: WebSocket,
  { nonce, events, patience }: { nonce: Uint8Array; events: LineEvents; patience: number },
): OpenLine {
  let over = false
  let heard = true
  const clock = setInterval(() => {
    if (!heard) socket.terminate()
    heard = false
    if (socket.readyState === WebSocket.OPEN) socket.ping()
  }, patience)
  clock.unref()
  const listen = () => {
    heard = true
  }
  socket.on('pong', listen)
  socket.on('ping', listen)
  socket.on('open', () => events.opened(nonce))
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    listen()
    if (over) return
    if (isBinary) events.arrived(new Uint8Array(data))
    else socket.terminate()
  })
  // Its reason is nobody's business here: `close` follows.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearInterval(clock)
    if (over) return
    over = true
    events.closed()
  })
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message, given, () => release(message))
    },
    close: () => socket.close(),
  }
}

function address(origin: string, nonce: Uint8Array): string {
  if (nonce.length !== 32) throw new RangeError('a nonce has 32 bytes')
  const secure = /^https:\/\/[a-zA-Z0-9.:[\]-]+$/.test(origin)
  if (!secure && !isLoopback(origin)) throw new RangeError('only https, or http to this machine itself')
  return `${origin.replace(/^http/, 'ws')}/line?nonce=${base64url(nonce)}`
}
