/** What is being written: kept, and gone when it is sent, changed or past its time, even for somebody who has every file. */
import { expect, test } from 'vitest'
import type { ForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import { load } from '../src/load.ts'
import type { Bench } from './bench.ts'
import { twoTalking } from './two-people.ts'
import { readable } from './vault-attacker.ts'
import { freshVault, mustOpen, passphrase } from './vault-stand.ts'

const draftOf = async (bench: Bench) => (await bench.view().chats())[0]!.draft

async function aliceOnDisk(): Promise<{ alice: Bench; disk: ForgettingDisk }> {
  const { alice } = await twoTalking()
  const { disk, vault } = await freshVault(512)
  alice.vault = vault
  return { alice, disk }
}

/** Somebody has every value that the store was ever given, today's keyring and the passphrase. */
async function attackerReads(disk: ForgettingDisk, text: string): Promise<boolean> {
  return [...(await readable(disk.copy(), passphrase))].some((plain) => plain.includes(text))
}

test('it is kept with what it answers, and an empty text is none', async () => {
  const { alice } = await twoTalking()
  await alice.command({ do: 'draft', to: 'bob', text: 'perhaps', replyTo: 3 })
  expect(await draftOf(alice)).toEqual({ text: 'perhaps', replyTo: 3 })
  expect(alice.events).toContainEqual({ kind: 'chat', conversation: 1 })
  await alice.command({ do: 'draft', to: 'bob', text: 'perhaps not' })
  expect(await draftOf(alice)).toEqual({ text: 'perhaps not', replyTo: undefined })
  await alice.command({ do: 'draft', to: 'bob', text: '', replyTo: 3 })
  expect(await draftOf(alice)).toBeUndefined()
})

test('what cannot be answered is refused, and what is too long', async () => {
  const { alice } = await twoTalking()
  await alice.command({ do: 'timer', to: 'bob', ceiling: 3600 })
  const refused = async (command: { text: string; replyTo?: number }) =>
    alice.command({ do: 'draft', to: 'bob', ...command })
  expect(await refused({ text: 'x', replyTo: 99 })).toEqual({ ok: false, why: 'unknown-message' })
  expect(await refused({ text: 'ü'.repeat(30_001) })).toEqual({ ok: false, why: 'too-long' })
  expect(await alice.command({ do: 'draft', to: 'carol', text: 'x' })).toEqual({
    ok: false,
    why: 'unknown-conversation',
  })
})

test('it survives a restart', async () => {
  const { alice, disk } = await aliceOnDisk()
  await alice.command({ do: 'draft', to: 'bob', text: 'perhaps' })
  await alice.vault!.close()
  const { drafts } = await load(await mustOpen(disk))
  expect(drafts.get(1)).toMatchObject({ text: 'perhaps' })
})

test('what was changed cannot be read again by anybody', async () => {
  const { alice, disk } = await aliceOnDisk()
  await alice.command({ do: 'draft', to: 'bob', text: 'I hate this' })
  expect(await attackerReads(disk, 'I hate this')).toBe(true)
  await alice.command({ do: 'draft', to: 'bob', text: 'I like this' })
  expect(await attackerReads(disk, 'I hate this')).toBe(false)
  expect(await attackerReads(disk, 'I like this')).toBe(true)
  await alice.command({ do: 'draft', to: 'bob', text: '' })
  expect(await attackerReads(disk, 'I like this')).toBe(false)
})

test('what was sent ends with its message, not with a draft', async () => {
  const { alice, disk } = await aliceOnDisk()
  await alice.command({ do: 'draft', to: 'bob', text: 'for a minute' })
  await alice.command({ do: 'send', to: 'bob', text: 'for a minute', ceiling: 60 })
  expect(await draftOf(alice)).toBeUndefined()
  expect(await attackerReads(disk, 'for a minute')).toBe(true)
  await alice.tick(61)
  expect(await attackerReads(disk, 'for a minute')).toBe(false)
})

test('it ends with the conversation’s ceiling from its last change', async () => {
  const { alice, disk } = await aliceOnDisk()
  const { ceiling } = alice.state.conversations.get(1)!
  // Everything that was said ends before.
  await alice.tick(10)
  await alice.command({ do: 'draft', to: 'bob', text: 'perhaps' })
  await alice.tick(ceiling - 1)
  // The same again is no change.
  await alice.command({ do: 'draft', to: 'bob', text: 'perhaps' })
  expect(await draftOf(alice)).toMatchObject({ text: 'perhaps' })
  alice.events = []
  await alice.tick(1)
  expect(await draftOf(alice)).toBeUndefined()
  expect(alice.events).toContainEqual({ kind: 'chat', conversation: 1 })
  expect(await attackerReads(disk, 'perhaps')).toBe(false)
})

test('a reference ends with the message that it names', async () => {
  const { alice, bob, script } = await twoTalking()
  await bob.command({ do: 'send', to: 'alice', text: 'for a minute', ceiling: 60 })
  await script.play(bob)
  await script.fanOut(alice)
  const number = alice.state.conversations.get(1)!.next - 1
  await alice.command({ do: 'draft', to: 'bob', text: 'why?', replyTo: number })
  expect(await draftOf(alice)).toEqual({ text: 'why?', replyTo: number })
  await alice.tick(60)
  expect(await draftOf(alice)).toEqual({ text: 'why?', replyTo: undefined })
})

test('what a block takes with it is not readable either', async () => {
  const { alice, disk } = await aliceOnDisk()
  await alice.command({ do: 'draft', to: 'bob', text: 'nearly sent' })
  await alice.command({ do: 'send', to: 'bob', text: 'never arrives' })
  await alice.command({ do: 'draft', to: 'bob', text: 'nearly sent' })
  for (const text of ['nearly sent', 'never arrives']) expect(await attackerReads(disk, text)).toBe(true)
  await alice.command({ do: 'block', to: 'bob' })
  for (const text of ['nearly sent', 'never arrives']) expect(await attackerReads(disk, text)).toBe(false)
})
