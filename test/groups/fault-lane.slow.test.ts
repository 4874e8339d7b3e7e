/**
 * On a real server: Dave cannot follow a commit and is never on the line when those who could help him are, and a stranger has
 * filled their inboxes. They find his report in the fault lane, and he is back.
 */
import { afterEach, expect, test } from 'vitest'
import { decodeTells, encodeTell, entryIdOf, limits, type Limits, type Tell } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { random } from '../../packages/engine/test/bench.ts'
import { DistantPeople } from './distant-people.ts'

let world: DistantPeople
afterEach(() => world.server.end())

const others = ['bob', 'dave'] as const

async function newsroom(other: Partial<Limits>): Promise<void> {
  world = new DistantPeople('fault-lane', other)
  await world.join('alice', ...others, 'mallory')
  await world.get('alice').command({ do: 'create', name: 'Newsroom', members: others })
  await world.pass(5)
  for (const name of others) await world.get(name).command({ do: 'accept', to: '#1' })
  await world.pass(5)
}

const leave = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await world.people.get(name)!.leave()
}
async function come(name: string): Promise<void> {
  await world.get(name).command({ do: 'connect' })
  await world.pass(1)
}

/** The server hands this one every commit with a bit turned, under an id that fits. */
function garble(name: string): void {
  world.people.get(name)!.hears = (bytes) => {
    const tells = decodeTells(bytes)
    if (tells === 'malformed') throw new Error(tells)
    return new Uint8Array(Buffer.concat(tells.map((tell) => encodeTell(garbled(tell)))))
  }
}
function garbled(tell: Tell): Tell {
  if (tell.kind !== 'entry' || tell.of !== 'commit') return tell
  const body = tell.body.with(tell.body.length >> 1, tell.body[tell.body.length >> 1]! ^ 1)
  return { ...tell, body, id: entryIdOf(body, sha256) }
}

/** As many letters of a stranger as wait for a device, and one more, which is refused. */
async function fillInbox(of: string): Promise<void> {
  const mallory = world.get('mallory')
  const { device } = world.get(of).state.profile!
  for (let i = 0; i <= limits.strangersLetters; i++) {
    const req = mallory.state.nextRequest
    mallory.state = { ...mallory.state, nextRequest: req + 1 }
    mallory.asks.push({ kind: 'post-letter', req, device, token: null, body: random(1024) })
  }
  await world.pass(1)
}

const isIn = (name: string): boolean => [...world.get(name).state.rooms.values()].at(-1)!.stage === 'standing'

test.each<[string, Partial<Limits>, boolean]>([
  ['has lanes', {}, true],
  ['has none', { reportsInLane: 0 }, false],
])('a server that %s', async (_, other, back) => {
  await newsroom(other)
  await leave('dave')
  await world.get('alice').command({ do: 'shape', to: '#1', name: 'Night desk' })
  await world.pass(5)
  await leave('alice', 'bob')
  await fillInbox('alice')
  await fillInbox('bob')
  garble('dave')
  await come('dave')
  expect(isIn('dave')).toBe(false)
  await world.pass(45)
  await leave('dave')
  await come('alice')
  await come('bob')
  await world.pass(45)
  await leave('alice', 'bob')
  world.people.get('dave')!.hears = (bytes) => bytes
  await come('dave')
  await world.pass(5)
  expect(isIn('dave')).toBe(back)
  if (!back) return
  expect(await world.get('dave').command({ do: 'send', to: '#1', text: 'back' })).toMatchObject({ ok: true })
  await world.pass(2)
  await come('alice')
  await world.pass(3)
  const [chat] = await world.get('alice').view().chats()
  expect(chat).toMatchObject({ name: 'Night desk', group: { size: 3 }, last: { from: 'dave', text: 'back' } })
})
