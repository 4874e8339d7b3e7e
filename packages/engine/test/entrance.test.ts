/** Links into groups: who asks by them, who decides, and what nobody gets by them. */
import {
  accountId,
  decodePolicy,
  encodePolicy,
  groupLinkText,
  hex,
  limits,
  readGroupLink,
  type GroupLink,
  type GroupPolicy,
} from '@ebb/protocol'
import { describe, expect, test } from 'vitest'
import type { Answer, Command } from '../src/events.ts'
import type { Roster } from '../src/records/roster.ts'
import { Many } from './many-people.ts'
import { origin } from './script.ts'
import { join } from './two-people.ts'

/** A group that Alice leads, and people outside. */
async function newsroom(inside: readonly string[], ...outside: readonly string[]): Promise<Many> {
  const many = await Many.newsroom(...inside)
  for (const name of outside) many.people.set(name, await join(many.script, name))
  return many
}

async function order(many: Many, name: string, command: Record<string, unknown>) {
  const answer = await many.get(name).command({ to: many.group(name), ...command } as unknown as Command)
  await many.settle()
  return answer
}

async function makeLink(many: Many, how: Record<string, unknown> = {}, name = 'alice'): Promise<string> {
  return linkIn(await order(many, name, { do: 'link', ...how }))
}

function linkIn(answer: Answer | undefined): string {
  if (answer?.ok !== true) throw new Error('no link was made')
  return answer.value!.link!
}

/** The answer comes when the server has said who made the link. */
async function ask(many: Many, name: string, link: string, what: 'knock' | 'look' = 'knock') {
  const bench = many.get(name)
  const before = new Set(bench.answers.keys())
  const now = await bench.command({ do: what, link })
  await many.settle()
  const [late] = [...bench.answers].filter(([number]) => !before.has(number)).map(([, answer]) => answer)
  return now ?? late
}

const asked = (many: Many, name: string) => many.get(name).view().knocks()
const entrance = (many: Many, name: string) => many.get(name).view().entrance(many.group(name))
const waiting = (many: Many, name: string) => entrance(many, name)?.asking
const isIn = (many: Many, name: string) => many.members('alice').some((one) => one.replace('*', '') === name)

