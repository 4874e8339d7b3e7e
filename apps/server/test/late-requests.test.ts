/** Requests that are late in one moment: the others' lines must not wait while all their sockets are cut. */
import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { limits } from '@ebb/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { guardHttp } from '../src/floods/http-guard.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** How many are cut by then, after each of so many looks. */
function cutBy(count: number, looks: number): readonly number[] {
  const http = new EventEmitter()
  guardHttp(http as unknown as Server, limits, () => {})
  let cut = 0
  const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  for (let i = 0; i < count; i++) http.emit('clientError', late, { destroy: () => (cut += 1) })
  return Array.from({ length: looks }, () => {
    vi.advanceTimersByTime(20)
    return cut
  })
}

test('few are cut twenty at a time, and none is left', () => {
  expect(cutBy(50, 4)).toEqual([20, 40, 50, 50])
})

test('of many a hundredth at a time, so that nobody gets much longer by being many', () => {
  expect(cutBy(10_000, 2)).toEqual([100, 199])
  expect(cutBy(10_000, 400).at(-1)).toBe(10_000)
})
