/** In which order those of one address come in. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { limits } from '@ebb/protocol'
import { Arrivals, type Arrived } from '../src/floods/arrivals.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('who comes between two looks does not overtake those who wait', () => {
  const arrivals = new Arrivals({ ...limits, strangersPerAddress: 1, connectsPerAddressAndSecond: 10 }, () => undefined)
  const order: string[] = []
  const come = (name: string) => arrivals.enter('a', (arrived) => void order.push(`${name} ${arrived !== undefined}`))
  come('first')
  vi.advanceTimersByTime(5)
  come('second')
  // It may come in now, and is looked at four milliseconds later.
  vi.advanceTimersByTime(996)
  come('third')
  expect(order).toEqual(['first true'])
  vi.advanceTimersByTime(2000)
  expect(order).toEqual(['first true', 'second true', 'third true'])
  expect(vi.getTimerCount()).toBe(0)
})

test('a line costs a tenth from when somebody has authenticated on it, whether it stays or not', () => {
  const arrivals = new Arrivals(
    { ...limits, strangersPerAddress: 2, connectsPerAddressAndSecond: 1, connectsWaitingPerAddress: 0 },
    () => undefined,
  )
  const come = (): { arrived: Arrived | undefined; leave: () => void } => {
    let arrived: Arrived | undefined
    const leave = arrivals.enter('a', (given) => void (arrived = given))
    return { arrived, leave }
  }
  for (let i = 0; i < 10; i++) {
    const { arrived, leave } = come()
    expect(arrived).toBeDefined()
    // Once, however often it is said.
    arrived!.known()
    arrived!.known()
    leave()
  }
  const stranger = come()
  expect(stranger.arrived).toBeDefined()
  stranger.leave()
  expect(come().arrived).toBeUndefined()
  vi.advanceTimersByTime(9900)
  expect(come().arrived).toBeUndefined()
  vi.advanceTimersByTime(200)
  expect(come().arrived).toBeDefined()
})