describe('a link into a group', () => {
  test('says which and by whom, and whoever asks is let in by an administrator, into what is said from then on', async () => {
    const many = await newsroom(['bob'], 'dave')
    await order(many, 'alice', { do: 'send', text: 'before' })
    const link = await makeLink(many)
    const ends = many.script.now + 7 * 86_400
    expect(await ask(many, 'dave', link, 'look')).toEqual({
      ok: true,
      value: { group: { name: 'Newsroom', by: 'alice', ends, approval: true } },
    })
    expect(waiting(many, 'alice')).toEqual([])
    await ask(many, 'dave', link)
    expect(asked(many, 'dave')).toMatchObject([{ name: 'Newsroom', by: 'alice', state: 'asked' }])
    expect(waiting(many, 'alice')).toEqual(['dave'])
    expect(isIn(many, 'dave')).toBe(false)
    expect(many.get('alice').events).toContainEqual({ kind: 'knock', conversation: 1, handle: 'dave' })
    expect((await many.get('alice').view().chats())[0]).toMatchObject({ group: { asking: 1 } })
    expect(await order(many, 'alice', { do: 'decide', member: 'dave', admit: true })).toEqual({ ok: true })
    expect(many.members('bob')).toEqual(['bob', 'alice*', 'dave'])
    expect(asked(many, 'dave')).toEqual([])
    // Whoever has asked is not asked again.
    expect((await many.get('dave').view().chats())[0]).toMatchObject({ name: 'Newsroom', request: false })
    await order(many, 'bob', { do: 'send', text: 'after' })
    expect(await many.texts('dave')).toEqual(['after'])
    for (const name of ['alice', 'bob', 'dave']) expect(many.get(name).warnings()).toEqual([])
  })

  test('without approval lets in whoever asks, when an administrator’s device is next online', async () => {
    const many = await newsroom(['bob'], 'dave')
    const link = await makeLink(many, { approval: false })
    await many.get('alice').input({ kind: 'line-closed' })
    await many.get('dave').command({ do: 'knock', link })
    await many.settle('bob', 'dave')
    expect(asked(many, 'dave')).toMatchObject([{ state: 'asked' }])
    await many.script.connect(many.get('alice'))
    await many.settle()
    expect(isIn(many, 'dave')).toBe(true)
    expect((await many.get('dave').view().chats())[0]).toMatchObject({ name: 'Newsroom', request: false })
  })

  test('is answered by another administrator where its maker is away', async () => {
    const many = await newsroom(['bob'], 'dave')
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    const link = await makeLink(many)
    await many.get('alice').input({ kind: 'line-closed' })
    await many.get('dave').command({ do: 'knock', link })
    await many.settle('bob', 'dave')
    expect(waiting(many, 'bob')).toEqual(['dave'])
    await many.get('bob').command({ do: 'decide', to: many.group('bob'), member: 'dave', admit: true })
    await many.settle('bob', 'dave')
    expect(many.members('bob')).toHaveLength(3)
    await many.script.connect(many.get('alice'))
    await many.settle()
    expect(waiting(many, 'alice')).toEqual([])
    expect(entrance(many, 'alice')!.links).toMatchObject([{ used: 1 }])
  })

  test('is told to everybody in the group, and no text of it to anybody', async () => {
    const many = await newsroom(['bob'])
    const link = await makeLink(many)
    expect((await many.notes('bob')).at(-1)).toBe('alice linked')
    expect((await many.notes('alice')).at(-1)).toBe('alice linked')
    const kept = [...many.get('bob').state.entrances.values()].flatMap(({ links }) => links)
    expect(kept).toHaveLength(1)
    const { link: read } = readGroupLink(link)!
    expect(JSON.stringify(kept.map((one) => hex(one.hash)))).not.toContain(hex(read.secret))
    expect(kept[0]!.text).toBeNull()
    // Who does not lead is shown neither links nor requests.
    expect(entrance(many, 'bob')).toBeUndefined()
  })

  test('of which a member speaks who does not lead is none, and none is revoked by them', async () => {
    const many = await newsroom(['bob'], 'dave')
    const link = await makeLink(many)
    // Bob's program believes that he leads.
    const bob = many.get('bob')
    const [[number, roster]] = [...bob.state.rosters] as [[number, Roster]]
    const policy = decodePolicy(roster.policy) as { readonly value: GroupPolicy }
    const admins = [...policy.value.admins, bob.state.profile!.account]
    const lie = encodePolicy({ ...policy.value, admins })
    bob.state = { ...bob.state, rosters: new Map([[number, { ...roster, policy: lie }]]) }
    const own = await makeLink(many, {}, 'bob')
    const name = entrance(many, 'bob')!.links[0]!.link
    expect(await order(many, 'bob', { do: 'unlink', link: name })).toEqual({ ok: true })
    expect(entrance(many, 'alice')!.links).toHaveLength(1)
    expect(entrance(many, 'alice')!.links).toMatchObject([{ by: 'alice', text: link }])
    await ask(many, 'dave', own)
    expect(isIn(many, 'dave')).toBe(false)
    expect(waiting(many, 'alice')).toEqual([])
    // The control: by the one that stands, dave is heard.
    await ask(many, 'dave', link)
    expect(waiting(many, 'alice')).toEqual(['dave'])
  })

  test.each([
    [{ do: 'link' }, 'not-admin'],
    [{ do: 'unlink', link: '00' }, 'not-admin'],
    [{ do: 'decide', member: 'dave', admit: true }, 'not-admin'],
  ])('is for administrators: %j', async (command, why) => {
    const many = await newsroom(['bob'])
    expect(await order(many, 'bob', command)).toEqual({ ok: false, why })
  })

  test.each([
    [{ do: 'link', lasts: 0 }, 'bad-link-life'],
    [{ do: 'link', lasts: limits.groupLinkLife + 1 }, 'bad-link-life'],
    [{ do: 'link', lasts: 1.5 }, 'bad-link-life'],
    [{ do: 'link', most: 0 }, 'bad-link-uses'],
    [{ do: 'link', most: limits.groupLinkUses + 1 }, 'bad-link-uses'],
    [{ do: 'unlink', link: '00' }, 'unknown-link'],
    [{ do: 'decide', member: 'dave', admit: true }, 'unknown-knock'],
  ])('has its bounds: %j', async (command, why) => {
    const many = await newsroom([])
    expect(await order(many, 'alice', command)).toEqual({ ok: false, why })
  })

  test('is one of sixteen at most, of which those that have ended do not count', async () => {
    const many = await newsroom([])
    for (let i = 0; i < limits.groupLinks; i++) await makeLink(many, { lasts: i === 0 ? 60 : 3600 })
    expect(await order(many, 'alice', { do: 'link' })).toEqual({ ok: false, why: 'too-many-links' })
    await many.get('alice').tick(61)
    expect(await order(many, 'alice', { do: 'link' })).toMatchObject({ ok: true })
    expect(many.get('alice').state.entrances.get(1)!.links).toHaveLength(limits.groupLinks)
  })
})

