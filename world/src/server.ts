/**
 * A real server core on a directory of its own, without sockets. Its turns of the event loop are let go by hand, so
 * that a restart can fall between what was received and what was made durable.
 */
import * as fs from 'node:fs'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCore, type Core, type Line, type Peer } from '@ebb/server'
import type { Limits } from '@ebb/protocol'
import type { WorldTime } from './clock.ts'
import type { Chance } from './random.ts'

export interface WorldServer {
  readonly origin: string
  connect(peer: Peer, nonce: Uint8Array): Line
  /** Whether something waits for the end of this turn. */
  hasWork(): boolean
  /** Lets one thing go that waits for the end of this turn. */
  work(): void
  tick(): Promise<void>
  /** The first account's invitation; null once there is one. */
  invitation(): string | null
  /** Finishes what was asked, closes, opens again. */
  restart(): Promise<void>
  /** What is on the disk at this moment is all that is left. */
  loseThePower(): Promise<void>
  end(): Promise<void>
}

const origin = 'https://ebb.example'

/** `other`: limits that differ from the protocol's. */
export function createServer(time: WorldTime, chance: Chance, other: Partial<Limits> = {}): WorldServer {
  let data = freshDirectory()
  let waiting: (() => void)[] = []
  let timers: { readonly at: number; readonly run: () => void }[] = []
  let failure: string | undefined
  let core = open()

  function open(): Core {
    const mine: (() => void)[] = (waiting = [])
    const mineLater: typeof timers = (timers = [])
    const limits = { outgoing: 65_536, ...other }
    return openCore({
      data,
      origin,
      limits,
      ceiling: 28 * 86_400,
      // Given, so that every operation is done in turn.
      disk: fs,
      now: time.now,
      elapsed: time.elapsed,
      random: chance.bytes,
      soon: (run) => void mine.push(run),
      later: (seconds, run) => void mineLater.push({ at: time.elapsed() + seconds, run }),
      write: (line) => {
        if (line.includes('store-failed')) failure = line
      },
      broken: () => (failure ??= 'broken'),
    })
  }

  const due = () => timers.find(({ at }) => at <= time.elapsed())

  /** A core finishes only when its turns go on. */
  async function finish(ending: Promise<unknown>, turns: (() => void)[]): Promise<void> {
    let over = false
    void ending.finally(() => (over = true))
    while (!over) {
      for (const run of turns.splice(0)) run()
      await turn()
    }
    await ending
  }

  return {
    origin,
    connect: (peer, nonce) => core.connect(peer, nonce),
    hasWork: () => waiting.length > 0 || due() !== undefined,
    work() {
      const run = waiting.shift()
      if (run !== undefined) return run()
      const timer = due()
      if (timer === undefined) return
      timers.splice(timers.indexOf(timer), 1)
      timer.run()
    },
    async tick() {
      await core.tick()
      if (failure !== undefined) throw new Error(`the server's store failed: ${failure}`)
    },
    invitation: () => core.invite,
    async restart() {
      await finish(core.close(), waiting)
      core = open()
      await core.tick()
    },
    async loseThePower() {
      const left = freshDirectory()
      cpSync(data, left, { recursive: true })
      // The old core only gives its files back; what it still writes, nobody sees.
      await finish(core.close(), waiting)
      rmSync(data, { recursive: true })
      data = left
      core = open()
      await core.tick()
    },
    async end() {
      await finish(core.close(), waiting)
      rmSync(data, { recursive: true })
    },
  }
}

/** One turn of the event loop: whatever was resolved has been heard. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** In memory where the system has such a place: nobody pulls the plug of this machine, and flushing costs most of the time. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const freshDirectory = (): string => mkdtempSync(join(place, 'ebb-world-'))
