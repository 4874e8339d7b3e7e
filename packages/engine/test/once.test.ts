/** What may be looked at once: covered, opened, gone; and in nothing else. */
import { describe, expect, test } from 'vitest'
import { attachmentOf, shelfName } from '../src/attachments/names.ts'
import { messageContent } from '../src/records/message.ts'
import { onceOpen } from '../src/steps/once.ts'
import type { ShownMessage } from '../src/view.ts'
import { random, type Bench } from './bench.ts'
import { forge } from './forge.ts'
import { attach } from '../src/attachments/attach.ts'
import { hangingFrom } from './hanging-from.ts'
import { Many } from './many-people.ts'
import { readable } from './vault-attacker.ts'
import { freshVault, passphrase } from './vault-stand.ts'

const secret = 'the key is under the mat'
let once: Promise<Many> | undefined
async function friends(): Promise<{ many: Many; alice: Bench; bob: Bench }> {
  const many = (await (once ??= meet())).clone()
  return { many, alice: many.get('alice'), bob: many.get('bob') }
}
async function meet(): Promise<Many> {
  const many = await Many.join('alice', 'bob')
  await many.get('alice').command({ do: 'send', to: 'bob', text: 'hello' })
  await many.settle()
  await many.get('bob').command({ do: 'send', to: 'alice', text: 'hello' })
  await many.settle()
  return many
}
const covered = async (bench: Bench, at: string): Promise<ShownMessage | undefined> =>
  (await bench.view().messages(at))!.find((message) => message.once !== undefined)
async function sent(many: Many, how: object = {}): Promise<void> {
  await many.get('alice').command({ do: 'send', to: 'bob', text: secret, once: true, ...how })
  await many.settle()
}
async function attached(bench: Bench) {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251)
  const source = { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) }
  const sealed = (await attach(source, { shelf: bench.shelf, random }))!
  return { bytes, attachment: { ...sealed, type: 'image/png', name: 'mat.png', form: { kind: 'file' } } as const }
}

