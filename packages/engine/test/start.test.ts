/** An engine that starts on a full vault: what it reads at once, what later, and what is left when it closes. */
import { memoryPieces } from '../src/ports/acceptance/memory-pieces.ts'
import { expect, test } from 'vitest'
import { tsMls } from '@ebb/seal'
import type { Clock, Line } from '../src/ports/index.ts'
import { encodeMessage, messageBucket } from '../src/records/message.ts'
import type { EngineEvent } from '../src/events.ts'
import { encodeConversation } from '../src/records/conversation.ts'
import { conversationOf, pageKeys, recordKeys } from '../src/records/keys.ts'
import { load } from '../src/load.ts'
import { startEngine, type Engine, type EngineParts } from '../src/run.ts'
import { emptyState } from '../src/state.ts'
import { Turn } from '../src/turn.ts'
import type { Vault, VaultChange } from '../src/vault/index.ts'
import { slotOfPage } from '../src/vault/values.ts'
import { Bench, random, start } from './bench.ts'
import { Made } from './shown-model.ts'
import { twoTalking } from './two-people.ts'
import { freshVault, mustOpen } from './vault-stand.ts'

const [conversations, messages] = [30, 40]

/** Thirty conversations with forty messages each, an hour apart. */
async function fullState(): Promise<Made> {
  const made = await Made.of(conversations)
  for (let i = 0; i < messages; i++) {
    for (let of = 1; of <= conversations; of++)
      await made.keep(of, { mine: i % 2 === 0, sent: i * 3600, text: i === 3 && of === 7 ? 'the needle' : `hay ${i}` })
  }
  return made
}

let full: Promise<Made> | undefined

async function fullVault(): Promise<{ vault: Vault; reads: { count: number; messages: number } }> {
  const made = await (full ??= fullState())
  const turn = new Turn(emptyState, { ...new Bench().at(), now: start })
  turn.state = { ...made.state, groups: new Map(), time: { passed: start + 1, wall: start + 1 } }
  const { vault } = await freshVault(2048)
  const kept = made.all().map(({ key, message }): VaultChange => {
    const bucket = messageBucket(conversationOf(key), message)
    return { kind: 'message', key, bucket, bytes: encodeMessage(message) }
  })
  await vault.commit([...turn.changes().filter(({ kind }) => kind === 'record'), ...kept])
  const reads = { count: 0, messages: 0 }
  const spied: Vault = {
    ...vault,
    async readMessages(...ranges) {
      const found = await vault.readMessages(...ranges)
      reads.count += 1
      reads.messages += found.flat().length
      return found
    },
  }
  return { vault: spied, reads }
}

const noLine: Line = { open: () => ({ send: () => undefined, close: () => undefined }) }

function engineOn(
  vault: Vault,
  clock: Clock,
  hears: Partial<Pick<EngineParts, 'onEvent' | 'onBroken'>> = {},
): Promise<Engine> {
  const broken = (error: Error): never => {
    throw error
  }
  const { onEvent = () => undefined, onBroken = broken } = hears
  return startEngine({
    vault,
    pieces: memoryPieces(),
    line: noLine,
    clock,
    random,
    mls: tsMls,
    suite: 'classic',
    onEvent,
    onBroken,
  })
}

/** A clock whose seconds come by hand. */
function handTurned(): Clock & { tick(): void } {
  let ticks: (() => void)[] = []
  return {
    now: () => start + messages * 3600,
    everySecond(tick) {
      ticks.push(tick)
      return () => void (ticks = ticks.filter((other) => other !== tick))
    },
    tick: () => ticks.forEach((tick) => tick()),
  }
}
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 5))

test('it starts without reading what need not end, and the list reads one message of each', async () => {
  const { vault, reads } = await fullVault()
  const engine = await engineOn(vault, { ...handTurned(), pause: () => new Promise<void>(() => undefined) })
  await settled()
  // The first piece of what is remembered, and nothing else.
  expect(reads.messages).toBeLessThanOrEqual(messages)
  reads.count = reads.messages = 0
  const chats = await engine.view.chats()
  expect(chats).toHaveLength(conversations)
  expect(chats.every(({ last }) => last?.text === `hay ${messages - 1}`)).toBe(true)
  expect(reads).toEqual({ count: 1, messages: conversations })
  reads.count = reads.messages = 0
  expect((await engine.view.page('peer-3', { limit: 10 }))!.messages).toHaveLength(10)
  expect(reads.messages).toBe(11)
  await engine.close()
})

test('everything is remembered meanwhile: with pauses at once, without them a little every second', async () => {
  const { vault, reads } = await fullVault()
  const seconds = handTurned()
  const engine = await engineOn(vault, { ...seconds, pause: settled })
  seconds.tick()
  await expect.poll(() => reads.messages, { timeout: 5000 }).toBe(conversations * messages)
  reads.count = 0
  expect(await engine.view.search('NEEDLE', 9)).toMatchObject([{ with: 'peer-7', message: { text: 'the needle' } }])
  expect(reads.count).toBe(1)
  await engine.close()

  const other = await fullVault()
  const clock = handTurned()
  const slow = await engineOn(other.vault, clock)
  await settled()
  const first = other.reads.messages
  expect(first).toBeLessThanOrEqual(messages)
  clock.tick()
  await settled()
  expect(other.reads.messages).toBeGreaterThan(first)
  expect(other.reads.messages).toBeLessThan(conversations * messages)
  await slow.close()
})

