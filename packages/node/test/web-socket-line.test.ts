import { lineAcceptance, type ServedLine } from '@ebb/engine/acceptance'
import { fromBase64url } from '@ebb/protocol'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { webSocketLine } from '../src/index.ts'

async function serve(options: { autoPong?: boolean } = {}) {
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

lineAcceptance('a WebSocket', async () => {
  const deserted = await serve()
  await deserted.close()
  const { origin, close, served } = await serve()
  return { line: webSocketLine(), origin, deserted: deserted.origin, served, dispose: close }
})

it('gives up on a server that has fallen silent', async () => {
  const { origin, close, served } = await serve({ autoPong: false })
  const closed = Promise.withResolvers<void>()
  webSocketLine({ patience: 40 }).open(origin, new Uint8Array(32), {
    opened: () => undefined,
    arrived: () => undefined,
    closed: () => closed.resolve(),
  })
  await served()
  await expect(closed.promise).resolves.toBeUndefined()
  await close()
})

it('closes on a message above 8 MiB, and refuses a nonce of another length', async () => {
  const { origin, close, served } = await serve()
  const closed = Promise.withResolvers<void>()
  let messages = 0
  const events = { opened: () => undefined, arrived: () => (messages += 1), closed: () => closed.resolve() }
  webSocketLine().open(origin, new Uint8Array(32), events)
  const other = await served()
  other.send(new Uint8Array(8 * 1024 * 1024 + 1))
  await closed.promise
  expect(messages).toBe(0)
  expect(() => webSocketLine().open(origin, new Uint8Array(16), events)).toThrow(RangeError)
  await close()
})
