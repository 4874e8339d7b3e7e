/** WebSockets: binary messages only, bounded, so many for an address. What they say goes to whoever stands behind them. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, WebSocket, type RawData } from 'ws'
import { fromBase64url, type Limits } from '@ebb/protocol'
import type { Line } from './door/line.ts'
import type { Peer } from './door/connection.ts'
import { addressOf } from './floods/address.ts'
import type { Arrived } from './floods/arrivals.ts'
import type { CountFlood } from './floods/kinds.ts'
import { LineGuard, type Watched } from './floods/line-guard.ts'
import { Strangers } from './floods/strangers.ts'
import { FrameBytes } from './frame-bytes.ts'

/** Bytes queued from which on the adapter asks to be told when they have left. */
const watched = 65_536

/** A peer that can be kept from saying more for a while. */
export interface Seat extends Peer {
  /** Told when somebody has authenticated, where that is not another process's. */
  arrived: Arrived | undefined
  known(): void
  pause(): void
  resume(): void
}

/** Who stands behind the sockets: a core in this process, or a trunk to it. */
export interface Entrance {
  /** Counts what is refused or cut. */
  readonly flood: CountFlood
  /**
   * Asks whether somebody may come in. `answer` is called once, now or later, with how to connect them, or with undefined
   * where too many come from their address. What is returned is called when the socket is gone, whatever came of it.
   */
  enter(
    by: { readonly address: string; readonly nonce: Uint8Array },
    answer: (connect: ((peer: Seat) => Line) | undefined) => void,
  ): () => void
}

export interface Sockets {
  /** Open WebSockets. */
  readonly size: number
  /** Called once a second. */
  tick(): void
  /** Whoever comes from now on is turned away. */
  stopAdmitting(): void
  /** Resolves when all are closed; after a grace they are cut. */
  close(): Promise<void>
}

export function serveSockets(http: Server, entrance: Entrance, limits: Limits): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.clientFrame,
    perMessageDeflate: false,
    clientTracking: false,
    WebSocket: SeatedSocket,
  })
  const open = new Set<SeatedSocket>()
  const frames = new FrameBytes()
  const guard = new LineGuard(limits, entrance.flood)
  const strangers = new Strangers(limits.unauthenticated, entrance.flood)
  let seconds = 0
  let closing = false

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', destroy)
    const nonce = closing ? undefined : nonceOf(request)
    if (nonce === undefined) return refuse(socket, closing ? '503 Service Unavailable' : '400 Bad Request')
    const address = addressOf(request)
    const left = entrance.enter({ address, nonce }, (connect) => {
      if (connect === undefined) return refuse(socket, '429 Too Many Requests')
      // The answer may have taken a while.
      if (closing) return refuse(socket, '503 Service Unavailable')
      sockets.handleUpgrade(request, socket, head, (ws) =>
        seat(ws, new SocketSeat({ ws, socket, frames, strangers, address }), connect),
      )
    })
    socket.once('close', left)
  })

  function seat(ws: SeatedSocket, taken: SocketSeat, connect: (peer: Seat) => Line): void {
    open.add(ws)
    // Our patch of `ws` knows it. Without the patch nothing changes by this, and Buffers come.
    ws.binaryType = 'uint8array' as never
    ws.seat = taken
    taken.watched = guard.enter(ws, taken.socket)
    strangers.enter(ws, taken.socket)
    taken.line = connect(taken)
    ws.on('message', onMessage)
    ws.on('ping', onPing)
    ws.on('pong', onPong)
    ws.on('error', onError)
    ws.on('close', onClose)
  }

  // There are tens of thousands of sockets, so what listens to them is there once.
  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const { line, watched } = seatOf(this)
    guard.message(watched!)
    if (isBinary) line!.receive(plain(data as Buffer))
    else line!.malformed()
  }

  function onPing(this: WebSocket, data: Buffer): void {
    guard.control(this, 'ping', data)
  }

  function onPong(this: WebSocket, data: Buffer): void {
    seatOf(this).answered()
    guard.control(this, 'pong', data)
  }

  /** A message that is too long or breaks RFC 6455 ends here; ws has said why and closes. */
  function onError(this: WebSocket, error: Error): void {
    guard.failed(error)
  }

  function onClose(this: WebSocket): void {
    open.delete(this as SeatedSocket)
    guard.leave(this)
    const { socket, line } = seatOf(this)
    strangers.leave(socket)
    line!.gone()
  }

  return {
    get size() {
      return open.size
    },
    tick() {
      guard.tick()
      if (++seconds % limits.heartbeat !== 0) return
      for (const ws of open) if (!ws.seat!.beat()) entrance.flood('half-open')
    },
    stopAdmitting: () => void (closing = true),
    async close() {
      closing = true
      const until = Date.now() + 2000
      for (const ws of open) ws.close()
      while (open.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      for (const ws of open) ws.terminate()
    },
  }
}

class SeatedSocket extends WebSocket {
  seat: SocketSeat | undefined
}

class SocketSeat implements Seat {
  readonly socket: Duplex
  readonly address: string
  readonly #ws: WebSocket
  readonly #frames: FrameBytes
  readonly #strangers: Strangers
  line: Line | undefined
  watched: Watched | undefined
  arrived: Arrived | undefined
  #answered = true

  constructor(of: { ws: WebSocket; socket: Duplex; frames: FrameBytes; strangers: Strangers; address: string }) {
    this.#ws = of.ws
    this.socket = of.socket
    this.#frames = of.frames
    this.#strangers = of.strangers
    this.address = of.address
  }

  /** Straight to the socket: what `ws` sends by itself are whole frames too, and nothing is compressed or masked. */
  send(message: Uint8Array): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    const [first, second] = this.#frames.of(message)
    const { socket } = this
    const sent = this.bufferedAmount + message.length > watched ? () => this.line?.drained() : undefined
    if (second === undefined) return void socket.write(first, sent)
    socket.cork()
    socket.write(first)
    socket.write(second, sent)
    socket.uncork()
  }

  known(): void {
    this.#strangers.leave(this.socket)
    this.arrived?.known()
  }

  close(): void {
    this.#ws.close()
  }

  get bufferedAmount(): number {
    return this.socket.writableLength
  }

  pause(): void {
    this.#ws.pause()
  }

  resume(): void {
    this.#ws.resume()
  }

  /** Asks whether somebody is there; false, and the end, where the last question was not answered. */
  beat(): boolean {
    const isAlive = this.#answered
    if (!isAlive) this.#ws.terminate()
    this.#answered = false
    this.#ws.ping()
    return isAlive
  }

  answered(): void {
    this.#answered = true
  }
}

const seatOf = (ws: WebSocket): SocketSeat => (ws as SeatedSocket).seat!

function destroy(this: Duplex): void {
  this.destroy()
}

/** A plain array, so that nothing behind the door meets a Buffer's own `slice`. */
const plain = (data: Uint8Array): Uint8Array =>
  Buffer.isBuffer(data) ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data

/** `/line?nonce=<base64url of 32 bytes>` and nothing else. */
function nonceOf(request: IncomingMessage): Uint8Array | undefined {
  const match = /^\/line\?nonce=([A-Za-z0-9_-]{43})$/.exec(request.url ?? '')
  const nonce = match === null ? undefined : fromBase64url(match[1]!)
  return nonce?.length === 32 ? nonce : undefined
}

function refuse(socket: Duplex, status: string): void {
  socket.once('finish', destroy)
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
