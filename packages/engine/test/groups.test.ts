/** Groups: who is in them, who may do what, and that everybody agrees on it. */
import { limits } from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import type { Command } from '../src/events.ts'
import { Many } from './many-people.ts'
import { join } from './two-people.ts'

const newsroom = Many.newsroom

const order = async (many: Many, name: string, command: Record<string, unknown>) => {
  const answer = await many.get(name).command({ to: many.group(name), ...command } as unknown as Command)
  await many.settle()
  return answer
}
const say = (many: Many, name: string, text: string) => order(many, name, { do: 'send', text })

describe('a group', () => {
  test('begins with everybody who was named, and all read what each writes', async () => {
    const many = await newsroom('bob', 'carol')
    await say(many, 'alice', 'hello all')
    await say(many, 'carol', 'hello alice and bob')
    for (const name of ['alice', 'bob', 'carol']) {
      expect(await many.texts(name)).toEqual(['hello all', 'hello alice and bob'])
      expect((await many.shown(name)).filter((m) => m.text !== undefined).map((m) => m.from)).toEqual([
        'alice',
        'carol',
      ])
      const chat = (await many.get(name).view().chats())[0]!
      expect(chat).toMatchObject({ name: 'Newsroom', with: many.group(name), group: { size: 3, inside: true } })
      expect(many.get(name).warnings()).toEqual([])
    }
    expect(many.members('alice')).toEqual(['alice*', 'bob', 'carol'])
    expect(many.members('bob')).toEqual(['bob', 'alice*', 'carol'])
    expect(new Set(many.authenticators('alice', 'bob', 'carol')).size).toBe(1)
  })

  test('of one is one, too', async () => {
    const many = await newsroom()
    await say(many, 'alice', 'to myself')
    expect(await many.texts('alice')).toEqual(['to myself'])
    expect((await many.shown('alice')).at(-1)).toMatchObject({ state: 'sent' })
  })

  test('leaves out whom nobody knows, and says so', async () => {
    const many = await newsroom('bob')
    await order(many, 'alice', { do: 'add', members: ['nobody'] })
    expect(many.get('alice').events).toContainEqual({
      kind: 'not-added',
      conversation: 1,
      handle: 'nobody',
      why: 'unknown-account',
    })
    expect(many.members('alice')).toEqual(['alice*', 'bob'])
  })

  test('has lines about who came, went and changed what, which end like messages', async () => {
    const many = await newsroom('bob', 'carol')
    await order(many, 'alice', { do: 'shape', name: 'Night desk', announcements: true })
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    await order(many, 'bob', { do: 'remove', member: 'carol' })
    await order(many, 'bob', { do: 'timer', ceiling: 3600 })
    expect(await many.notes('alice')).toEqual([
      'alice added alice',
      'alice added bob carol',
      'alice renamed',
      'alice announcements',
      'alice admins bob',
      'bob removed carol',
      'clocks',
    ])
    expect(await many.notes('bob')).toEqual([
      'alice added bob',
      'alice renamed',
      'alice announcements',
      'alice admins bob',
      'bob removed carol',
      'clocks',
    ])
    expect((await many.notes('carol')).at(-1)).toBe('bob removed carol')
    expect((await many.get('alice').view().chats())[0]).toMatchObject({ name: 'Night desk', ceiling: 3600 })
    await many.pass(10)
    await many.get('alice').tick(28 * 86_400)
    expect(await many.notes('alice')).toEqual([])
  })
})

