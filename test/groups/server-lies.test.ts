/** A server that lies to one member of a group: it is noticed, with a line that a person understands, and nothing honest is lost. */
import { entryIdOf, epochKey, hex, type EpochMark } from '@ebb/protocol'
import { createDevice, sha256, tsMls } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import type { Warning } from '../../packages/engine/src/events.ts'
import { deriveEpochPair } from '../../packages/engine/src/rooms/epoch-pair.ts'
import { commandLines, warningLines } from '../../packages/engine/src/lines.ts'
import { compose } from '../../packages/engine/src/steps/compose.ts'
import { Turn } from '../../packages/engine/src/turn.ts'
import { random } from '../../packages/engine/test/bench.ts'
import { Many } from '../../packages/engine/test/many-people.ts'
import type { EntryTell } from '../../packages/engine/test/script.ts'
import { join } from '../../packages/engine/test/two-people.ts'

const victim = 'carol'

let made: Promise<Many> | undefined
const newsroom = async (): Promise<Many> => (await (made ??= Many.newsroom('bob', victim))).clone()

/** Everything said by others of which the victim has been shown nothing yet, oldest first. */
async function unseen(many: Many, ...texts: readonly (readonly [name: string, text: string])[]): Promise<EntryTell[]> {
  for (const [name, text] of texts) {
    await many.get(name).command({ do: 'send', to: many.group(name), text })
    await many.settle('alice', 'bob')
  }
  const room = roomOf(many, victim)
  const { epoch } = many.get(victim).state.groups.get(room.number)!
  return many.script.segment(room.channel, epoch).filter(({ seq }) => seq > room.seq)
}

const roomOf = (many: Many, name: string) =>
  [...many.get(name).state.rooms.values()].find(({ stage }) => stage === 'standing')!

/** The same, one after another from where the victim is. */
const renumbered = (many: Many, entries: readonly EntryTell[]): EntryTell[] =>
  entries.map((entry, i) => ({ ...entry, seq: roomOf(many, victim).seq + 1 + i }))

const twoTexts = [
  ['bob', 'first'],
  ['bob', 'second'],
] as const

/** Each of these is a sentence that says what to do. */
function expectNoticed(many: Many, ...warnings: readonly Warning[]): void {
  expect(many.get(victim).warnings()).toEqual(warnings)
  for (const one of warnings) expect(warningLines[one]).toMatch(/(?:tell|ask|compare|goes on|let them)/i)
}

