/** What a lying server can say, and what it gets: nothing is destroyed, nothing queued is lost, somebody is told. */
import { describe, expect, test } from 'vitest'
import { epochKey, entryId } from '@ebb/protocol'
import { createDevice } from '@ebb/seal'
import { commandLines, warningLines } from '../src/lines.ts'
import { random } from './bench.ts'
import { Script, type EntryTell } from './script.ts'
import { join, twoTalking, type Two } from './two-people.ts'

const year = 365 * 86_400

/** Bob has written; this is what alice is to be told. */
async function bobWrites({ script, alice, bob }: Two, act: Parameters<typeof bob.command>[0]): Promise<EntryTell> {
  await bob.command(act)
  await script.play(bob)
  return script.segment(alice.state.rooms.get(1)!.channel, alice.state.groups.get(1)!.epoch).at(-1)!
}

describe('an entry', () => {
  test('under an id that is not the hash of its bytes: nothing is taken, the line is given up', async () => {
    const two = await twoTalking()
    const entry = await bobWrites(two, { do: 'send', to: 'alice', text: 'true' })
    const { alice, script } = two
    await alice.told({ ...entry, id: entryId(random(16)) })
    expect(alice.warnings()).toEqual(['wrong-entry'])
    expect(alice.texts()).not.toContain('true (received)')
    expect(alice.state.line.at).toBe('waiting')
    // An honest connection afterwards finds it.
    await script.connect(alice)
    expect(alice.texts()).toContain('true (received)')
  })

  test('at a place that does not follow: read again from where we are', async () => {
    const two = await twoTalking()
    const entry = await bobWrites(two, { do: 'send', to: 'alice', text: 'true' })
    const { alice, script } = two
    await alice.told({ ...entry, seq: entry.seq + 1 })
    expect(alice.warnings()).toEqual(['wrong-entry'])
    expect(alice.asked('open')).toBe(true)
    await script.play(alice)
    expect(alice.texts()).toContain('true (received)')
  })

  test('that is told twice is taken once', async () => {
    const two = await twoTalking()
    const entry = await bobWrites(two, { do: 'send', to: 'alice', text: 'true' })
    const { alice } = two
    await alice.told(entry, entry)
    await alice.told(entry)
    expect(alice.texts().filter((text) => text.startsWith('true'))).toHaveLength(1)
    expect(alice.warnings()).toEqual([])
  })

  test('that nobody of this group has written is a warning and no end', async () => {
    const two = await twoTalking()
    const { alice, script } = two
    const room = alice.state.rooms.get(1)!
    const body = random(800)
    const forged = { kind: 'append', req: 1, channel: room.channel, n: 1, bucket: 0, body } as const
    script.append(forged)
    await script.fanOut(alice)
    expect(alice.warnings()).toEqual(['unreadable-message'])
    await bobWrites(two, { do: 'send', to: 'alice', text: 'after it' })
    await script.fanOut(two.bob)
    await script.fanOut(alice)
    expect(alice.texts()).toContain('after it (received)')
  })

  test('a commit with another next key than it gives is not followed', async () => {
    const two = await twoTalking()
    const entry = await bobWrites(two, { do: 'timer', to: 'alice', ceiling: 3600 })
    const { alice } = two
    await alice.told({ ...entry, next: epochKey(createDevice(random).key) })
    expect(alice.warnings()).toEqual(['wrong-epoch-key', 'conversation-lost'])
    expect(alice.state.rooms.get(1)!.stage).toBe('lost')
    expect(alice.texts()).toContain('hello (sent)')
  })

  test('one’s own commit under another next key is a lie', async () => {
    const { alice, script } = await twoTalking()
    await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 })
    script.answer(alice, alice.take('commit'))
    const entry = script.segment(alice.state.rooms.get(1)!.channel, 1).at(-1)!
    await alice.told({ ...entry, next: epochKey(random(32)) })
    expect(alice.warnings()).toEqual(['wrong-entry'])
    expect(alice.state.rooms.get(1)!.staged).not.toBeNull()
  })

  test('that has expired leaves its place behind, and the history goes on', async () => {
    const two = await twoTalking()
    const { alice, bob, script } = two
    const first = await bobWrites(two, { do: 'send', to: 'alice', text: 'gone' })
    const second = await bobWrites(two, { do: 'send', to: 'alice', text: 'there' })
    await alice.told({ kind: 'expired', channel: first.channel, seq: first.seq, id: first.id, of: 'message' }, second)
    await script.fanOut(bob)
    expect(alice.texts().at(-1)).toBe('there (received)')
    expect(alice.state.rooms.get(1)!.hash).toEqual(bob.state.rooms.get(1)!.hash)
    expect(alice.warnings()).toEqual([])
  })

  test('a history that begins behind our place is lost: the queue goes on in a new channel', async () => {
    const two = await twoTalking()
    const { alice, script } = two
    await alice.input({ kind: 'line-closed' })
    const entry = await bobWrites(two, { do: 'send', to: 'alice', text: 'one' })
    await alice.command({ do: 'send', to: 'bob', text: 'waits' })
    await alice.command({ do: 'connect' })
    await script.greet(alice)
    for (const kind of ['authenticate', 'stock'] as const) await alice.told(...script.answer(alice, alice.take(kind)))
    const open = alice.take('open')
    await alice.told({ kind: 'opened', req: open.req, last: entry.seq + 5 }, { ...entry, seq: entry.seq + 5 })
    expect(alice.warnings()).toEqual(['conversation-lost'])
    await script.play(alice)
    expect(alice.texts().at(-1)).toBe('waits (sent)')
    expect(alice.state.rooms.get(2)!.stage).toBe('standing')
  })

  test('that is announced and never comes ends the waiting after five minutes', async () => {
    const { alice, script } = await twoTalking()
    await alice.input({ kind: 'line-closed' })
    await alice.command({ do: 'send', to: 'bob', text: 'waits' })
    await alice.command({ do: 'connect' })
    await script.greet(alice)
    for (const kind of ['authenticate', 'stock'] as const) await alice.told(...script.answer(alice, alice.take(kind)))
    const open = alice.take('open')
    await alice.told({ kind: 'opened', req: open.req, last: open.from })
    // Sleeping counts once.
    await alice.tick(7200)
    for (let i = 0; i < 19; i++) await alice.tick(15)
    expect(alice.warnings()).toEqual([])
    await alice.tick(15)
    expect(alice.warnings()).toEqual(['conversation-lost'])
    await script.play(alice)
    expect(alice.texts().at(-1)).toBe('waits (sent)')
  })
})

