/** The server's end of lines, for the acceptance suite of the port Line. */
import type { ServedLine } from '@ebb/engine/acceptance'
import { fromBase64url } from '@ebb/protocol'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export interface LineServer {
  readonly origin: string
  close(): Promise<void>
  /** The next line that arrives. */
  served(): Promise<ServedLine>
}

export async function serveLines(options: { autoPong?: boolean } = {}): Promise<LineServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/line', ...options })
  await once(server, 'listening')
  const arrived: PromiseWithResolvers<ServedLine>[] = []
  let [lines, asked] = [0, 0]
  const line = (at: number): PromiseWithResolvers<ServedLine> => (arrived[at] ??= Promise.withResolvers())
  server.on('connection', (socket, request) => line(lines++).resolve(servedLine(socket, request.url ?? '')))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    for (const socket of server.clients) socket.terminate()
    server.close()
    await once(server, 'close')
  }
  return { origin, close, served: () => line(asked++).promise }
}

function servedLine(socket: WebSocket, url: string): ServedLine {
  const waiting: PromiseWithResolvers<Uint8Array>[] = []
  let [arrived, asked] = [0, 0]
  const message = (at: number): PromiseWithResolvers<Uint8Array> => (waiting[at] ??= Promise.withResolvers())
  socket.on('message', (data: Buffer) => message(arrived++).resolve(Uint8Array.from(data)))
  return {
    nonce: fromBase64url(/^\/line\?nonce=([\w-]+)$/.exec(url)?.[1] ?? '*'),
    send: (bytes) => socket.send(bytes),
    sendText: (text) => socket.send(text),
    next: () => message(asked++).promise,
    drop: () => socket.terminate(),
    close: () => socket.close(),
  }
}
