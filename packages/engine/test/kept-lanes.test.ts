/** What a device keeps of epochs that have ended, so that their fault lanes are open to it: little, and not for long. */
import { describe, expect, test } from 'vitest'
import { epochKey, laneProof, limits, sameBytes } from '@ebb/protocol'
import { publicKeyOf, tsMls, verify } from '@ebb/seal'
import { load, loadSecrets } from '../src/load.ts'
import type { Vault } from '../src/vault/index.ts'
import { decodeLanes, encodeLanes } from '../src/records/lanes.ts'
import type { Bench } from './bench.ts'
import { Many } from './many-people.ts'
import { freshVault, mustOpen } from './vault-stand.ts'

async function rename(many: Many, name: string): Promise<void> {
  await many.get('alice').command({ do: 'shape', to: many.group('alice'), name })
  await many.settle()
}

const lanesOf = ({ state }: Bench) => [...state.lanes.values()].flatMap(({ lanes }) => lanes)
const numbers = (bench: Bench): readonly number[] => lanesOf(bench).map(({ n }) => n)

describe('of a group', () => {
  test('each epoch that ends leaves two keys behind, for seven days, and only the newest eight do', async () => {
    const many = await Many.newsroom('bob')
    const before = await Promise.all(
      [...many.get('bob').state.groups.values()].map((group) =>
        tsMls.export(group, 'ebb fault lane v1', group.channel, 32),
      ),
    )
    await rename(many, 'Night desk')
    const [alice, bob] = [many.get('alice'), many.get('bob')]
    const kept = lanesOf(bob).at(-1)!
    expect(kept.key).toEqual(before[0])
    expect(lanesOf(alice).at(-1)).toEqual(kept)
    const packed = encodeLanes([...bob.state.lanes.values()][0]!)
    expect(packed.length).toBeLessThan(200)
    expect(decodeLanes(packed)).toEqual({ value: [...bob.state.lanes.values()][0] })
    for (let i = 0; i < limits.lanesOfChannel + 1; i++) await rename(many, `Desk ${i}`)
    const n = [...bob.state.groups.values()][0]!.epoch
    expect(numbers(bob)).toEqual(Array.from({ length: limits.lanesOfChannel }, (_, i) => n - limits.lanesOfChannel + i))
    await bob.tick(limits.reportLife - 1)
    expect(numbers(bob)).toHaveLength(limits.lanesOfChannel)
    await bob.tick(1)
    expect(bob.state.lanes.size).toBe(0)
  })

  test('they go at once when somebody leaves it, or is removed', async () => {
    const many = await Many.newsroom('bob', 'carol')
    await rename(many, 'Night desk')
    expect(numbers(many.get('bob')).length).toBeGreaterThan(0)
    await many.get('bob').command({ do: 'leave', to: many.group('bob') })
    await many.settle()
    expect(many.get('bob').state.lanes.size).toBe(0)
    await many.get('alice').command({ do: 'remove', to: many.group('alice'), member: 'carol' })
    await many.settle()
    expect(many.get('carol').state.lanes.size).toBe(0)
  })

  test('they lie in a page, under a key that goes with them, and are there after a start', async () => {
    const many = await Many.newsroom('bob')
    const bob = many.get('bob')
    const { disk, vault } = await freshVault(2048)
    bob.vault = vault
    await rename(many, 'Night desk')
    const [lanes] = bob.state.lanes.values()
    const isKept = async (of: Vault): Promise<boolean> =>
      (await of.readPages(0, Number.MAX_SAFE_INTEGER)).some(
        (page) => 'bytes' in page && sameBytes(page.bytes, encodeLanes(lanes!)),
      )
    await vault.close()
    bob.vault = await mustOpen(disk)
    expect(await isKept(bob.vault)).toBe(true)
    // The room's record has not changed since, and lies elsewhere.
    const state = { ...(await load(bob.vault)), rooms: bob.state.rooms }
    expect(state.lanes.size).toBe(0)
    expect([...(await loadSecrets(bob.vault, tsMls, state)).lanes.values()]).toEqual([lanes])
    await bob.tick(limits.reportLife)
    await bob.vault.close()
    const after = await mustOpen(disk)
    expect(await isKept(after)).toBe(false)
    expect((await loadSecrets(after, tsMls, state)).lanes.size).toBe(0)
  })
})

test('between two there is none: nobody could add the other one again', async () => {
  const many = await Many.join('alice', 'bob')
  await many.get('alice').command({ do: 'send', to: '@bob', text: 'hello' })
  await many.settle()
  for (const name of ['alice', 'bob']) expect(many.get(name).state.lanes.size).toBe(0)
})

/** Bob is handed a commit that he cannot follow. */
async function loseBob(): Promise<Many> {
  const many = await Many.newsroom('bob')
  const bob = many.get('bob')
  many.script.shows = (to, entry) =>
    to === bob && entry.of === 'commit' ? { ...entry, next: epochKey(new Uint8Array(32)) } : entry
  await rename(many, 'Night desk')
  expect(bob.warnings()).toContain('wrong-epoch-key')
  return many
}

describe('who cannot follow', () => {
  test('reports it once on each connection, with a proof of the epoch’s key', async () => {
    const many = await loseBob()
    const bob = many.get('bob')
    await bob.tick(1)
    const asked = bob.take('report')
    const room = [...bob.state.rooms.values()][0]!
    const { line } = bob.state
    if (line.at !== 'online') throw new Error(line.at)
    const { seed, fault } = lanesOf(bob).at(-1)!
    expect(fault).toBe('other-key')
    const proof = laneProof(line.hello.origin, line.hello.nonce, room.channel, asked.n)
    expect(verify(publicKeyOf(seed), proof, asked.proof)).toBe(true)
    await bob.tick(1)
    expect(bob.asks.filter(({ kind }) => kind === 'report')).toEqual([])
    await bob.told({ kind: 'done', req: asked.req })
    await bob.tick(4000)
    expect(bob.asks.filter(({ kind }) => kind === 'report')).toEqual([])
    await bob.input({ kind: 'line-closed' })
    await bob.tick(100)
    await many.script.greet(bob)
    while (bob.asks.length > 0 && bob.asks.some(({ kind }) => kind === 'authenticate'))
      await bob.told(...many.script.answer(bob, bob.take('authenticate')))
    await bob.tick(1)
    expect(bob.take('report').body).toEqual(asked.body)
  })

  test('and is refused says it again an hour later', async () => {
    const many = await loseBob()
    const bob = many.get('bob')
    await bob.tick(1)
    await bob.told({ kind: 'refused', req: bob.take('report').req, why: 'too-many' })
    await bob.tick(3599)
    expect(bob.asks.filter(({ kind }) => kind === 'report')).toEqual([])
    await bob.tick(1)
    expect(bob.asks.filter(({ kind }) => kind === 'report')).toHaveLength(1)
  })
})

test('what the server says lies in a lane is a list of so many, or nothing is taken of it', async () => {
  const many = await Many.newsroom('bob')
  const bob = many.get('bob')
  await rename(many, 'Night desk')
  for (let i = 0; bob.asks.every(({ kind }) => kind !== 'reports') && i < 60; i++) await bob.tick(1)
  const { state } = bob
  await bob.told({ kind: 'reports', req: bob.take('reports').req, body: Uint8Array.of(0x81) })
  expect(bob.warnings()).toEqual(['wrong-entry'])
  expect(bob.state.lanes).toBe(state.lanes)
})
