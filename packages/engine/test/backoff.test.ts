/** How those who were cut off at once come back: not at once. */
import { describe, expect, test } from 'vitest'
import { pauseBefore, restarting } from '../src/line/backoff.ts'
import { twoTalking } from './two-people.ts'

const clients = 60_000

/** Draws that are the same in every run. */
function chanceFrom(seed: number): (length: number) => Uint8Array {
  let state = seed >>> 0
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    })
}

/** How many come in each second. */
function comers(attempt: number, chance: (length: number) => Uint8Array): number[] {
  const seconds: number[] = []
  for (let i = 0; i < clients; i++) {
    const pause = pauseBefore(attempt, chance)
    seconds[pause] = (seconds[pause] ?? 0) + 1
  }
  return seconds
}

test('a pause is any whole second of a window that doubles up to a minute, each as likely', () => {
  for (const [attempt, window] of [
    [0, 2],
    [1, 4],
    [4, 32],
    [5, 60],
    [9, 60],
  ] as const) {
    const seconds = comers(attempt, chanceFrom(attempt))
    expect(seconds).toHaveLength(window)
    for (const count of seconds) {
      expect(count).toBeGreaterThan((clients / window) * 0.8)
      expect(count).toBeLessThan((clients / window) * 1.2)
    }
  }
})

test('a pause lies in its window at both ends of chance, and however often it was tried', () => {
  for (const attempt of [0, 1, 5, 6, 100, 5000]) {
    const window = Math.min(60, 2 * 2 ** attempt)
    expect(pauseBefore(attempt, (length) => new Uint8Array(length))).toBe(0)
    expect(pauseBefore(attempt, (length) => new Uint8Array(length).fill(255))).toBe(window - 1)
  }
})

test('sixty thousand that were cut off at once are back within two minutes at a server that takes two thousand a second', () => {
  const chance = chanceFrom(1)
  const due = new Map<number, number[]>()
  const plan = (second: number, attempt: number): void => {
    const list = due.get(second) ?? []
    due.set(second, list)
    list.push(attempt)
  }
  for (let i = 0; i < clients; i++) plan(pauseBefore(0, chance), 1)
  let back = 0
  let second = 0
  for (; back < clients; second++) {
    // Two seconds it is not there.
    let room = second < 2 ? 0 : 2000
    for (const attempt of due.get(second) ?? []) {
      if (room-- > 0) back += 1
      // Not before the next second.
      else plan(second + 1 + pauseBefore(attempt, chance), attempt + 1)
    }
  }
  expect(second).toBeLessThan(120)
  // Without chance all of them meet in the same seconds for ever.
  expect(second).toBeGreaterThan(clients / 2000)
})

describe('a server that says that it starts anew', () => {
  test('sees no second in which more than a seventh of all come back', async () => {
    const { alice } = await twoTalking()
    const { state } = alice
    const seconds: number[] = []
    for (let i = 0; i < 400; i++) {
      alice.state = state
      await alice.told({ kind: 'refused', req: 0, why: 'closing' })
      const { line } = alice.state
      if (line.at !== 'waiting') throw new Error(line.at)
      const pause = line.until - alice.now
      seconds[pause] = (seconds[pause] ?? 0) + 1
    }
    // Of eight seconds, by chance: 50 times each.
    expect(seconds).toHaveLength(8)
    expect(Math.max(...seconds)).toBeLessThan(100)
    expect(Math.max(...comers(restarting, chanceFrom(7)))).toBeLessThan(clients / 7)
  })

  test('is tried again soon where it was not there yet when somebody wanted to write', async () => {
    const { alice } = await twoTalking()
    await alice.told({ kind: 'refused', req: 0, why: 'closing' })
    const { state } = alice
    for (let i = 0; i < 40; i++) {
      alice.state = state
      await alice.command({ do: 'connect' })
      await alice.input({ kind: 'line-closed' })
      const { line } = alice.state
      expect(line.at === 'waiting' && line.until - alice.now).toBeLessThan(4)
    }
  })

  test('is tried at once where somebody wants to write', async () => {
    const { alice } = await twoTalking()
    await alice.told({ kind: 'refused', req: 0, why: 'closing' })
    await alice.command({ do: 'connect' })
    expect(alice.state.line.at).toBe('opening')
  })
})

test('a line that broke is tried again within two seconds', async () => {
  const { alice } = await twoTalking()
  const { state } = alice
  for (let i = 0; i < 40; i++) {
    alice.state = state
    await alice.input({ kind: 'line-closed' })
    const { line } = alice.state
    expect(line.at === 'waiting' && line.until - alice.now).toBeLessThan(2)
  }
})
