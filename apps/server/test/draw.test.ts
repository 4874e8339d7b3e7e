/** Whose commit is next, by a clock turned by hand. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import fc from 'fast-check'
import { limits } from '@ebb/protocol'
import { Draw, type Ticket } from '../src/steps/draw.ts'

/** A channel whose log takes the first commit of each epoch. */
class Track {
  now = 1000
  n = 0
  /** In the order in which they were taken. */
  readonly taken: { readonly account: string; readonly at: number }[] = []
  readonly stale: string[] = []
  readonly #draw: Draw<Ticket>
  #timers: { readonly at: number; readonly run: () => void }[] = []
  /** Draws that the log has not judged yet; with `isSlow` they wait for `judge`. */
  readonly #drawn: (readonly Ticket[])[] = []
  isSlow = false

  constructor() {
    this.#draw = new Draw({
      limits,
      elapsed: () => this.now,
      later: (seconds, run) => void this.#timers.push({ at: this.now + seconds, run }),
      random: (length) => new Uint8Array(randomBytes(length)),
      drawn: (tickets) => {
        this.#drawn.push(tickets)
        if (!this.isSlow) queueMicrotask(() => this.judge())
      },
      late: ({ account }) => void this.stale.push(account),
    })
  }

  enter(account: string, n = this.n, size = 100): boolean {
    return this.#draw.enter({ channel: 'channel', account, n, size })
  }

  judge(): void {
    for (const tickets of this.#drawn.splice(0)) {
      const first = tickets.find(({ n }) => n === this.n)
      for (const ticket of tickets) if (ticket !== first) this.stale.push(ticket.account)
      if (first !== undefined) {
        this.taken.push({ account: first.account, at: this.now })
        this.n += 1
      }
      this.#draw.judged('channel', first)
    }
  }

  /** Lets time go on until everything that waits was drawn. */
  async run(seconds = 100): Promise<void> {
    await Promise.resolve()
    for (const end = this.now + seconds; this.now < end; this.now += 0.125) {
      const due = this.#timers.filter(({ at }) => at <= this.now)
      this.#timers = this.#timers.filter(({ at }) => at > this.now)
      for (const { run } of due) run()
      await Promise.resolve()
      if (this.#timers.length === 0) return
    }
  }

  rest(seconds: number): void {
    this.now += seconds
    this.#draw.forget()
  }

  /** Seconds from one commit that was taken to the next. */
  distances(): readonly number[] {
    return this.taken.slice(1).map(({ at }, i) => at - this.taken[i]!.at)
  }
}

test('in a channel that rests a commit goes on at once, and the next one waits', async () => {
  const track = new Track()
  track.enter('alice')
  await Promise.resolve()
  expect(track.taken).toEqual([{ account: 'alice', at: 1000 }])
  track.enter('alice')
  await Promise.resolve()
  expect(track.taken).toHaveLength(1)
  await track.run()
  expect(track.distances()).toEqual([limits.commitInterval])
  track.rest(60)
  track.enter('bob')
  await Promise.resolve()
  expect(track.taken.at(-1)).toEqual({ account: 'bob', at: track.now })
})

test('while commits follow each other the distance grows, up to a bound, and after a rest it is the least again', async () => {
  const track = new Track()
  for (let i = 0; i < 60; i++) {
    track.enter('mallory')
    await track.run()
  }
  const distances = track.distances()
  expect(distances.slice(0, limits.commitsAtEase)).toEqual(
    Array.from({ length: limits.commitsAtEase }, () => limits.commitInterval),
  )
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  expect(distances.at(-1)).toBeGreaterThan(limits.commitRest - 1)
  expect(distances.at(-1)).toBeLessThanOrEqual(limits.commitRest + 0.125)
  // Whoever comes just after the distance has passed does not make it shorter.
  const before = track.distances().at(-1)!
  track.now += limits.commitRest
  track.enter('mallory')
  track.enter('mallory', track.n + 1)
  await track.run()
  expect(track.distances().at(-1)).toBeGreaterThan(before - 1)
  track.rest(200)
  track.enter('alice')
  await track.run()
  track.enter('alice')
  await track.run()
  expect(track.distances().at(-1)).toBe(limits.commitInterval)
})

