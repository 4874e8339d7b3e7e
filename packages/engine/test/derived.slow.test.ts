/**
 * Chains of what people do with messages, at random times: whatever was made from a message, on whichever device, is gone
 * when the earliest of what it came from has ended.
 */
import fc from 'fast-check'
import { hex } from '@ebb/protocol'
import { expect, test } from 'vitest'
import { messageKey, messageNumberOf, messagesOf } from '../src/records/keys.ts'
import type { Command } from '../src/events.ts'
import { messageExpires, type KeptMessage } from '../src/records/message.ts'
import type { Bench } from './bench.ts'
import { Many } from './many-people.ts'

const names = ['alice', 'bob', 'carol'] as const
const others = (name: string): readonly string[] => names.filter((one) => one !== name)
const clocks = [3, 8, 20, 60, null] as const

interface Act {
  readonly who: number
  readonly what: 'send' | 'reply' | 'edit' | 'forward' | 'react' | 'read' | 'pass'
  readonly whom: number
  readonly which: number
  readonly ceiling: number
  readonly afterRead: number
}
const act: fc.Arbitrary<Act> = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom('send', 'reply', 'edit', 'forward', 'forward', 'react', 'read', 'pass', 'pass'),
  whom: fc.nat(1),
  which: fc.nat(1000),
  ceiling: fc.nat(clocks.length - 2),
  afterRead: fc.nat(clocks.length - 1),
})

let once: Promise<Many> | undefined
async function meet(): Promise<Many> {
  const many = await Many.join(...names)
  for (const from of names)
    for (const to of others(from)) {
      await many.get(from).command({ do: 'send', to, text: 'hello', ceiling: 1 })
      await many.settle()
    }
  await many.pass(2)
  return many
}

/** When each message ends at the latest, by hex id: worked out here, by nothing of the engine's. */
type Ends = Map<string, number>

test('nothing made from a message outlives it, whatever is done with it', { timeout: 600_000 }, async () => {
  const first = await (once ??= meet())
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 30 }), async (acts) => {
      const many = first.clone()
      const ends: Ends = new Map()
      for (const [at, one] of acts.entries()) {
        await take(many, one, { at, ends })
        await many.settle()
        await holds(many, ends)
      }
      for (let i = 0; i < 25; i++) {
        await many.pass(3)
        await holds(many, ends)
      }
      for (const bench of many.people.values()) expect(bench.kept.size).toBe(0)
    }),
    { numRuns: 40 },
  )
})

async function take(many: Many, act: Act, { at, ends }: { readonly at: number; readonly ends: Ends }): Promise<void> {
  const name = names[act.who]!
  const bench = many.get(name)
  const [to, elsewhere] = act.whom === 0 ? others(name) : others(name).toReversed()
  if (act.what === 'pass') return many.pass(1 + (act.which % 9))
  const shown = (await bench.view().messages(to!))!.filter(({ state }) => state !== 'note')
  const some = shown[act.which % Math.max(1, shown.length)]
  const [ceiling, afterRead] = [clocks[act.ceiling]!, clocks[act.afterRead] ?? null]
  const length = { ceiling, ...(afterRead === null ? {} : { afterRead }) }
  if (act.what === 'send') return saying(bench, { do: 'send', to: to!, text: `said ${at}`, ...length }, ends)
  if (some === undefined) return
  const message = some.number
  switch (act.what) {
    case 'reply':
      return saying(bench, { do: 'send', to: to!, text: `answer ${at}`, ...length, replyTo: message }, ends)
    case 'forward': {
      const source = keptAt(bench, to!, message)
      const limit = Math.min(endOf(source, ends), messageExpires(source))
      return saying(bench, { do: 'forward', from: to!, message, to: elsewhere! }, ends, limit)
    }
    case 'edit':
      return void (await bench.command({ do: 'edit', to: to!, message, text: `other ${at}` }))
    case 'react':
      return void (await bench.command({ do: 'react', to: to!, message, emoji: '🎉' }))
    case 'read':
      return void (await bench.command({ do: 'seen', to: to!, messages: [message] }))
  }
}

/** Notes when what is written ends at the latest; `limit`: when what it was made from does. */
async function saying(bench: Bench, command: Command, ends: Ends, limit = Infinity): Promise<void> {
  const answer = await bench.command(command)
  if (answer?.ok !== true) return
  const { conversation, message } = answer.value!
  const kept = bench.kept.get(messageKey(conversation!, message!))!.message
  const own = 'ceiling' in command ? bench.now + command.ceiling : Infinity
  ends.set(hex(kept.id), Math.min(limit, own))
}

function keptAt(bench: Bench, to: string, message: number): KeptMessage {
  const conversation = [...bench.state.conversations.values()].find(({ handle }) => handle === to)!
  return bench.kept.get(messageKey(conversation.number, message))!.message
}

const endOf = (message: KeptMessage, ends: Ends): number => ends.get(hex(message.id)) ?? Infinity

async function holds(many: Many, ends: Ends): Promise<void> {
  for (const bench of many.people.values()) {
    for (const conversation of bench.state.conversations.values()) {
      const { from, to } = messagesOf(conversation.number)
      const living = new Set<string>()
      for (const [key, { message }] of bench.kept) {
        if (key < from || key > to || message.state === 'queued') continue
        // Whoever was handed a copy has nothing of it afterwards, in the vault or before their eyes.
        expect(bench.now).toBeLessThan(endOf(message, ends))
        expect(messageExpires(message)).toBeLessThanOrEqual(endOf(message, ends))
        living.add(String(messageNumberOf(key)))
      }
      for (const shown of (await bench.view().messages(conversation.handle)) ?? [])
        if (shown.quote !== undefined) expect(living).toContain(String(shown.replyTo))
    }
  }
}
