/** Both tables, every state against every event: nothing throws but what is declared to be a bug of the caller. */
import { describe, expect, test } from 'vitest'
import { refusalWords } from '@ebb/protocol'
import { isOver } from '../src/records/room.ts'
import { lineEvent, type LineEvent } from '../src/line/line-table.ts'
import { readingEvent, type ReadingEvent } from '../src/rooms/reading-table.ts'
import type { Hello, LineState, Reading } from '../src/state.ts'
import { Turn } from '../src/turn.ts'
import { random } from './bench.ts'
import { twoTalking } from './two-people.ts'

const nonce = new Uint8Array(32)

describe('the line', async () => {
  const { script, alice } = await twoTalking()
  const hello: Hello = script.hello(nonce)
  const states: readonly LineState[] = [
    { at: 'idle' },
    { at: 'waiting', attempt: 3, until: alice.now },
    { at: 'opening', attempt: 0 },
    { at: 'greeting', attempt: 1, nonce },
    { at: 'proving', attempt: 1, hello },
    { at: 'registering', attempt: 1, hello },
    { at: 'online', hello },
    { at: 'barred' },
  ]
  const events: readonly LineEvent[] = [
    { on: 'wanted' },
    { on: 'unwanted' },
    { on: 'tick' },
    { on: 'opened', nonce },
    { on: 'hello', hello },
    { on: 'hello', hello: { ...hello, server: random(32) } },
    { on: 'accepted' },
    ...refusalWords.map((why) => ({ on: 'refused', why }) as const),
    { on: 'senseless' },
    { on: 'closed' },
  ]
  /** Events that only a mistake of this program can cause. */
  const bugs = (state: LineState, event: LineEvent): boolean =>
    event.on === 'accepted'
      ? ['idle', 'waiting', 'opening', 'greeting', 'barred'].includes(state.at)
      : event.on === 'opened' && ['greeting', 'proving', 'registering', 'online'].includes(state.at)

  test.each(states.map((state) => [state.at, state] as const))('that is %s answers every event', async (_, state) => {
    for (const event of events) {
      const turn = new Turn({ ...alice.state, line: state, requests: new Map() }, alice.at())
      const outcome = await Promise.resolve(lineEvent(turn, event)).then(
        () => 'answered',
        () => 'bug',
      )
      expect([state.at, event.on, outcome]).toEqual([state.at, event.on, bugs(state, event) ? 'bug' : 'answered'])
      // Nothing that was kept is touched by the way to the server.
      expect(turn.state.conversations).toEqual(alice.state.conversations)
    }
  })

  test('takes nothing for joined before the server has said so', async () => {
    const turn = new Turn({ ...alice.state, line: { at: 'proving', attempt: 0, hello } }, alice.at())
    await lineEvent(turn, { on: 'hello', hello })
    expect(turn.state.line.at).toBe('waiting')
  })
})

describe('the reading', async () => {
  const { script, alice, bob } = await twoTalking()
  await bob.command({ do: 'send', to: 'alice', text: 'one more' })
  await script.play(bob)
  const room = alice.state.rooms.get(1)!
  const entry = script.segment(room.channel, 1).at(-1)!
  const states: readonly Reading[] = [
    { at: 'shut' },
    { at: 'opening' },
    { at: 'reading', from: room.seq + 1, looks: 20, last: room.seq + 1 },
    { at: 'reading', from: room.seq, looks: 0, last: room.seq + 5 },
    { at: 'live' },
    { at: 'waiting' },
  ]
  const events: readonly ReadingEvent[] = [
    { on: 'open' },
    { on: 'created' },
    { on: 'opened', last: room.seq },
    { on: 'opened', last: room.seq + 7 },
    { on: 'entry', entry },
    { on: 'entry', entry: { ...entry, seq: entry.seq + 3 } },
    { on: 'entry', entry: { ...entry, seq: 1 } },
    { on: 'entry', entry: { ...entry, of: 'commit' } },
    { on: 'entry', entry: { kind: 'expired', channel: room.channel, seq: room.seq + 1, id: entry.id, of: 'message' } },
    { on: 'entry', entry: { kind: 'expired', channel: room.channel, seq: room.seq + 1, id: entry.id, of: 'commit' } },
    { on: 'moved', seq: room.seq },
    { on: 'known' },
    { on: 'stalled' },
    ...refusalWords.map((why) => ({ on: 'refused', why }) as const),
  ]

  test.each(states.map((reading, i) => [`${reading.at} (${i})`, reading] as const))(
    'that is %s answers every event',
    async (_, reading) => {
      for (const stage of ['founding', 'standing', 'lost', 'left', 'rolled-back'] as const) {
        for (const event of events) {
          // What is lost or left has no group any more.
          const over = isOver({ stage })
          const groups = over ? new Map() : alice.state.groups
          const rooms = new Map([[1, { ...room, stage }]])
          const turn = new Turn({ ...alice.state, rooms, groups, readings: new Map([[1, reading]]) }, alice.at())
          await readingEvent(turn, 1, event)
          expect(turn.state.conversations.get(1)!.queue).toEqual(alice.state.conversations.get(1)!.queue)
        }
      }
    },
  )
})
