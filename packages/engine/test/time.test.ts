/** A device's own time: it ends messages, never runs backwards, and nobody else turns it. */
import { expect, test } from 'vitest'
import { decodeTime, encodeTime, timeAt } from '../src/records/time.ts'
import { twoTalking } from './two-people.ts'

test('a clock that is set back lengthens no life', async () => {
  const { alice, script } = await twoTalking()
  await alice.command({ do: 'send', to: 'bob', text: 'for a minute', ceiling: 60 })
  await script.play(alice)
  await alice.tick(50)
  await alice.tick(-3600)
  await alice.tick(9)
  expect(alice.texts()).toContain('for a minute (sent)') // the control: 59 of its 60 seconds have passed
  await alice.tick(1)
  expect(alice.texts()).not.toContain('for a minute (sent)')
})

test('a clock that was ahead and is right again lets messages live as long as they should', async () => {
  const { alice, script } = await twoTalking()
  await alice.tick(3 * 86_400)
  await alice.tick(-3 * 86_400)
  await alice.command({ do: 'send', to: 'bob', text: 'for an hour', ceiling: 3600 })
  const append = alice.asks.find((ask) => ask.kind === 'append')!
  // Others are told the local clock's time, not this device's own.
  expect(append.bucket - alice.now).toBeLessThanOrEqual(2 * 3600)
  await script.play(alice)
  await alice.tick(3599)
  expect(alice.texts()).toContain('for an hour (sent)')
  await alice.tick(1)
  expect(alice.texts()).not.toContain('for an hour (sent)')
})

test('what ended while nobody looked is forgotten by the first turn, before anything is told', async () => {
  const { alice, script } = await twoTalking()
  await alice.command({ do: 'send', to: 'bob', text: 'for a minute', ceiling: 60 })
  await script.play(alice)
  alice.now += 61
  alice.events = []
  await alice.command({ do: 'timer', to: 'bob', ceiling: 86_400 })
  expect(alice.events[0]).toMatchObject({ kind: 'gone' })
  expect(alice.texts()).not.toContain('for a minute (sent)')
})

test('it passes as the local clock moves forwards, and stands still where it is set back', () => {
  const first = timeAt({ passed: 0, wall: 0 }, 1000)
  expect(first).toEqual({ passed: 1000, wall: 1000 })
  expect(timeAt(first, 1010)).toEqual({ passed: 1010, wall: 1010 })
  expect(timeAt(first, 400)).toEqual({ passed: 1000, wall: 400 })
  expect(timeAt(timeAt(first, 400), 405)).toEqual({ passed: 1005, wall: 405 })
  const kept = decodeTime(encodeTime(first))
  expect(kept).toEqual({ value: { version: 1, ...first } })
})