describe('whoever is added', () => {
  test('sees nothing from before, and everything from then on', async () => {
    const many = await newsroom('bob')
    many.people.set('carol', await join(many.script, 'carol'))
    await say(many, 'alice', 'before')
    await order(many, 'alice', { do: 'add', members: ['carol'] })
    await say(many, 'bob', 'after')
    expect(await many.texts('carol')).toEqual(['after'])
    expect(await many.texts('bob')).toEqual(['before', 'after'])
  })

  test('by a stranger is asked first, and sends nothing until they accept', async () => {
    const many = await Many.join('alice', 'bob')
    await many.get('alice').command({ do: 'create', name: 'Newsroom', members: ['bob'] })
    await many.settle()
    expect((await many.get('bob').view().chats())[0]).toMatchObject({ request: true, group: { by: 'alice' } })
    await order(many, 'bob', { do: 'accept' })
    expect((await many.get('bob').view().chats())[0]).toMatchObject({ request: false })
  })

  test('by somebody they talk to is in at once', async () => {
    const many = await Many.join('alice', 'bob')
    await many.get('bob').command({ do: 'send', to: 'alice', text: 'hi' })
    await many.settle()
    await many.get('alice').command({ do: 'accept', to: 'bob' })
    await many.settle()
    await many.get('alice').command({ do: 'create', name: 'Newsroom', members: ['bob'] })
    await many.settle()
    const chat = (await many.get('bob').view().chats()).find((one) => one.group !== undefined)
    expect(chat).toMatchObject({ request: false, name: 'Newsroom' })
  })
})

describe('whoever is removed', () => {
  test('reads nothing from then on, writes nothing, and can come back', async () => {
    const many = await newsroom('bob', 'carol')
    await say(many, 'alice', 'first')
    await order(many, 'alice', { do: 'remove', member: 'carol' })
    await say(many, 'bob', 'second')
    expect(await many.texts('carol')).toEqual(['first'])
    expect(await say(many, 'carol', 'still here?')).toEqual({ ok: false, why: 'left' })
    expect(many.members('alice')).toEqual(['alice*', 'bob'])
    expect(many.get('carol').warnings()).toEqual([])
    await order(many, 'alice', { do: 'add', members: ['carol'] })
    await order(many, 'carol', { do: 'accept' })
    await say(many, 'carol', 'third')
    expect(await many.texts('bob')).toEqual(['first', 'second', 'third'])
    expect(await many.texts('carol')).toEqual(['first', 'third'])
  })
})

test('whoever is removed and added again while away reads what was written before and after, and not between', async () => {
  const many = await newsroom('bob', 'carol')
  await many.get('carol').input({ kind: 'line-closed' })
  const rest = async (command: Record<string, unknown>): Promise<void> => {
    await many.get('alice').command({ to: many.group('alice'), ...command } as unknown as Command)
    await many.settle('alice', 'bob')
  }
  await rest({ do: 'send', text: 'before' })
  await rest({ do: 'remove', member: 'carol' })
  await rest({ do: 'send', text: 'between' })
  await rest({ do: 'add', members: ['carol'] })
  await rest({ do: 'send', text: 'after' })
  await many.script.connect(many.get('carol'))
  await many.settle()
  expect(await many.texts('carol')).toEqual(['before', 'after'])
  expect(many.members('carol')).toHaveLength(3)
  expect(new Set(many.authenticators('alice', 'bob', 'carol')).size).toBe(1)
})

