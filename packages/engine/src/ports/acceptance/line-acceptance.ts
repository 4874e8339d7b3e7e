/** What every Line promises, for its adapters' tests. */
import { describe, expect, it } from 'vitest'
import type { Line, OpenLine } from '../line.ts'

/** The server's end of one line. */
export interface ServedLine {
  /** The bytes that the client put into the address, undefined where they are not there. */
  readonly nonce: Uint8Array | undefined
  send(message: Uint8Array): void
  /** Not binary, so not a message of ours. */
  sendText(text: string): void
  /** The next message that arrives. */
  next(): Promise<Uint8Array>
  /** Ends without a word, as a lost connection does. */
  drop(): void
  close(): void
}

export interface LineStand {
  readonly line: Line
  /** On loopback, with a server behind it. */
  readonly origin: string
  /** On loopback, with nobody behind it. */
  readonly deserted: string
  /** The next line that arrives at the server. */
  served(): Promise<ServedLine>
  dispose(): Promise<void>
}

export function lineAcceptance(name: string, make: () => Promise<LineStand>): void {
  const using = (work: (stand: LineStand) => Promise<void>) => async (): Promise<void> => {
    const stand = await make()
    try {
      await work(stand)
    } finally {
      await stand.dispose()
    }
  }

  describe(`${name} as a Line`, () => {
    it(
      'opens with its nonce in the address',
      using(async ({ line, origin, served }) => {
        const { log, opened } = watched(line, origin, nonce)
        expect((await served()).nonce).toEqual(nonce)
        await opened
        expect(log).toEqual(['opened'])
      }),
    )

    it(
      'carries messages whole, once and in order, both ways',
      using(async ({ line, origin, served }) => {
        const { end, opened, arrivals } = watched(line, origin, nonce)
        const other = await served()
        await opened
        const messages = Array.from({ length: 50 }, (_, i) => new Uint8Array(1 + i * 997).fill(i))
        for (const message of messages) {
          end.send(message.slice())
          other.send(message)
        }
        for (const message of messages) expect(sum(await other.next())).toBe(sum(message))
        for (const message of messages) expect(sum(await arrivals.next())).toBe(sum(message))
      }),
    )

    it(
      'takes a message of 4 MiB',
      using(async ({ line, origin, served }) => {
        const { opened, arrivals } = watched(line, origin, nonce)
        const other = await served()
        await opened
        other.send(new Uint8Array(4_194_304).fill(1))
        expect((await arrivals.next()).length).toBe(4_194_304)
      }),
    )

    it(
      'closes once, and nothing comes after',
      using(async ({ line, origin, served }) => {
        for (const how of ['drop', 'close'] as const) {
          const { log, end, opened, closed } = watched(line, origin, nonce)
          const other = await served()
          await opened
          other[how]()
          await closed
          end.send(Uint8Array.of(1))
          end.close()
          await later()
          expect(log).toEqual(['opened', 'closed'])
        }
      }),
    )

    it(
      'closes when it is told to, and drops what it is given then',
      using(async ({ line, origin, served }) => {
        const { log, end, opened, closed } = watched(line, origin, nonce)
        await served()
        await opened
        end.close()
        end.send(Uint8Array.of(1))
        end.close()
        expect(log, 'not inside the call').toEqual(['opened'])
        await closed
        await later()
        expect(log).toEqual(['opened', 'closed'])
      }),
    )

    it(
      'closes where nobody answers, later than the call',
      using(async ({ line, deserted }) => {
        const { log, closed } = watched(line, deserted, nonce)
        expect(log).toEqual([])
        await closed
        expect(log).toEqual(['closed'])
      }),
    )

    it(
      'can be closed before it is open',
      using(async ({ line, origin }) => {
        const { log, end, closed } = watched(line, origin, nonce)
        end.send(Uint8Array.of(1))
        end.close()
        await closed
        await later()
        expect(log).toEqual(['closed'])
      }),
    )

    it(
      'closes on a message that is not binary',
      using(async ({ line, origin, served }) => {
        const { log, opened, closed } = watched(line, origin, nonce)
        const other = await served()
        await opened
        other.sendText('hello')
        await closed
        expect(log).toEqual(['opened', 'closed'])
      }),
    )

    it(
      'refuses plain lines to other machines, and what is no origin',
      using(async ({ line }) => {
        for (const origin of [
          'http://example.org',
          'http://127.0.0.1.example.org',
          'ws://example.org',
          'ftp://localhost',
          'https://a/b',
          'https://a@b',
          '',
        ]) {
          expect(() => line.open(origin, nonce, silent)).toThrow(RangeError)
        }
      }),
    )
  })
}

const nonce = Uint8Array.from({ length: 32 }, (_, i) => i * 8)
const silent = { opened: () => undefined, arrived: () => undefined, closed: () => undefined }
const sum = (message: Uint8Array): string => `${message.length}:${message[0]}:${message.at(-1)}`

function watched(line: Line, origin: string, of: Uint8Array) {
  const log: string[] = []
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const waiting: PromiseWithResolvers<Uint8Array>[] = []
  let given = 0
  const arrival = (at: number): PromiseWithResolvers<Uint8Array> => (waiting[at] ??= Promise.withResolvers())
  let arrived = 0
  const end: OpenLine = line.open(origin, of, {
    opened: () => {
      log.push('opened')
      opened.resolve()
    },
    arrived: (message) => arrival(arrived++).resolve(message),
    closed: () => {
      log.push('closed')
      closed.resolve()
    },
  })
  return {
    log,
    end,
    opened: opened.promise,
    closed: closed.promise,
    arrivals: { next: () => arrival(given++).promise },
  }
}

/** Long enough for anything that is still under way here. There are no timers in this package's types. */
const later = async (): Promise<void> => {
  const { setTimeout } = globalThis as unknown as { setTimeout: (work: () => void, milliseconds: number) => void }
  await new Promise<void>((resolve) => setTimeout(resolve, 30))
}
