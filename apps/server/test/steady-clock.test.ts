/** A clock that jumps: forward it is believed only when it stays, backward at once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { bucketOf } from '@ebb/protocol'
import { startServer } from '../src/index.ts'
import { glanced, steadyClock } from '../src/steady-clock.ts'
import { comeIn, firstPerson, random, TestChannel } from './client.ts'

const begin = 1_800_000_000
function clocks() {
  const state = { wall: begin, elapsed: 50, jumps: 0 }
  const time = steadyClock({
    wall: () => state.wall,
    elapsed: () => state.elapsed,
    trust: 3600,
    jumped: () => void (state.jumps += 1),
  })
  const pass = (seconds: number, wall = seconds): number => {
    state.wall += wall
    state.elapsed += seconds
    return time() - begin
  }
  return { pass, jumps: () => state.jumps }
}

test('it follows the machine, also where that is set right by less than an hour', () => {
  const { pass, jumps } = clocks()
  expect([pass(10), pass(10, 11), pass(10, 3000), pass(10, -500)]).toEqual([10, 21, 3021, 2521])
  expect(jumps()).toBe(0)
})

test('a year ahead is not believed for an hour, and told of once; then it is', () => {
  const { pass, jumps } = clocks()
  expect([pass(1, 31_536_000), pass(1), pass(1800), pass(1700)]).toEqual([1, 2, 1802, 3502])
  expect(pass(1000)).toBe(31_536_000 + 4501)
  expect(pass(1)).toBe(31_536_000 + 4502)
  expect(jumps()).toBe(1)
})

test('a year ahead and back within the hour has never been; back alone is believed', () => {
  const { pass, jumps } = clocks()
  expect([pass(1, 31_536_000), pass(600), pass(1, -31_535_999)]).toEqual([1, 601, 601])
  expect(pass(1, -100_000)).toBe(601 - 100_000)
  expect(jumps()).toBe(1)
})

test('after a jump back what has ended stays so, and appends go on', async () => {
  const data = mkdtempSync(join(tmpdir(), 'ebb-clock-'))
  let clock = 0
  const now = (): number => Math.floor(Date.now() / 1000) + clock
  const server = await startServer({ data, port: 0, ticks: false, now })
  const a = await comeIn(server.origin, await firstPerson(server))
  const channel = new TestChannel()
  await a.ask(channel.create(a))
  await a.ask(channel.open(a))
  await a.ask(channel.append(random(10), { bucket: bucketOf(now() + 60, now()) }))
  clock = 3600
  await server.core.tick()
  clock = -86_400
  await server.core.tick()
  expect(await a.word(channel.append(random(10), { bucket: bucketOf(now() + 60, now()) }))).toBe('appended')
  await a.ask(channel.open(a, 0, 1))
  expect(await a.wait('expired')).toMatchObject({ seq: 1 })
  expect(await a.until((tell) => tell.kind === 'entry' && tell.seq === 2)).toBeDefined()
  a.close()
  await server.close()
  rmSync(data, { recursive: true })
})

test('what is glanced at stands still in between, and no longer when nobody needs it', () => {
  vi.useFakeTimers()
  try {
    let time = begin
    const clock = glanced(() => time)
    time += 5
    expect(clock.now()).toBe(begin)
    vi.advanceTimersByTime(100)
    expect(clock.now()).toBe(begin + 5)
    clock.stop()
    time += 5
    vi.advanceTimersByTime(1000)
    expect(clock.now()).toBe(begin + 5)
  } finally {
    vi.useRealTimers()
  }
})