describe('who asks by a link', () => {
  test('and is declined hears so and not by whom, and is declined again without anybody being asked', async () => {
    const many = await newsroom(['bob'], 'dave')
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    const link = await makeLink(many)
    await ask(many, 'dave', link)
    await order(many, 'bob', { do: 'decide', member: 'dave', admit: false })
    expect(asked(many, 'dave')).toMatchObject([{ state: 'declined' }])
    expect(waiting(many, 'alice')).toEqual([])
    expect(JSON.stringify([...many.get('dave').state.knocks.values()].map((one) => Object.keys(one)))).not.toContain(
      'sender',
    )
    expect([...many.get('dave').state.contacts.values()].map(({ handle }) => handle).toSorted()).toEqual([
      'alice',
      'bob',
    ])
    await ask(many, 'dave', link)
    expect(asked(many, 'dave')).toMatchObject([{ state: 'declined' }])
    expect(waiting(many, 'alice')).toEqual([])
    expect(waiting(many, 'bob')).toEqual([])
  })

  test('can put that away, and whatever is answered later means nothing', async () => {
    const many = await newsroom([], 'dave')
    await ask(many, 'dave', await makeLink(many))
    const { number } = asked(many, 'dave')[0]!
    expect(await many.get('dave').command({ do: 'put-away', knock: number })).toEqual({ ok: true })
    expect(asked(many, 'dave')).toEqual([])
    await order(many, 'alice', { do: 'decide', member: 'dave', admit: true })
    // Not asked for any more: a group of strangers asks first.
    expect((await many.get('dave').view().chats())[0]).toMatchObject({ request: true })
    expect(await many.get('dave').command({ do: 'put-away', knock: number })).toEqual({
      ok: false,
      why: 'unknown-knock',
    })
  })

  test.each([
    ['was revoked', 'revoked'],
    ['has expired meanwhile', 'expired'],
    ['is used up', 'used-up'],
  ] as const)('where it %s is told so', async (_, state) => {
    const many = await newsroom([], 'dave', 'erin')
    const link = await makeLink(many, { approval: false, lasts: 600, ...(state === 'used-up' ? { most: 1 } : {}) })
    if (state === 'used-up') await ask(many, 'erin', link)
    if (state === 'revoked') {
      const name = entrance(many, 'alice')!.links[0]!.link
      await order(many, 'alice', { do: 'unlink', link: name })
      expect(entrance(many, 'alice')!.links).toEqual([])
    }
    if (state === 'expired') await many.get('alice').tick(601)
    await ask(many, 'dave', link)
    expect(asked(many, 'dave')).toMatchObject([{ state }])
    expect(isIn(many, 'dave')).toBe(false)
    // The control.
    expect(isIn(many, 'erin')).toBe(state === 'used-up')
  })

  test('of a link that lets in one, two who ask at the same moment are not both let in', async () => {
    const many = await newsroom([], 'dave', 'erin')
    const link = await makeLink(many, { approval: false, most: 1 })
    for (const name of ['dave', 'erin']) {
      await many.get(name).command({ do: 'knock', link })
      await many.script.play(many.get(name))
    }
    await many.settle()
    expect(many.members('alice')).toHaveLength(2)
    expect(['dave', 'erin'].flatMap((name) => asked(many, name))).toMatchObject([{ state: 'used-up' }])
  })

  test('after an administrator has put them out is looked at by one, also where a link asks for no approval', async () => {
    const many = await newsroom([], 'dave')
    const link = await makeLink(many, { approval: false })
    await ask(many, 'dave', link)
    expect(isIn(many, 'dave')).toBe(true)
    await order(many, 'alice', { do: 'remove', member: 'dave' })
    await ask(many, 'dave', link)
    expect(isIn(many, 'dave')).toBe(false)
    expect(waiting(many, 'alice')).toEqual(['dave'])
    await order(many, 'alice', { do: 'decide', member: 'dave', admit: true })
    expect(isIn(many, 'dave')).toBe(true)
  })

  test('and is in already is shown the group', async () => {
    const many = await newsroom(['bob'])
    await ask(many, 'bob', await makeLink(many))
    expect(asked(many, 'bob')).toEqual([])
    expect(waiting(many, 'alice')).toEqual([])
  })

  test('and whom the administrator has blocked is not heard, and told nothing', async () => {
    const many = await newsroom([], 'dave')
    const link = await makeLink(many, { approval: false })
    await many.get('dave').command({ do: 'send', to: 'alice', text: 'hello' })
    await many.settle()
    await many.get('alice').command({ do: 'block', to: 'dave' })
    await many.settle()
    await ask(many, 'dave', link)
    expect(asked(many, 'dave')).toMatchObject([{ state: 'asked' }])
    expect(isIn(many, 'dave')).toBe(false)
    expect(many.get('alice').state.entrances.get(1)!.knocks).toEqual([])
  })

  test('is asked for until the inbox has room', async () => {
    const many = await newsroom([], 'dave')
    const link = await makeLink(many)
    const dave = many.get('dave')
    await dave.command({ do: 'knock', link })
    const chain = dave.take('chain-of-account')
    await dave.told(...many.script.answer(dave, chain))
    const post = dave.take('post-letter')
    await dave.told({ kind: 'refused', req: post.req, why: 'inbox-full' })
    await many.settle()
    expect(waiting(many, 'alice')).toEqual([])
    await many.pass(16)
    expect(waiting(many, 'alice')).toEqual(['dave'])
  })
})