describe('a server that', () => {
  test('drops an entry', async () => {
    const many = await newsroom()
    const [, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(second!)
    expectNoticed(many, 'wrong-entry')
    await many.settle()
    expect(await many.texts(victim)).toEqual(['first', 'second'])
  })

  test('drops an entry and closes the gap', async () => {
    const many = await newsroom()
    const [, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(...renumbered(many, [second!]))
    expectNoticed(many, 'history-differs')
  })

  test('repeats an entry at its place', async () => {
    const many = await newsroom()
    const [first, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(first!, first!, second!, first!)
    expectNoticed(many)
    expect(await many.texts(victim)).toEqual(['first', 'second'])
  })

  test('repeats an entry at another place', async () => {
    const many = await newsroom()
    const [first, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(...renumbered(many, [first!, first!, second!]))
    expectNoticed(many, 'unreadable-message')
    expect(await many.texts(victim)).toEqual(['first', 'second'])
    await unseen(many, ['alice', 'third'])
    const third = many.script.segment(roomOf(many, 'alice').channel, 1).at(-1)!
    await many.get(victim).told(...renumbered(many, [third]))
    expectNoticed(many, 'unreadable-message', 'history-differs')
  })

  test('reorders entries', async () => {
    const many = await newsroom()
    const [first, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(second!, first!)
    expect(new Set(many.get(victim).warnings())).toEqual(new Set(['wrong-entry']))
    await many.settle()
    expect(await many.texts(victim)).toEqual(['first', 'second'])
  })

  test('reorders entries and numbers them anew', async () => {
    const many = await newsroom()
    const [first, second] = await unseen(many, ...twoTexts)
    await many.get(victim).told(...renumbered(many, [second!, first!]))
    expectNoticed(many, 'history-differs')
  })

  test('withholds what came last shows as silence only, and what it withholds before something else does not', async () => {
    const many = await newsroom()
    await unseen(many, ...twoTexts)
    for (let i = 0; i < 60; i++) await many.get(victim).tick(1)
    expectNoticed(many)
    expect(await many.texts(victim)).toEqual([])
    const [third] = (await unseen(many, ['alice', 'third'])).slice(-1)
    await many.get(victim).told(third!)
    expectNoticed(many, 'wrong-entry')
    await many.settle()
    expect(await many.texts(victim)).toEqual(['first', 'second', 'third'])
  })

  test('gives one member another next key than the others', async () => {
    const many = await newsroom()
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
    await many.settle('alice', 'bob')
    const [commit] = await unseen(many)
    await many.get(victim).told({ ...commit!, next: epochKey(createDevice(random).key) })
    expectNoticed(many, 'wrong-epoch-key', 'conversation-lost')
    await many.pass(30)
    expect(many.members(victim)).toHaveLength(3)
    expect(new Set(many.authenticators('alice', 'bob', victim)).size).toBe(1)
  })

  test('gives one member another commit than the others, and then what they say', async () => {
    const many = await newsroom()
    await misled(many)
    await many.settle()
    expectNoticed(many)
    await many.get('bob').command({ do: 'send', to: many.group('bob'), text: 'after it' })
    await many.settle()
    expectNoticed(many, 'unreadable-message')
    expect(await many.texts(victim)).toEqual([])
  })

  test('gives one member another commit than the others, and does not know where it leads', async () => {
    const many = await newsroom()
    await misled(many)
    const carol = many.get(victim)
    const open = carol.take('open')
    await carol.told({ kind: 'refused', req: open.req, why: 'wrong-signature' })
    expectNoticed(many, 'conversation-lost')
    await many.pass(40)
    await many.get('bob').command({ do: 'send', to: many.group('bob'), text: 'after it' })
    await many.settle()
    expect(await many.texts(victim)).toEqual(['after it'])
    expect(many.members(victim)).toHaveLength(3)
    expect(new Set(many.authenticators('alice', 'bob', victim)).size).toBe(1)
  })
})

/** Two change the group at the same moment. Everybody is handed one of the commits, the victim the other, which is in order too. */
async function misled(many: Many): Promise<void> {
  const { state, now } = many.get('bob')
  const other = await tsMls.stage(state.groups.get(roomOf(many, 'bob').number)!, {}, now)
  const next = (await deriveEpochPair(tsMls, other.next)).public
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
  await many.settle('alice', 'bob')
  const [commit] = await unseen(many)
  await many.get(victim).told({ ...commit!, id: entryIdOf(other.commit, sha256), body: other.commit, next })
}

describe('a server that keeps two halves of a group apart', () => {
  /** All have talked with Alice; the victim follows another commit than the others. */
  async function talking(): Promise<Many> {
    const many = await newsroom()
    for (const name of [victim, 'bob']) {
      await write(many, 'alice', name)
      await many.get(name).command({ do: 'accept', to: 'alice' })
      await many.settle()
    }
    return many
  }
  async function apart(): Promise<Many> {
    const many = await talking()
    await misled(many)
    await many.settle('alice', 'bob')
    for (const name of ['alice', 'bob', victim]) expect(many.get(name).warnings()).toEqual([])
    return many
  }
  async function write(many: Many, from: string, to: string, ...settling: readonly string[]): Promise<void> {
    await many.get(from).command({ do: 'send', to, text: 'are you there?' })
    await many.settle(...settling)
  }
  const warned = (many: Many, name: string) =>
    many.get(name).events.flatMap((event) => (event.kind === 'warning' ? [[event.what, event.about]] : []))
  const differs = (many: Many, name: string) => [['history-differs', roomOf(many, name).conversation]]

  test.each([
    ['alice', victim],
    [victim, 'alice'],
  ])('is noticed as soon as somebody of one half writes to somebody of the other elsewhere: %s', async (from, to) => {
    const many = await apart()
    await write(many, from, to, 'alice', victim)
    expect(warned(many, to)).toEqual(differs(many, to))
    expect(warned(many, from)).toEqual([])
    expect(warningLines['history-differs']).toMatch(/Compare by another way/)
    // Said once, and nothing is lost by it.
    await write(many, from, to, 'alice', victim)
    expect(warned(many, to)).toEqual(differs(many, to))
    expect((await many.get(to).view().messages(from))!.filter(({ text }) => text === 'are you there?')).toHaveLength(3)
  })

  test('is noticed also by who comes to that epoch later', async () => {
    const many = await talking()
    const { state, now } = many.get('bob')
    const other = await tsMls.stage(state.groups.get(roomOf(many, 'bob').number)!, {}, now)
    const next = (await deriveEpochPair(tsMls, other.next)).public
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
    await many.settle('alice', 'bob')
    // What Alice says elsewhere comes first; of the group the victim is shown nothing.
    const [commit] = await unseen(many)
    await many.get('alice').command({ do: 'send', to: victim, text: 'are you there?' })
    await many.settle('alice')
    const pair = [...many.get(victim).state.rooms.values()].find(
      (room) => !many.get(victim).state.rosters.has(room.conversation),
    )!
    const { epoch } = many.get(victim).state.groups.get(pair.number)!
    const said = many.script.segment(pair.channel, epoch).filter(({ seq }) => seq > pair.seq)
    await many.get(victim).told(...said)
    expect(warned(many, victim)).toEqual([])
    await many.get(victim).told({ ...commit!, id: entryIdOf(other.commit, sha256), body: other.commit, next })
    expect(warned(many, victim)).toEqual(differs(many, victim))
  })

  test('is not what it looks like where somebody is only behind', async () => {
    const many = await talking()
    await many.get(victim).input({ kind: 'line-closed' })
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
    await many.settle('alice', 'bob')
    await write(many, 'alice', victim, 'alice', 'bob')
    await many.script.connect(many.get(victim))
    await many.settle()
    await write(many, victim, 'alice')
    for (const name of ['alice', 'bob', victim]) expect(warned(many, name)).toEqual([])
  })

  test('is told of once for each epoch, and to nobody who is not in the group', async () => {
    const many = await talking()
    const entries = () => many.script.channels.get(hex(pairOf(many, 'alice', victim).channel))!.log.length
    await write(many, 'alice', victim)
    const before = entries()
    await write(many, 'alice', victim)
    expect(entries()).toBe(before + 1)
    await many.get('alice').command({ do: 'shape', to: many.group('alice'), name: 'Night desk' })
    await many.settle()
    await write(many, 'alice', victim)
    await write(many, 'alice', victim)
    // Three texts, and once which epochs.
    expect(entries()).toBe(before + 4)
    many.people.set('dave', await join(many.script, 'dave'))
    await write(many, 'alice', 'dave')
    expect(many.get('alice').state.toldEpochs.has(pairOf(many, 'alice', 'dave').conversation)).toBe(false)
  })

  test('is not noticed on the word of somebody who is not in the group', async () => {
    const many = await talking()
    many.people.set('dave', await join(many.script, 'dave'))
    await write(many, 'dave', 'alice')
    await many.get('alice').command({ do: 'accept', to: 'dave' })
    await many.settle()
    const { channel } = roomOf(many, 'bob')
    const mark = { channel, n: 1, authenticator: new Uint8Array(16) }
    await claim(many, 'dave', mark)
    expect(warned(many, 'alice')).toEqual([])
    // The control: by a member it is.
    await claim(many, 'bob', mark)
    expect(warned(many, 'alice')).toEqual(differs(many, 'alice'))
  })

  const pairOf = (many: Many, name: string, other: string) => {
    const { rooms, conversations } = many.get(name).state
    const { number } = [...conversations.values()].find(({ handle }) => handle === other)!
    return [...rooms.values()].find(({ conversation }) => conversation === number)!
  }

  /** What a changed program says to Alice. */
  async function claim(many: Many, from: string, mark: EpochMark): Promise<void> {
    const bench = many.get(from)
    const turn = new Turn(bench.state, bench.at())
    const { conversation } = pairOf(many, from, 'alice')
    await compose(turn, conversation, { body: { kind: 'epochs', marks: [mark] }, ceiling: 3600 })
    bench.state = turn.state
    for (const [key, message] of turn.messages) if (message !== undefined) bench.kept.set(key, { start: 0, message })
    await bench.command({ do: 'retry', to: 'alice' })
    await many.settle()
  }
})

describe('a server that hands out key packages', () => {
  test('of somebody else', async () => {
    const many = await newsroom()
    for (const name of ['dave', 'eve']) many.people.set(name, await join(many.script, name))
    const [dave, eve] = ['dave', 'eve'].map((name) => hex(many.get(name).state.profile!.device))
    many.script.packages.set(dave!, many.script.packages.get(eve!)!)
    await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['dave'] })
    await many.settle()
    expect(many.get('alice').warnings()).toEqual(['bad-key-package'])
    expect(warningLines['bad-key-package']).toMatch(/not this person’s.*operator/)
    expect(many.members('alice')).toHaveLength(3)
  })

  test('that have run out', async () => {
    const many = await newsroom()
    many.people.set('dave', await join(many.script, 'dave'))
    const alice = many.get('alice')
    alice.now += 40 * 86_400
    await alice.command({ do: 'add', to: many.group('alice'), members: ['dave'] })
    await many.settle()
    expect(alice.events).toContainEqual({ kind: 'not-added', conversation: 1, handle: 'dave', why: 'no-key-package' })
    expect(commandLines['no-key-package']).toMatch(/Try again/)
    expect(many.members('alice')).toHaveLength(3)
  })

  test('that were used before', async () => {
    const many = await Many.newsroom('bob')
    many.people.set('dave', await join(many.script, 'dave'))
    const dave = many.get('dave')
    const packages = many.script.packages.get(hex(dave.state.profile!.device))!
    const before = [...packages]
    await many.get('alice').command({ do: 'add', to: many.group('alice'), members: ['dave'] })
    await many.settle()
    expect(many.members('dave')).toHaveLength(3)
    many.script.packages.set(hex(dave.state.profile!.device), before)
    await many.get('bob').command({ do: 'create', name: 'Another', members: ['dave'] })
    await many.settle()
    expect(dave.warnings()).toEqual(['used-key-package'])
    expect(warningLines['used-key-package']).toMatch(/old ones.*operator/)
    expect(dave.state.rosters.size).toBe(1)
    // With a fresh one they are in.
    await many.get('bob').command({ do: 'create', name: 'Third', members: ['dave'] })
    await many.settle()
    expect(dave.warnings()).toEqual(['used-key-package'])
    expect(dave.state.rosters.size).toBe(2)
  })
})
