/** What one side's messages can do to the other's. */
import { encodeContent, encodePayload, entryIdOf, type Body, type Content } from '@ebb/protocol'
import { sha256, tsMls } from '@ebb/seal'
import { expect, test } from 'vitest'
import { random, type Bench } from './bench.ts'
import type { EntryTell } from './script.ts'
import { twoTalking, type Two } from './two-people.ts'

/** An entry that Bob's device seals and his engine would not have written. */
async function forged(
  { alice, bob }: Two,
  content: Omit<Content, 'salt' | 'inReplyTo' | 'sent' | 'count'> & { sent?: number },
): Promise<EntryTell> {
  const group = bob.state.groups.get(1)!
  const room = alice.state.rooms.get(1)!
  const packed = encodeContent({ salt: random(16), inReplyTo: null, sent: bob.now, count: 7, ...content })
  const payload = encodePayload({
    seq: room.seq,
    hash: room.hash,
    authenticator: group.authenticator.slice(0, 16),
    content: packed,
  })
  const { bytes } = await tsMls.encrypt(group, payload)
  return {
    kind: 'entry',
    channel: room.channel,
    seq: room.seq + 1,
    id: entryIdOf(bytes, sha256),
    of: 'message',
    bucket: 0,
    next: null,
    body: bytes,
  }
}

const idOf = (bench: Bench, text: string): Uint8Array => {
  const found = [...bench.kept.values()].find(({ message }) => Buffer.from(message.content).includes(text))
  return found!.message.id
}
const text = (said: string): Body => ({ kind: 'text', text: said })
const clocks = { ceiling: 3600, afterRead: null }

test('nobody deletes what another has written; their own they do', async () => {
  const two = await twoTalking()
  const { alice } = two
  const entry = await forged(two, { ...clocks, replaces: idOf(alice, 'hello'), body: { kind: 'delete' } })
  await alice.told(entry)
  expect(alice.texts()).toEqual(['hello (sent)', 'hi (received)'])
  const own = await twoTalking()
  await own.alice.told(await forged(own, { ...clocks, replaces: idOf(own.alice, 'hi'), body: { kind: 'delete' } }))
  expect(own.alice.texts()).toEqual(['hello (sent)'])
})

test('a message lives no longer than the conversation’s policy, whatever it says', async () => {
  const two = await twoTalking()
  const { alice } = two
  const conversation = alice.state.conversations.get(1)!
  alice.state = { ...alice.state, conversations: new Map([[1, { ...conversation, ceiling: 100, afterRead: 10 }]]) }
  await alice.told(await forged(two, { replaces: null, ceiling: 3600, afterRead: null, body: text('long') }))
  const kept = [...alice.kept.values()].at(-1)!.message
  expect(kept).toMatchObject({ ceiling: 100, afterRead: 10 })
})

test('a message cannot be dated forward to live longer; dated back, it ends earlier', async () => {
  const two = await twoTalking()
  await two.alice.told(
    await forged(two, { ...clocks, replaces: null, sent: two.bob.now + 86_400, body: text('from tomorrow') }),
  )
  expect([...two.alice.kept.values()].at(-1)!.message.sent).toBe(two.alice.now)
  const back = await twoTalking()
  await back.alice.told(
    await forged(back, { ...clocks, replaces: null, sent: back.bob.now - 7200, body: text('from the past') }),
  )
  expect(back.alice.texts()).not.toContain('from the past (received)')
})

test('a kind that this version does not know is kept', async () => {
  const two = await twoTalking()
  await two.alice.told(
    await forged(two, {
      ...clocks,
      replaces: null,
      body: { kind: 'unknown', bytes: Uint8Array.of(0x82, 0x18, 99, 1) },
    }),
  )
  expect(two.alice.events.at(-1)).toMatchObject({ kind: 'message' })
  expect(two.alice.kept.size).toBeGreaterThanOrEqual(3)
})

test('a payload that is none is a warning, and the next message is read', async () => {
  const two = await twoTalking()
  const { alice, bob } = two
  const room = alice.state.rooms.get(1)!
  const { group, bytes } = await tsMls.encrypt(bob.state.groups.get(1)!, Uint8Array.of(1, 2, 3))
  bob.state = { ...bob.state, groups: new Map([[1, group]]) }
  await alice.told({
    kind: 'entry',
    channel: room.channel,
    seq: room.seq + 1,
    id: entryIdOf(bytes, sha256),
    of: 'message',
    bucket: 0,
    next: null,
    body: bytes,
  })
  expect(alice.warnings()).toEqual(['unreadable-message'])
  await alice.told(await forged(two, { ...clocks, replaces: null, body: text('after it') }))
  expect(alice.texts()).toContain('after it (received)')
})

test('somebody who has seen another history is noticed', async () => {
  const two = await twoTalking()
  const { alice, bob } = two
  const room = alice.state.rooms.get(1)!
  const group = bob.state.groups.get(1)!
  const content = encodeContent({
    salt: random(16),
    inReplyTo: null,
    replaces: null,
    sent: bob.now,
    count: 7,
    ...clocks,
    body: text('from elsewhere'),
  })
  const seen = { seq: room.seq, authenticator: group.authenticator.slice(0, 16), content }
  const other = Uint8Array.from(room.hash, (byte) => byte ^ 1) as typeof room.hash
  const { bytes } = await tsMls.encrypt(group, encodePayload({ ...seen, hash: other }))
  await alice.told({
    kind: 'entry',
    channel: room.channel,
    seq: room.seq + 1,
    id: entryIdOf(bytes, sha256),
    of: 'message',
    bucket: 0,
    next: null,
    body: bytes,
  })
  expect(alice.warnings()).toEqual(['history-differs'])
})
