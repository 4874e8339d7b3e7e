/** The port Line over the WebSocket of real browsers. */
import { lineAcceptance, type ServedLine } from '@ebb/engine/acceptance'
import type { OpenLine } from '@ebb/engine/ports'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveLines } from '../../packages/node/test/served-lines.ts'
import { lineIn } from '../../packages/web/test/line-in-page.ts'
import { browserNames } from '../stage/browsers.ts'
import { workerStand, type WorkerStand } from '../stage/worker-stand.ts'

describe.each(browserNames)('in %s', { timeout: 60_000 }, (browser) => {
  let stand: WorkerStand
  beforeAll(async () => {
    stand = await workerStand(browser, 'ports-worker')
  }, 60_000)
  afterAll(() => stand?.dispose())

  lineAcceptance('a WebSocket', async () => {
    const deserted = await serveLines()
    await deserted.close()
    const { origin, close, served } = await serveLines()
    return { line: lineIn(stand.ask), origin, deserted: deserted.origin, served, dispose: close }
  })

  const ends = async (options: object, then: (line: OpenLine, other: ServedLine) => unknown): Promise<string[]> => {
    const { origin, close, served } = await serveLines()
    const log: string[] = []
    const closed = Promise.withResolvers<void>()
    const opened = Promise.withResolvers<void>()
    const line = lineIn(stand.ask, options).open(origin, new Uint8Array(32), {
      opened: () => (log.push('opened'), opened.resolve()),
      arrived: () => log.push('arrived'),
      closed: () => (log.push('closed'), closed.resolve()),
    })
    const other = await served()
    await opened.promise
    await then(line, other)
    await closed.promise
    await close()
    return log
  }

  describe('a line', () => {
    it('closes when the system says that it is offline', async () => {
      expect(await ends({}, () => stand.ask('goOffline'))).toEqual(['opened', 'closed'])
    })

    it('gives up where an answer does not come', async () => {
      expect(await ends({ patience: 100 }, (line) => line.send(Uint8Array.of(1)))).toEqual(['opened', 'closed'])
    })

    it('gives up after a sleep', async () => {
      expect(await ends({ watch: 50 }, () => stand.ask('sleep', { milliseconds: 400 }))).toEqual(['opened', 'closed'])
    })

    it('closes on a message above 8 MiB', async () => {
      const large = new Uint8Array(8 * 1024 * 1024 + 1)
      expect(await ends({}, (_, other) => other.send(large))).toEqual(['opened', 'closed'])
    })

    it('does not open for ever', async () => {
      // A server that takes connections and says nothing.
      const silent = createServer().listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const closed = Promise.withResolvers<void>()
      lineIn(stand.ask, { opening: 100 }).open(
        `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        new Uint8Array(32),
        {
          opened: () => undefined,
          arrived: () => undefined,
          closed: () => closed.resolve(),
        },
      )
      await expect(closed.promise).resolves.toBeUndefined()
      silent.close()
    })

    it('opens at once when there is a network again, though an attempt hangs in the old one', async () => {
      const { origin, close, served } = await serveLines()
      let hanging = true
      const way = createServer((from) => {
        from.on('error', () => undefined)
        if (hanging) return
        const to = connect(Number(new URL(origin).port), '127.0.0.1').on('error', () => undefined)
        from.pipe(to).pipe(from)
      }).listen(0, '127.0.0.1')
      await once(way, 'listening')
      const log: string[] = []
      const closed = Promise.withResolvers<void>()
      const line = lineIn(stand.ask).open(
        `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
        new Uint8Array(32),
        {
          opened: () => log.push('opened'),
          arrived: () => log.push('arrived'),
          closed: () => (log.push('closed'), closed.resolve()),
        },
      )
      await once(way, 'connection')
      hanging = false
      await stand.ask('goOnline')
      const other = await served()
      other.send(Uint8Array.of(1))
      await expect.poll(() => log).toEqual(['opened', 'arrived'])
      // Only one that opens is made anew.
      await stand.ask('goOnline')
      other.send(Uint8Array.of(2))
      await expect.poll(() => log).toEqual(['opened', 'arrived', 'arrived'])
      line.close()
      await closed.promise
      expect(log.at(-1)).toBe('closed')
      await close()
      way.close()
    })

    it('refuses plain lines to other machines and nonces of another length in the worker, too', async () => {
      const nonce = Buffer.alloc(32).toString('base64url')
      const { ask } = stand
      await expect(ask('openLine', { origin: 'http://example.org', nonce, first: [] })).rejects.toThrow(RangeError)
      await expect(ask('openLine', { origin: 'http://localhost', nonce: 'AAAA', first: [] })).rejects.toThrow(
        RangeError,
      )
    })
  })
})
