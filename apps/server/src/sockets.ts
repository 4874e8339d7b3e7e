/** WebSockets in front of the core: binary messages only, bounded, so many for an address. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { fromBase64url } from '@ebb/protocol'
import type { Core } from './core.ts'
import type { Peer } from './door/connection.ts'
import { Concurrent, Window } from './door/limits.ts'
import { addressOf } from './floods/address.ts'
import { LineGuard } from './floods/line-guard.ts'

/** Bytes queued from which on the adapter asks to be told when they have left. */
const watched = 65_536

export interface Sockets {
  /** Called once a second. */
  tick(): void
  /** Resolves when all are closed; after a grace they are cut. */
  close(): Promise<void>
}

export function serveSockets(http: Server, core: Core): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: core.limits.clientFrame,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const open = new Map<WebSocket, { answered: boolean }>()
  const { limits, flood } = core
  const addresses = new Concurrent()
  const connects = new Window(60)
  const guard = new LineGuard(limits, flood)
  let seconds = 0
  let closing = false

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const nonce = closing ? undefined : nonceOf(request)
    if (nonce === undefined) return refuse(socket, closing ? '503 Service Unavailable' : '400 Bad Request')
    const address = addressOf(request)
    const often = { most: limits.connectsPerAddressAndMinute, now: performance.now() / 1000 }
    const isWelcome = connects.take(address, 1, often)
    if (!isWelcome || !addresses.enter(address, limits.connectionsPerAddress)) {
      flood(isWelcome ? 'connections-of-address' : 'connects-of-address')
      return refuse(socket, '429 Too Many Requests')
    }
    socket.once('close', () => addresses.leave(address))
    sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, socket, { nonce, address }))
  })

  function serve(ws: WebSocket, socket: Duplex, { nonce, address }: { nonce: Uint8Array; address: string }): void {
    const state = { answered: true }
    open.set(ws, state)
    guard.enter(ws, socket)
    ws.binaryType = 'nodebuffer'
    const line = core.connect(
      peerOf(ws, address, () => line.drained()),
      nonce,
    )
    ws.on('message', (data, isBinary) => {
      guard.message(ws)
      if (isBinary) line.receive(plain(data as Buffer))
      else line.malformed()
    })
    ws.on('ping', (data) => guard.control(ws, 'ping', data))
    ws.on('pong', (data) => {
      state.answered = true
      guard.control(ws, 'pong', data)
    })
    // A message that is too long or breaks RFC 6455 ends here; ws has said why and closes.
    ws.on('error', (error) => guard.failed(error))
    ws.on('close', () => {
      open.delete(ws)
      guard.leave(ws)
      line.gone()
    })
  }

  return {
    tick() {
      guard.tick()
      connects.forget(performance.now() / 1000)
      if (++seconds % limits.heartbeat !== 0) return
      for (const [ws, state] of open) {
        if (!state.answered) {
          flood('half-open')
          ws.terminate()
        }
        state.answered = false
        ws.ping()
      }
    },
    async close() {
      closing = true
      const until = Date.now() + 2000
      for (const ws of open.keys()) ws.close()
      while (open.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      for (const ws of open.keys()) ws.terminate()
    },
  }
}

const peerOf = (ws: WebSocket, address: string, drained: () => void): Peer => ({
  address,
  send(message) {
    if (ws.readyState !== ws.OPEN) return
    ws.send(message, binary, ws.bufferedAmount + message.length > watched ? drained : undefined)
  },
  close: () => ws.close(),
  get bufferedAmount() {
    return ws.bufferedAmount
  },
})
/** The same bytes as a plain array, so that nothing behind the door meets a Buffer's own `slice`. */
const plain = (data: Buffer): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.length)
const binary = { binary: true, compress: false, fin: true } as const

/** `/line?nonce=<base64url of 32 bytes>` and nothing else. */
function nonceOf(request: IncomingMessage): Uint8Array | undefined {
  const match = /^\/line\?nonce=([A-Za-z0-9_-]{43})$/.exec(request.url ?? '')
  const nonce = match === null ? undefined : fromBase64url(match[1]!)
  return nonce?.length === 32 ? nonce : undefined
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