test('it waits for no disk where nothing has ended, and how late it is is kept with the first thing that happens', async () => {
  const { disk, vault } = await freshVault()
  const clock = handTurned()
  const before = disk.writes()
  const engine = await engineOn(vault, clock)
  expect(disk.writes()).toBe(before)
  clock.tick()
  await engine.settled()
  disk.cut()
  expect((await load(await mustOpen(disk))).time).toEqual({ passed: clock.now(), wall: clock.now(), version: 1 })
})

test('a second that passes while what has ended is being destroyed begins nothing beside it', async () => {
  const { vault } = await freshVault()
  const clock = handTurned()
  const done: string[] = []
  const engine = await engineOn(
    {
      ...vault,
      async takeDue(now) {
        clock.tick()
        await settled()
        done.push('what is due')
        return vault.takeDue(now)
      },
      readPages(from, to) {
        if (from === 0) done.push('secrets')
        return vault.readPages(from, to)
      },
    },
    clock,
  )
  expect(done).toEqual(['what is due'])
  clock.tick()
  await engine.settled()
  expect(done[1]).toBe('secrets')
  await engine.close()
})

test('a channel whose keys are gone is told of once, when somebody can hear it, and begun anew', async () => {
  const { alice } = await twoTalking()
  const turn = new Turn(emptyState, { ...new Bench().at(), now: start })
  turn.state = alice.state
  const { disk, vault } = await freshVault(2048)
  await vault.commit(turn.changes())
  await vault.close()
  const heard = async (): Promise<readonly EngineEvent[]> => {
    const clock = handTurned()
    const events: EngineEvent[] = []
    const engine = await engineOn(await mustOpen(disk), clock, { onEvent: (event) => void events.push(event) })
    expect(events).toEqual([])
    for (let second = 0; second < 3; second++) {
      clock.tick()
      await engine.settled()
    }
    await engine.close()
    return events.filter(({ kind }) => kind === 'warning' || kind === 'chat')
  }
  expect(await heard(), 'the control').toEqual([])
  const { keyring, records } = disk.snapshot()
  const slot = slotOfPage(records.get('pages')!.get(pageKeys.room(1).from)!)!
  disk.restore({ keyring: keyring.fill(0, slot * 64, slot * 64 + 64), records })
  expect(await heard()).toEqual([
    { kind: 'warning', what: 'conversation-lost' },
    { kind: 'chat', conversation: 1 },
  ])
})

test('a search does not wait for that, and finds what an own command has changed', async () => {
  const { vault } = await fullVault()
  const clock = handTurned()
  const engine = await engineOn(vault, clock)
  const [hit] = await engine.view.search('needle', 9)
  expect(hit).toMatchObject({ with: 'peer-7', message: { text: 'the needle' } })
  await engine.command({ do: 'send', to: 'peer-9', text: 'another needle', replyTo: messages })
  const found = await engine.view.search('needle', 9)
  expect(found.map((one) => one.with)).toEqual(['peer-9', 'peer-7'])
  expect(found[0]!.message.quote).toEqual({ from: 'peer-9', text: `hay ${messages - 1}` })
  await engine.command({ do: 'delete', to: 'peer-7', message: hit!.message.number, forEveryone: false })
  expect((await engine.view.search('needle', 9)).map((one) => one.with)).toEqual(['peer-9'])
  await engine.command({ do: 'delete', to: 'peer-9', message: messages, forEveryone: false })
  expect((await engine.view.message('peer-9', messages + 1))!).toMatchObject({ quote: undefined, replyTo: undefined })
  await engine.close()
})

test('a record that cannot be read shows before anything is done, though the list did not want it', async () => {
  const heard = async (spoil: boolean): Promise<readonly string[]> => {
    const { vault } = await fullVault()
    const bytes = encodeConversation((await full!).state.conversations.get(3)!)
    if (spoil) await vault.commit([{ kind: 'record', key: recordKeys.contact(3), bytes }])
    const failed: string[] = []
    const engine = await engineOn(vault, handTurned(), { onBroken: ({ message }) => void failed.push(message) })
    expect((await engine.view.firstChats(2)).length).toBe(2)
    expect(failed).toEqual([])
    await engine.command({ do: 'connect' }).catch((error: Error) => failed.push(error.message))
    await engine.close()
    return failed
  }
  expect(await heard(false), 'the control').toEqual([])
  const [first, ...others] = await heard(true)
  expect(first).toMatch(/cannot be read/)
  expect(others).toEqual([first])
})

test('nothing is read any more once it has closed', async () => {
  const { vault, reads } = await fullVault()
  const engine = await engineOn(vault, { ...handTurned(), pause: settled })
  await engine.close()
  const { messages: before } = reads
  await settled()
  await settled()
  expect(reads.messages).toBe(before)
})