describe('a link that is not what it says', () => {
  const changed = (text: string, part: Partial<GroupLink>): string =>
    groupLinkText(origin, { ...readGroupLink(text)!.link, ...part })

  test.each([
    ['another name', () => ({ name: 'Board' })],
    ['a later end', ({ ends }: GroupLink) => ({ ends: ends + 1 })],
    ['no approval', () => ({ approval: false })],
    ['another secret', () => ({ secret: new Uint8Array(16) })],
  ] as const)('with %s is refused before anybody is asked', async (_, change) => {
    const many = await newsroom([], 'dave')
    const link = await makeLink(many)
    const other = changed(link, change(readGroupLink(link)!.link))
    for (const what of ['look', 'knock'] as const)
      expect(await ask(many, 'dave', other, what)).toEqual({ ok: false, why: 'forged-link' })
    expect(asked(many, 'dave')).toEqual([])
    expect(many.get('alice').state.entrances.get(1)!.knocks).toEqual([])
  })

  test('in somebody else’s name is refused', async () => {
    const many = await newsroom([], 'dave', 'mallory')
    await many.get('mallory').command({ do: 'create', name: 'Trap', members: [] })
    await many.settle()
    const trap = await makeLink(many, {}, 'mallory')
    const { account } = many.get('alice').state.profile!
    expect(await ask(many, 'dave', changed(trap, { admins: [account] }))).toEqual({ ok: false, why: 'forged-link' })
    // The control.
    expect(await ask(many, 'dave', trap, 'look')).toMatchObject({ ok: true, value: { group: { by: 'mallory' } } })
  })

  test.each([
    ['not a link', 'hello', 'bad-group-link'],
    ['of another server', undefined, 'link-elsewhere'],
    ['that has ended', undefined, 'link-expired'],
  ])('but %s is refused at once', async (what, text, why) => {
    const many = await newsroom([], 'dave')
    const link = await makeLink(many, { lasts: 60 })
    if (what === 'that has ended') await many.get('dave').tick(61)
    const given = text ?? (what === 'of another server' ? changed(link, { server: new Uint8Array(32) }) : link)
    expect(await many.get('dave').command({ do: 'knock', link: given })).toEqual({ ok: false, why })
  })

  test('and one of no administrator of the group any more lets in nobody', async () => {
    const many = await newsroom(['bob'], 'dave')
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    const link = await makeLink(many, { approval: false }, 'bob')
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: false })
    await many.get('alice').input({ kind: 'line-closed' })
    await many.get('dave').command({ do: 'knock', link })
    await many.settle('bob', 'dave')
    expect(many.get('bob').state.entrances.get(1)!.knocks).toEqual([])
    expect(isIn(many, 'dave')).toBe(false)
  })
})

