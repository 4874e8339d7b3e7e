/** Letters: from whom, for whom, how often; and the last resort. */
import { describe, expect, test } from 'vitest'
import { hex, type Tell } from '@ebb/protocol'
import { random, type Bench } from './bench.ts'
import type { Script } from './script.ts'
import { join, twoStrangers, type Two } from './two-people.ts'

type LetterTell = Extract<Tell, { kind: 'letter' }>

/** Alice has begun; the letter lies at the server. */
async function aliceBegins(two: Two): Promise<LetterTell> {
  await two.alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await two.script.play(two.alice)
  return lettersOf(two.script, two.bob)[0]!
}
const lettersOf = (script: Script, bench: Bench): LetterTell[] => {
  const device = hex(bench.state.profile!.device)
  const letters = script.letters.get(device) ?? []
  script.letters.delete(device)
  return letters
}

test('a letter that is told again, on this line or the next, opens nothing twice', async () => {
  const two = await twoStrangers()
  const letter = await aliceBegins(two)
  await two.bob.told(letter, letter)
  await two.script.play(two.bob)
  await two.bob.told(letter)
  await two.bob.input({ kind: 'line-closed' })
  await two.script.connect(two.bob)
  await two.bob.told(letter)
  await two.script.play(two.bob)
  expect(two.bob.state.rooms.size).toBe(1)
  expect(two.bob.texts()).toEqual(['hello (received)'])
  expect(two.bob.warnings()).toEqual([])
})

test('it waits for the chain of somebody unknown, then opens', async () => {
  const two = await twoStrangers()
  const letter = await aliceBegins(two)
  await two.bob.told(letter)
  expect(two.bob.state.rooms.size).toBe(0)
  expect(two.bob.asked('letter-done')).toBe(false)
  await two.bob.told(...two.script.answer(two.bob, two.bob.take('chain-of-account')))
  expect(two.bob.state.rooms.size).toBe(1)
  expect(two.bob.asked('letter-done')).toBe(true)
})

test('a refused look-up leaves it waiting at the server', async () => {
  const two = await twoStrangers()
  const letter = await aliceBegins(two)
  await two.bob.told(letter)
  const ask = two.bob.take('chain-of-account')
  await two.bob.told({ kind: 'refused', req: ask.req, why: 'too-many' })
  expect(two.bob.asked('letter-done')).toBe(false)
  await two.bob.input({ kind: 'line-closed' })
  await two.script.connect(two.bob)
  await two.bob.told(letter)
  await two.script.play(two.bob)
  expect(two.bob.texts()).toEqual(['hello (received)'])
})

describe('a letter that means nothing is dropped with a warning, and the inbox goes on', () => {
  test.each([
    ['hostile bytes', () => random(1024)],
    ['nothing', () => new Uint8Array()],
  ])('%s', async (_, body) => {
    const two = await twoStrangers()
    const letter = await aliceBegins(two)
    await two.bob.told({ kind: 'letter', id: random(16), body: body() })
    expect(two.bob.warnings()).toEqual(['bad-letter'])
    expect(two.bob.asked('letter-done')).toBe(true)
    await two.bob.told(letter)
    await two.script.play(two.bob)
    expect(two.bob.texts()).toEqual(['hello (received)'])
  })

  test('for another inbox', async () => {
    const two = await twoStrangers()
    const letter = await aliceBegins(two)
    const carol = await join(two.script, 'carol')
    await carol.told(letter)
    expect(carol.warnings()).toEqual(['bad-letter'])
    expect(carol.state.rooms.size).toBe(0)
  })

  test('changed on its way', async () => {
    const two = await twoStrangers()
    const letter = await aliceBegins(two)
    const body = letter.body.slice()
    body[100]! ^= 1
    await two.bob.told({ ...letter, body })
    expect(two.bob.warnings()).toEqual(['bad-letter'])
  })

  test('from a device that was revoked', async () => {
    const [earlier, later] = [await twoStrangers(), await twoStrangers()]
    await earlier.bob.told(await aliceBegins(earlier))
    await earlier.bob.told(...earlier.script.answer(earlier.bob, earlier.bob.take('chain-of-account')))
    const { contacts, chains } = earlier.bob.state
    // As after the revocation: the device was in the chain, and is not any more.
    const revoked = new Map([...chains].map(([account, chain]) => [account, { ...chain, devices: [] }]))
    later.bob.state = { ...later.bob.state, contacts, chains: revoked }
    await later.bob.told(await aliceBegins(later))
    expect(later.bob.warnings()).toEqual(['bad-letter'])
    expect(later.bob.state.rooms.size).toBe(0)
  })
})

