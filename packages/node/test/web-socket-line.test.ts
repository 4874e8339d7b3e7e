import { lineAcceptance } from '@ebb/engine/acceptance'
import { expect, it } from 'vitest'
import { webSocketLine } from '../src/index.ts'
import { serveLines } from './served-lines.ts'

lineAcceptance('a WebSocket', async () => {
  const deserted = await serveLines()
  await deserted.close()
  const { origin, close, served } = await serveLines()
  return { line: webSocketLine(), origin, deserted: deserted.origin, served, dispose: close }
})

it('gives up on a server that has fallen silent', async () => {
  const { origin, close, served } = await serveLines({ autoPong: false })
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

it('gives the memory of what it has sent back', async () => {
  const { origin, close, served } = await serveLines()
  const opened = Promise.withResolvers<void>()
  const line = webSocketLine().open(origin, new Uint8Array(32), {
    opened: () => opened.resolve(),
    arrived: () => undefined,
    closed: () => undefined,
  })
  const other = await served()
  await opened.promise
  const message = new Uint8Array(100_000).fill(7)
  line.send(message)
  expect((await other.next()).every((byte) => byte === 7)).toBe(true)
  await expect.poll(() => message.length).toBe(0)
  line.close()
  await close()
})

it('closes on a message above 8 MiB, and refuses a nonce of another length', async () => {
  const { origin, close, served } = await serveLines()
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