describe('a hello', () => {
  test.each([
    ['by another key', { server: createDevice(random).key }],
    ['from another origin', { origin: 'https://other.example' }],
    ['whose proof is for another nonce', { proof: new Script().hello(random(32)).proof }],
  ])('%s bars the way and sends nothing', async (_, changed) => {
    const { alice, script } = await twoTalking()
    await alice.command({ do: 'send', to: 'bob', text: 'kept' })
    await alice.input({ kind: 'line-closed' })
    await alice.command({ do: 'connect' })
    await script.greet(alice, changed)
    expect(alice.asks).toEqual([])
    expect(alice.events.at(-1)).toEqual({ kind: 'line', at: 'barred', why: 'wrong-server' })
    expect(alice.texts()).toContain('kept (queued)')
    expect(commandLines['wrong-server']).toMatch(/Do not go on/)
    await script.connect(await again(alice))
    expect(alice.texts()).toContain('kept (sent)')
  })

  test('of a server that is a year ahead destroys nothing; what is refused stays queued', async () => {
    const { alice, script } = await twoTalking()
    await alice.input({ kind: 'line-closed' })
    await alice.command({ do: 'send', to: 'bob', text: 'kept' })
    script.now += year
    await alice.command({ do: 'connect' })
    await script.greet(alice)
    for (const kind of ['authenticate', 'stock', 'open'] as const)
      await alice.told(...script.answer(alice, alice.take(kind)))
    const append = alice.take('append')
    await alice.told({ kind: 'refused', req: append.req, why: 'bad-bucket' })
    await alice.tick(1)
    expect(alice.warnings()).toEqual(['server-clock'])
    expect(warningLines['server-clock']).toMatch(/Check the time/)
    expect(alice.events).toContainEqual({ kind: 'not-sent', conversation: 1, why: 'bad-bucket' })
    expect(commandLines['bad-bucket']).toMatch(/Check the time/)
    expect(alice.texts()).toEqual(['hello (sent)', 'hi (received)', 'kept (queued)'])
    // Once the server's clock is right again, it goes out by itself.
    script.now -= year
    await alice.tick(20)
    await script.play(alice)
    expect(alice.texts().at(-1)).toBe('kept (sent)')
  })

  test('of a server that lies a year ahead ends nothing that came before or comes after', async () => {
    const two = await twoTalking()
    two.script.now += year
    await two.alice.input({ kind: 'line-closed' })
    await two.script.connect(two.alice)
    const entry = await bobWrites(two, { do: 'send', to: 'alice', text: 'still' })
    await two.alice.told(entry)
    expect(two.alice.texts()).toEqual(['hello (sent)', 'hi (received)', 'still (received)'])
  })
})

test('bytes that are no frame: the line is given up and tried again', async () => {
  const { alice, script } = await twoTalking()
  await alice.input({ kind: 'arrived', bytes: Uint8Array.of(0xff, 1, 2) })
  expect(alice.warnings()).toEqual(['wrong-entry'])
  expect(alice.state.line.at).toBe('waiting')
  await script.connect(alice)
  expect(alice.state.line.at).toBe('online')
})

test('an identity that has changed blocks sending until a person has decided', async () => {
  const { alice, script } = await twoTalking()
  const other = await join(new Script(), 'bob')
  await alice.input({ kind: 'line-closed' })
  // The handle now leads to another account, and the old channel is gone.
  script.chains.set('bob', other.state.profile!.chain)
  const conversation = alice.state.conversations.get(1)!
  alice.state = { ...alice.state, conversations: new Map([[1, { ...conversation, stage: 'seeking', rooms: [] }]]) }
  await alice.command({ do: 'send', to: 'bob', text: 'secret' })
  await alice.command({ do: 'connect' })
  await script.greet(alice)
  await script.play(alice)
  expect(alice.events).toContainEqual({ kind: 'not-sent', conversation: 1, why: 'identity-changed' })
  expect(alice.texts().at(-1)).toBe('secret (queued)')
  expect(commandLines['identity-changed']).toMatch(/another account/)
})

async function again<T extends { command(what: { do: 'connect' }): Promise<unknown> }>(bench: T): Promise<T> {
  await bench.command({ do: 'connect' })
  return bench
}