describe('whoever leaves', () => {
  test('is removed by one of the others, and the rest go on', async () => {
    const many = await newsroom('bob', 'carol', 'dave')
    await order(many, 'carol', { do: 'leave' })
    expect((await many.get('carol').view().chats())[0]).toMatchObject({ group: { inside: false } })
    await many.pass(5)
    for (const name of ['alice', 'bob', 'dave']) {
      expect(many.members(name)).toHaveLength(3)
      expect((await many.notes(name)).at(-1)).toBe('left carol')
    }
    await say(many, 'dave', 'she left')
    expect(await many.texts('alice')).toEqual(['she left'])
    expect(await many.texts('carol')).toEqual([])
    expect(new Set(many.authenticators('alice', 'bob', 'dave')).size).toBe(1)
  })

  test('without having been heard, and is removed and added again meanwhile, is in again and can go and come', async () => {
    const many = await newsroom('bob', 'carol')
    await many.get('carol').input({ kind: 'line-closed' })
    await many.get('carol').command({ do: 'leave', to: many.group('carol') })
    await order(many, 'alice', { do: 'remove', member: 'carol' })
    await order(many, 'alice', { do: 'add', members: ['carol'] })
    await many.script.connect(many.get('carol'))
    await many.pass(5)
    await say(many, 'carol', 'here')
    await many.pass(5)
    await say(many, 'bob', 'welcome back')
    expect(await many.texts('carol')).toEqual(['here', 'welcome back'])
    await order(many, 'carol', { do: 'leave' })
    await many.pass(5)
    expect(many.members('bob')).toHaveLength(2)
    await order(many, 'alice', { do: 'add', members: ['carol'] })
    await say(many, 'bob', 'again')
    expect((await many.texts('carol')).at(-1)).toBe('again')
    expect(many.get('carol').warnings()).toEqual([])
  })

  test('is heard also where messages of the group end sooner than somebody has the line again', async () => {
    const many = await newsroom('bob', 'carol')
    await order(many, 'alice', { do: 'timer', ceiling: 60 })
    for (const name of ['alice', 'bob', 'carol']) await many.get(name).input({ kind: 'line-closed' })
    await many.get('carol').command({ do: 'leave', to: many.group('carol') })
    await many.pass(100)
    await many.script.connect(many.get('carol'))
    await many.pass(100)
    for (const name of ['alice', 'bob']) await many.script.connect(many.get(name))
    await many.pass(10)
    expect(many.members('bob').toSorted()).toEqual(['alice*', 'bob'])
    expect((await many.notes('bob')).at(-1)).toBe('left carol')
  })

  test('as the only administrator has to make somebody else one first', async () => {
    const many = await newsroom('bob')
    expect(await order(many, 'alice', { do: 'leave' })).toEqual({ ok: false, why: 'last-admin' })
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    expect(await order(many, 'alice', { do: 'leave' })).toEqual({ ok: true })
    await many.pass(5)
    expect(many.members('bob')).toEqual(['bob*'])
    expect(await order(many, 'bob', { do: 'leave' })).toEqual({ ok: true })
  })

  test.each(['alice', 'bob'])(
    'in the moment in which the other administrator gives that up goes, whichever is ordered first: %s',
    async (first) => {
      const many = await newsroom('bob', 'carol')
      await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
      await many.get('bob').command({ do: 'leave', to: many.group('bob') })
      await many.get('alice').command({ do: 'appoint', to: many.group('alice'), member: 'alice', admin: false })
      await many.settle(first)
      await many.settle()
      await many.pass(10)
      await say(many, 'carol', 'and on')
      expect(await many.texts('alice')).toEqual(['and on'])
      expect(await many.texts('bob')).toEqual([])
      for (const name of ['alice', 'bob', 'carol']) expect(many.get(name).warnings(), name).toEqual([])
      for (const name of ['alice', 'carol']) {
        expect(many.members(name)).toHaveLength(2)
        expect((await many.notes(name)).at(-1)).toBe('left bob')
      }
    },
  )
})

describe('what only administrators may', () => {
  test.each([
    { do: 'add', members: ['dave'] },
    { do: 'remove', member: 'alice' },
    { do: 'appoint', member: 'bob', admin: true },
    { do: 'shape', name: 'Mine' },
    { do: 'shape', announcements: true },
  ])('is refused to members: %j', async (command) => {
    const many = await newsroom('bob')
    expect(await order(many, 'bob', command)).toEqual({ ok: false, why: 'not-admin' })
    expect(await order(many, 'alice', command.do === 'remove' ? { do: 'remove', member: 'bob' } : command)).toEqual({
      ok: true,
    })
  })

  test('members make the clocks shorter where the policy lets them, and never longer', async () => {
    const many = await newsroom('bob')
    expect(await order(many, 'bob', { do: 'timer', ceiling: 3600 })).toEqual({ ok: true })
    expect((await many.get('alice').view().chats())[0]).toMatchObject({ ceiling: 3600 })
    expect(await order(many, 'bob', { do: 'timer', ceiling: 7200 })).toEqual({ ok: false, why: 'longer-than-policy' })
    await order(many, 'alice', { do: 'shape', shorten: 'admins' })
    expect(await order(many, 'bob', { do: 'timer', ceiling: 60 })).toEqual({ ok: false, why: 'not-admin' })
    expect(await order(many, 'alice', { do: 'timer', ceiling: 7200 })).toEqual({ ok: true })
  })

  test('nobody else writes where only they do', async () => {
    const many = await newsroom('bob')
    await order(many, 'alice', { do: 'shape', announcements: true })
    expect(await say(many, 'bob', 'may I?')).toEqual({ ok: false, why: 'admins-only' })
    await say(many, 'alice', 'no')
    expect(await many.texts('bob')).toEqual(['no'])
  })

  test('what somebody wrote before they heard of that waits, and says why', async () => {
    const many = await newsroom('bob', 'carol')
    await many.get('bob').input({ kind: 'line-closed' })
    await many.get('bob').command({ do: 'send', to: many.group('bob'), text: 'too late' })
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), announcements: true })
    await many.settle('alice', 'carol')
    await many.script.connect(many.get('bob'))
    await many.settle()
    expect((await many.get('bob').view().chats())[0]).toMatchObject({ trouble: 'admins-only', queued: 1 })
    expect(await many.texts('carol')).toEqual([])
    await order(many, 'alice', { do: 'shape', announcements: false })
    expect(await many.texts('carol')).toEqual(['too late'])
  })
})

