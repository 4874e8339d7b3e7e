/** An address that is taken for a while. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listen } from '../src/listening.ts'
import { StartRefusal } from '../src/start-refusal.ts'

let before: Server
let port: number
let server: Server
beforeEach(async () => {
  before = createServer()
  await new Promise<void>((done) => void before.listen(0, '127.0.0.1', done))
  ;({ port } = before.address() as AddressInfo)
  server = createServer()
})
afterEach(() => {
  before.close()
  server.close()
})
const at = (patience: number) => ({ host: '127.0.0.1', port, last: undefined, patience })
const listeners = (): number => server.listenerCount('listening') + server.listenerCount('error')

test('is taken when it is free, and nothing is left of the tries before', async () => {
  const usual = listeners()
  const listening = listen(server, at(10_000))
  await new Promise((resolve) => setTimeout(resolve, 300))
  before.close()
  expect(await listening).toBe(port)
  expect(listeners()).toBe(usual)
})

test('is refused with what to do where it does not become free', async () => {
  const usual = listeners()
  await expect(listen(server, at(300))).rejects.toThrow(StartRefusal)
  expect(listeners()).toBe(usual)
})
