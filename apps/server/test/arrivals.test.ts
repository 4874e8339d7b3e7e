/** In which order those of one address come in. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { limits } from '@ebb/protocol'
import { Arrivals } from '../src/floods/arrivals.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('who comes between two looks does not overtake those who wait', () => {
  const arrivals = new Arrivals({ ...limits, connectsPerAddressAndSecond: 1 }, () => undefined)
  const order: string[] = []
  const come = (name: string) => arrivals.enter('a', (isWelcome) => void order.push(`${name} ${isWelcome}`))
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