test('two who change a group at the same moment both get what they want', async () => {
  const many = await newsroom('bob', 'carol')
  await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
  await many.get('bob').command({ do: 'remove', to: many.group('bob'), member: 'carol' })
  await many.get('bob').command({ do: 'timer', to: many.group('bob'), ceiling: 3600 })
  await many.settle()
  for (const name of ['alice', 'bob']) {
    expect((await many.get(name).view().chats())[0]).toMatchObject({
      name: 'Night desk',
      ceiling: 3600,
      group: { size: 2 },
    })
  }
  expect(new Set(many.authenticators('alice', 'bob')).size).toBe(1)
})

test('what is written while a group changes arrives once at everybody', async () => {
  const many = await newsroom('bob', 'carol')
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
  await many.get('bob').command({ do: 'send', to: many.group('bob'), text: 'at the same time' })
  await many.settle()
  for (const name of ['alice', 'bob', 'carol']) expect(await many.texts(name)).toEqual(['at the same time'])
})

describe('what all who join share', () => {
  const many = async (): Promise<Many> => {
    const guests = Array.from({ length: 40 }, (_, i) => `guest-${i}`)
    const people = await Many.join('alice', ...guests)
    await people.get('alice').command({ do: 'create', name: 'Newsroom', members: guests })
    return people
  }

  test('lies at the server once, and letters of strangers are short enough', async () => {
    const people = await many()
    await people.settle('alice')
    const letters = [...people.script.letters.values()].flat()
    expect(letters).toHaveLength(40)
    for (const { body } of letters) expect(body.length).toBeLessThanOrEqual(limits.letter)
    expect(people.script.blobs.size).toBe(1)
    await people.settle('alice', 'guest-0', 'guest-39')
    for (const name of ['guest-0', 'guest-39']) expect(people.members(name)).toHaveLength(41)
    expect(people.get('alice').state.uploads.size).toBe(0)
    expect(people.get('guest-0').state.blobs.size).toBe(0)
  })

  test('that the server has lost or changed lets nobody in, and nobody hang', async () => {
    const people = await many()
    await people.settle('alice')
    const [[id, body]] = [...people.script.blobs] as [[string, Uint8Array]]
    people.script.blobs.delete(id)
    await people.settle('guest-0')
    people.script.blobs.set(
      id,
      body.map((byte) => byte ^ 1),
    )
    await people.settle('guest-1')
    people.script.blobs.set(id, body)
    await people.settle('guest-2')
    for (const name of ['guest-0', 'guest-1']) {
      expect(people.get(name).state.rosters.size).toBe(0)
      expect(people.get(name).warnings()).toEqual(['bad-letter'])
      expect(people.get(name).state.letters.size).toBe(0)
    }
    // The control.
    expect(people.get('guest-2').state.rosters.size).toBe(1)
  })
})
