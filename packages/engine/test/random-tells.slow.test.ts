/** Whatever a server tells in whatever order: nothing throws, and no queued message is lost. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelId, entryId, entryKinds, epochKey, refusalWords, signature, type Tell } from '@ebb/protocol'
import { random } from './bench.ts'
import { twoTalking, type Two } from './two-people.ts'

const seq = fc.integer({ min: 0, max: 8 })
const req = fc.integer({ min: 1, max: 12 })
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.constant(length).map(random)
const body = fc.integer({ min: 0, max: 300 }).map(random)
const flag = fc.boolean()

/** Tells that fit the stage often enough to get somewhere. */
function tells({ alice, script }: Two): fc.Arbitrary<Tell> {
  const { channel } = alice.state.rooms.get(1)!
  const log = script.segment(channel, 1)
  const entry = fc.constantFrom(...log)
  const of = fc.constantFrom(...entryKinds)
  const kinds: fc.Arbitrary<Tell>[] = [
    fc.record({ kind: fc.constant('done' as const), req }),
    fc.record({
      kind: fc.constant('refused' as const),
      req: fc.integer({ min: 0, max: 12 }),
      why: fc.constantFrom(...refusalWords),
    }),
    fc.record({ kind: fc.constant('chain' as const), req, body }),
    fc.record({ kind: fc.constant('key-packages' as const), req, body }),
    fc.record({
      kind: fc.constant('stock' as const),
      req,
      classic: seq,
      hybrid: fc.constant(10),
      classicLast: flag,
      hybridLast: fc.constant(true),
    }),
    fc.record({ kind: fc.constant('opened' as const), req, last: seq }),
    fc.record({ kind: fc.constant('appended' as const), req, seq }),
    fc.record({ kind: fc.constant('letter' as const), id: bytes(16), body }),
    fc.tuple(entry, seq).map(([e, place]) => ({ ...e, seq: place })),
    entry,
    fc
      .tuple(entry, of)
      .map(([e, other]) => ({ ...e, of: other, next: other === 'commit' ? epochKey(random(32)) : null })),
    fc.tuple(entry, body).map(([e, other]) => ({ ...e, body: other })),
    fc
      .tuple(entry, of)
      .map(([e, other]) => ({ kind: 'expired' as const, channel: e.channel, seq: e.seq, id: e.id, of: other })),
    fc.record({
      kind: fc.constant('expired' as const),
      channel: bytes(16).map(channelId),
      seq,
      id: bytes(16).map(entryId),
      of,
    }),
    fc.constant(script.hello(random(32))),
    fc.constant({ ...script.hello(random(32)), proof: signature(random(64)) }),
  ]
  return fc.oneof(...kinds)
}

const acts = fc.constantFrom('tick', 'write', 'timer', 'close', 'connect', 'honest', 'delete')

test('a queued message outlives everything, and goes out to an honest server in the end', async () => {
  const stage = await twoTalking()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: tells(stage) }, acts), { maxLength: 25 }),
      async (script) => {
        const two = { script: stage.script.clone(), alice: stage.alice.clone() }
        await two.alice.command({ do: 'send', to: 'bob', text: 'precious' })
        for (const what of script) await perform(two, what)
        expect(two.alice.texts().some((text) => text.startsWith('precious'))).toBe(true)
        await two.alice.input({ kind: 'line-closed' })
        await two.script.connect(two.alice)
        await two.alice.tick(20)
        await two.script.play(two.alice)
        expect(two.alice.texts().some((text) => text.startsWith('precious'))).toBe(true)
        expect(two.alice.state.line.at).toBe('online')
      },
    ),
    { numRuns: 150 },
  )
})

async function perform({ script, alice }: Pick<Two, 'script' | 'alice'>, what: Tell | string): Promise<void> {
  if (typeof what !== 'string') return alice.told(what)
  switch (what) {
    case 'tick':
      return alice.tick(7)
    case 'write':
      return void (await alice.command({ do: 'send', to: 'bob', text: 'more' }))
    case 'timer':
      return void (await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 }))
    case 'close':
      return alice.input({ kind: 'line-closed' })
    case 'delete':
      return void (await alice.command({ do: 'delete', to: 'bob', message: 1, forEveryone: true }))
    case 'connect':
      await alice.command({ do: 'connect' })
      return alice.state.line.at === 'opening' ? script.greet(alice) : undefined
    default: {
      const ask = alice.asks.shift()
      return ask === undefined ? undefined : alice.told(...script.answer(alice, ask))
    }
  }
}

test('bytes of no meaning never throw', async () => {
  const { alice } = await twoTalking()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (message) => {
      const one = alice.clone()
      await one.input({ kind: 'arrived', bytes: message })
      expect(one.texts()).toEqual(alice.texts())
    }),
    { numRuns: 100 },
  )
})