describe('a flood of requests', () => {
  test('is bounded, and pushes out neither what waits nor other letters', async () => {
    const many = await newsroom([], 'dave', 'mallory')
    const link = await makeLink(many)
    await ask(many, 'dave', link)
    const alice = many.get('alice')
    const [entry] = [...alice.state.entrances.values()]
    const [knock] = entry!.knocks
    const others = Array.from({ length: limits.knocks - 1 }, (_, i) => ({
      ...knock!,
      account: accountId(knock!.account.slice().fill(i, 0, 2)),
    }))
    alice.state = {
      ...alice.state,
      entrances: new Map([[1, { ...entry!, knocks: [knock!, ...others] }]]),
    }
    await ask(many, 'mallory', link)
    expect(waiting(many, 'alice')).toContain('dave')
    expect(waiting(many, 'alice')).not.toContain('mallory')
    // A letter that is none of them.
    await many.get('mallory').command({ do: 'send', to: 'alice', text: 'hello' })
    await many.settle()
    expect(await alice.view().messages('mallory')).toHaveLength(1)
  })

  test('by links that this device does not know leaves nothing behind, and is told nothing', async () => {
    const many = await newsroom(['bob'], 'dave')
    const link = await makeLink(many)
    const alice = many.get('alice')
    alice.state = { ...alice.state, entrances: new Map() }
    await ask(many, 'dave', link)
    expect(alice.state.heldLetters.size).toBe(0)
    expect(alice.state.letters.size).toBe(0)
    expect(alice.state.entrances.size).toBe(0)
    expect(asked(many, 'dave')).toMatchObject([{ state: 'asked' }])
  })

  test('that was read before the channel waits until the link is known', async () => {
    const many = await newsroom(['bob'], 'dave')
    await order(many, 'alice', { do: 'appoint', member: 'bob', admin: true })
    await many.get('bob').input({ kind: 'line-closed' })
    const link = linkIn(await many.get('alice').command({ do: 'link', to: many.group('alice') }))
    await many.settle('alice')
    await many.get('dave').command({ do: 'knock', link })
    await many.settle('alice', 'dave')
    await many.script.connect(many.get('bob'))
    await many.settle()
    expect(waiting(many, 'bob')).toEqual(['dave'])
  })
})