describe('the last resort', () => {
  async function withoutStock(): Promise<Two> {
    const two = await twoStrangers()
    two.script.packages.delete(hex(two.bob.state.profile!.device))
    return two
  }

  test('updates the leaf before anything is sent, and is replaced', async () => {
    const two = await withoutStock()
    const before = two.script.lastResorts.get(hex(two.bob.state.profile!.device))
    const letter = await aliceBegins(two)
    await two.bob.told(letter)
    await two.script.play(two.bob)
    // A stranger does not see that somebody has come in, before they are accepted.
    expect(two.script.segment(two.bob.state.rooms.get(1)!.channel, 1).map(({ of }) => of)).toEqual([
      'message',
      'message',
    ])
    await two.bob.command({ do: 'accept', to: 'alice' })
    await two.script.play(two.bob)
    expect(two.bob.state.rooms.get(1)!.mustUpdate).toBe(false)
    // The first of bob's entries is the commit that replaces the leaf.
    const room = two.bob.state.rooms.get(1)!
    expect(two.script.segment(room.channel, 1).map(({ of }) => of)).toEqual(['message', 'message', 'commit'])
    expect(room.seq).toBeGreaterThan(0)
    expect(two.script.lastResorts.get(hex(two.bob.state.profile!.device))).not.toEqual(before)
    expect(two.bob.texts()).toEqual(['hello (received)'])
  })

  test('lets in a second person who took it before it was replaced', async () => {
    const two = await withoutStock()
    const carol = await join(two.script, 'carol')
    const letter = await aliceBegins(two)
    await carol.command({ do: 'send', to: 'bob', text: 'me too' })
    await two.script.play(carol)
    const [second] = lettersOf(two.script, two.bob)
    await two.bob.told(letter)
    await two.script.play(two.bob)
    await two.bob.told(second!)
    await two.script.play(two.bob)
    expect(two.bob.warnings()).toEqual([])
    expect(two.bob.texts(2)).toEqual(['me too (received)'])
  })

  test('is destroyed a day after its successor was published', async () => {
    const two = await withoutStock()
    await two.bob.told(await aliceBegins(two))
    await two.script.play(two.bob)
    const lastResorts = (): number[] =>
      [...two.bob.state.keyPackages.values()].filter((k) => k.lastResort && k.suite === 'classic').map((k) => k.number)
    const [used] = lastResorts()
    expect(lastResorts()).toHaveLength(2)
    two.bob.now += 86_400 + 1
    await two.bob.input({ kind: 'line-closed' })
    await two.script.connect(two.bob)
    expect(lastResorts()).not.toContain(used)
  })
})

test('a key package whose publication was never acknowledged opens its letter all the same', async () => {
  const two = await twoStrangers()
  two.script.packages.delete(hex(two.bob.state.profile!.device))
  await two.bob.input({ kind: 'line-closed' })
  await two.bob.command({ do: 'connect' })
  await two.script.greet(two.bob)
  for (const kind of ['authenticate', 'stock'] as const)
    await two.bob.told(...two.script.answer(two.bob, two.bob.take(kind)))
  two.script.answer(two.bob, two.bob.take('publish'))
  await two.bob.input({ kind: 'line-closed' })
  const letter = await aliceBegins(two)
  await two.bob.tick(7200)
  two.script.now += 7200
  await two.script.connect(two.bob)
  await two.bob.told(letter)
  await two.script.play(two.bob)
  expect(two.bob.warnings()).toEqual([])
  expect(two.bob.texts()).toEqual(['hello (received)'])
})