describe('what may be looked at once', () => {
  test('is covered, opened once, and gone half a minute later or when somebody is done', async () => {
    const { many, bob } = await friends()
    await sent(many)
    const message = (await covered(bob, 'alice'))!
    expect(message).toMatchObject({ once: { at: 'covered', kind: 'text', here: 1 }, text: undefined, read: false })
    expect(JSON.stringify(message)).not.toContain('mat')
    await bob.command({ do: 'seen', to: 'alice', messages: [message.number] })
    expect(await covered(bob, 'alice'), 'its cover was seen').toMatchObject({ once: { at: 'covered' }, read: false })
    expect(await hangingFrom(bob).reveal('alice', message.number)).toEqual({ ok: true, value: { text: secret } })
    expect(await hangingFrom(bob).reveal('alice', message.number)).toEqual({ ok: false, why: 'already-opened' })
    expect(await covered(bob, 'alice')).toMatchObject({ once: { at: 'opened' }, expires: bob.now + onceOpen })
    await many.pass(onceOpen)
    expect(await covered(bob, 'alice')).toBeUndefined()
    await sent(many)
    const second = (await covered(bob, 'alice'))!.number
    await hangingFrom(bob).reveal('alice', second)
    await bob.command({ do: 'delete', to: 'alice', message: second, forEveryone: false })
    expect([...bob.kept.values()].some((one) => messageContent(one.message).body.kind === 'once')).toBe(false)
  })

  test('lives no longer than its clocks', async () => {
    const { many, bob } = await friends()
    await sent(many, { ceiling: 10, afterRead: 4 })
    const { number } = (await covered(bob, 'alice'))!
    await hangingFrom(bob).reveal('alice', number)
    expect((await covered(bob, 'alice'))!.expires).toBe(bob.now + 4)
    await many.pass(11)
    expect(await covered(bob, 'alice')).toBeUndefined()
  })

  test('can be looked at for half a minute, however long its clocks are', async () => {
    const { many, bob } = await friends()
    await sent(many, { ceiling: 86_400, afterRead: 3600 })
    const { number } = (await covered(bob, 'alice'))!
    await hangingFrom(bob).reveal('alice', number)
    expect((await covered(bob, 'alice'))!.expires).toBe(bob.now + onceOpen)
  })

  test('is not here any more at its author’s as soon as it was sent, and can still be taken back', async () => {
    const { many, alice, bob } = await friends()
    const { disk, vault } = await freshVault()
    alice.vault = vault
    const reads = async (): Promise<boolean> =>
      [...(await readable(disk.copy(), passphrase))].some((text) => text.includes(secret))
    await alice.command({ do: 'send', to: 'bob', text: secret, once: true })
    expect(await covered(alice, 'bob')).toMatchObject({ once: { at: 'waiting', kind: 'text' }, text: undefined })
    expect(await reads(), 'the control').toBe(true)
    await many.settle()
    expect(await reads()).toBe(false)
    const message = (await covered(alice, 'bob'))!
    expect(message).toMatchObject({ once: { at: 'spent', kind: undefined }, mine: true })
    expect(await hangingFrom(alice).reveal('bob', message.number)).toEqual({ ok: false, why: 'unknown-message' })
    await alice.command({ do: 'delete', to: 'bob', message: message.number, forEveryone: true })
    await many.settle()
    expect(await covered(bob, 'alice')).toBeUndefined()
  })

  test('cannot be read again on the device where it was opened', async () => {
    const { many, bob } = await friends()
    const { disk, vault } = await freshVault()
    bob.vault = vault
    await sent(many)
    const reads = async (): Promise<boolean> =>
      [...(await readable(disk.copy(), passphrase))].some((text) => text.includes(secret))
    expect(await reads(), 'the control').toBe(true)
    const { number } = (await covered(bob, 'alice'))!
    await hangingFrom(bob).reveal('alice', number)
    await many.pass(onceOpen)
    expect(await reads()).toBe(false)
  })

  test('is in no search, quote, draft, copy, pin or reaction', async () => {
    const { many, alice, bob } = await friends()
    await sent(many)
    const message = (await covered(bob, 'alice'))!.number
    expect(await bob.view().search('mat', 10)).toEqual([])
    expect((await bob.view().chats())[0]!.last).toMatchObject({ text: undefined, once: { at: 'covered' } })
    const refused = { ok: false, why: 'unknown-message' }
    const to = 'alice'
    expect(await bob.command({ do: 'send', to, text: 'what?', replyTo: message })).toEqual(refused)
    expect(await bob.command({ do: 'draft', to, text: 'what?', replyTo: message })).toEqual(refused)
    expect(await bob.command({ do: 'pin', to, message, on: true })).toEqual(refused)
    expect(await bob.command({ do: 'react', to, message, emoji: '👍' })).toEqual(refused)
    expect(await hangingFrom(bob).forward({ from: to, message, to })).toEqual(refused)
    const own = (await covered(alice, 'bob'))!.number
    expect(await alice.command({ do: 'edit', to: 'bob', message: own, text: 'other' })).toEqual(refused)
    // Of somebody who answers it all the same, nothing is quoted.
    const inReplyTo = [...bob.kept.values()].find((one) => messageContent(one.message).body.kind === 'once')!.message.id
    await forge({ from: alice, to: bob }, { body: { kind: 'text', text: 'see?' }, inReplyTo })
    expect((await bob.view().messages('alice'))!.at(-1)).toMatchObject({ text: 'see?', quote: { text: '' } })
  })

  test('with what hangs on it opens when that is here, and goes with it', async () => {
    const { many, alice, bob } = await friends()
    const { bytes, attachment } = await attached(alice)
    await sent(many, { attachment })
    const name = shelfName(attachment.key)
    expect(alice.shelf.count(name, 2), 'at its author’s').toBe(0)
    const { number, ...message } = (await covered(bob, 'alice'))!
    expect(message).toMatchObject({ attachment: undefined, once: { kind: 'file', here: 0 } })
    expect(await hangingFrom(bob).reveal('alice', number)).toEqual({ ok: false, why: 'not-fetched' })
    const forwarded = await hangingFrom(bob).forward({ from: 'alice', message: number, to: 'alice' })
    expect(forwarded, 'fetching it would not help').toEqual({ ok: false, why: 'unknown-message' })
    await hangingFrom(bob).fetch('alice', number)
    await many.settle()
    expect((await covered(bob, 'alice'))!.once!.here).toBe(1)
    expect(await hangingFrom(bob).open('alice', number), 'nobody saves what is covered').toBeUndefined()
    expect(await hangingFrom(bob).forward({ from: 'alice', message: number, to: 'alice' })).toMatchObject({ ok: false })
    expect(await hangingFrom(bob).reveal('alice', number)).toMatchObject({ ok: true })
    const parts: Uint8Array[] = []
    for await (const part of (await hangingFrom(bob).open('alice', number))!.content) parts.push(part)
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0)
    await bob.command({ do: 'delete', to: 'alice', message: number, forEveryone: false })
    expect(bob.shelf.count(name, 2)).toBe(0)
    expect([...bob.kept.values()].some((one) => attachmentOf(one.message) !== undefined)).toBe(false)
  })

  test('that says nothing when it comes is nothing', async () => {
    const { alice, bob } = await friends()
    const before = bob.kept.size
    await forge({ from: alice, to: bob }, { body: { kind: 'once', said: { kind: 'spent' } } })
    expect(bob.kept.size).toBe(before)
  })
})