test('where somebody comes too late the next commit keeps twice the distance', async () => {
  const track = new Track()
  const distanceAfter = async (...late: readonly string[]): Promise<number> => {
    track.enter('mallory')
    await track.run()
    for (const account of late) track.enter(account, track.n - 1)
    track.enter('mallory')
    await track.run()
    return track.distances().at(-1)!
  }
  expect(await distanceAfter()).toBe(limits.commitInterval)
  // Nobody makes the others wait by being late for their own commit.
  expect(await distanceAfter('mallory', 'mallory')).toBe(limits.commitInterval)
  expect(await distanceAfter('alice')).toBeCloseTo(2 * limits.commitInterval, 0)
  const begun = track.distances().at(-1)!
  expect(await distanceAfter('alice', 'bob', 'alice')).toBeLessThan(4 * begun)
  for (let i = 0; i < 10; i++) expect(await distanceAfter('alice')).toBeLessThanOrEqual(limits.commitRest + 0.125)
  expect(track.distances().at(-1)).toBeGreaterThan(limits.commitRest - 0.125)
})

test('among those who have made none of late the lot decides, one for each account', async () => {
  const wins = { mallory: 0, alice: 0 }
  const rounds = 800
  for (let i = 0; i < rounds; i++) {
    const track = new Track()
    track.enter('bob')
    await Promise.resolve()
    // The nearest one has many connections.
    for (let k = 0; k < 5; k++) track.enter('mallory')
    track.enter('alice')
    await track.run()
    wins[track.taken[1]!.account as keyof typeof wins] += 1
    expect(track.stale).toHaveLength(5)
  }
  // Six standard deviations.
  expect(Math.abs(wins.alice - rounds / 2)).toBeLessThan(3 * Math.sqrt(rounds))
})

test('whoever keeps wanting is taken at the latest after everybody else has been once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(6), { minLength: 1, maxLength: 60 }), async (first) => {
      const track = new Track()
      for (const one of first) {
        track.enter(`flooder-${one}`)
        await track.run()
      }
      const flooders = [...new Set(first)]
      let tries = 0
      for (const begun = track.taken.length; !track.taken.slice(begun).some(({ account }) => account === 'alice');) {
        tries += 1
        for (const one of flooders) track.enter(`flooder-${one}`)
        track.enter('alice')
        await track.run()
        expect(tries).toBeLessThanOrEqual(flooders.length + 1)
      }
      // Having won, she stands behind them all.
      for (const one of flooders) track.enter(`flooder-${one}`)
      track.enter('alice')
      await track.run()
      expect(track.taken.at(-1)!.account).not.toBe('alice')
    }),
    { numRuns: 50 },
  )
})

test('what is of an epoch that has ended waits for nothing and takes nobody’s place', async () => {
  const track = new Track()
  track.isSlow = true
  track.enter('bob')
  track.enter('mallory')
  expect(track.stale).toEqual([])
  track.judge()
  expect(track.stale).toEqual(['mallory'])
  track.enter('mallory', 0)
  expect(track.stale).toEqual(['mallory', 'mallory'])
  track.isSlow = false
  track.enter('alice')
  await track.run()
  expect(track.taken.map(({ account }) => account)).toEqual(['bob', 'alice'])
})

test('so many bytes of one account wait and no more, whatever others do', async () => {
  const track = new Track()
  track.enter('bob')
  await Promise.resolve()
  const half = limits.commitBytesWaiting / 2
  const enter = (account: string): boolean => track.enter(account, track.n, half)
  expect([enter('mallory'), enter('mallory'), enter('mallory'), enter('alice')]).toEqual([true, true, false, true])
  await track.run()
  expect(enter('mallory')).toBe(true)
})

test('a commit that the log did not take leaves its turn to the next', async () => {
  const track = new Track()
  track.isSlow = true
  track.enter('mallory', 7)
  track.enter('alice')
  track.isSlow = false
  track.judge()
  await Promise.resolve()
  expect(track.taken).toEqual([{ account: 'alice', at: track.now }])
})
