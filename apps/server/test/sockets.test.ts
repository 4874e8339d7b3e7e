/** What comes through a socket, as whoever stands behind it is given it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { base64url, limits } from '@ebb/protocol'
import { serveSockets, type Sockets } from '../src/sockets.ts'
import { random } from './client.ts'

let http: Server
let sockets: Sockets
let came: Uint8Array[]
beforeEach(async () => {
  came = []
  http = createServer()
  const receive = (message: Uint8Array): void => void came.push(message)
  const line = { receive, malformed: expect.unreachable, drained: () => {}, gone: () => {} }
  sockets = serveSockets(
    http,
    {
      flood: () => {},
      enter(_by, answer) {
        answer(() => line)
        return () => {}
      },
    },
    limits,
  )
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await sockets.close()
  await new Promise((resolve) => http.close(resolve))
})

async function connected(): Promise<WebSocket> {
  const { port } = http.address() as AddressInfo
  const ws = new WebSocket(`ws://127.0.0.1:${port}/line?nonce=${base64url(random(32))}`)
  await new Promise((resolve) => ws.once('open', resolve))
  return ws
}

async function expectPlain(ws: WebSocket): Promise<void> {
  const sent = [random(1), random(400), random(100_000), random(300)]
  for (const bytes of sent.slice(0, 3)) ws.send(bytes)
  ws.send(sent[3]!.subarray(0, 100), { fin: false })
  ws.send(sent[3]!.subarray(100))
  await expect.poll(() => came.length).toBe(sent.length)
  // A Buffer's `slice` shares its memory, an array's does not.
  expect(came.map((message) => message.constructor.name)).toEqual(sent.map(() => 'Uint8Array'))
  expect(came.map((message) => [...message])).toEqual(sent.map((bytes) => [...bytes]))
}

test('messages are plain arrays, whole ones and those in parts', async () => {
  await expectPlain(await connected())
})

test('so they are where `ws` is not patched, and knows nothing of arrays', async () => {
  const setter = vi.spyOn(WebSocket.prototype, 'binaryType', 'set').mockImplementation(() => undefined)
  await expectPlain(await connected())
  expect(setter).toHaveBeenCalledWith('uint8array')
})
