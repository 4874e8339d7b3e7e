/** Welcomes that a bad member writes with real keys, and chains that a server tells shorter than they are. */
import {
  chainEntries,
  chainProof,
  channelId,
  decodeChainEntry,
  decodeSignedChainEntry,
  emptyRunningHash,
  encodeAs,
  encodeChainEntry,
  encodePolicy,
  encodeSignedChainEntry,
  encodeWelcome,
  hex,
  signature,
  type Tell,
} from '@ebb/protocol'
import { createDevice, packLetter, sha256, sign, tsMls } from '@ebb/seal'
import { describe, expect, test } from 'vitest'
import { meet } from '../src/people/chains.ts'
import { deriveEpochPair } from '../src/rooms/epoch-pair.ts'
import { Turn } from '../src/turn.ts'
import { random, type Bench } from './bench.ts'
import type { Script } from './script.ts'
import { join, twoStrangers, twoTalking, type Two } from './two-people.ts'

interface Forgery {
  /** Sits in the group as well. */
  readonly third?: Bench
  /** Whose letter it is, where not Alice's. */
  readonly signer?: Bench
  /** Added to the epoch that the letter names. */
  readonly later?: number
}

const packageOf = (script: Script, bench: Bench): Uint8Array =>
  script.packages.get(hex(bench.state.profile!.device))![0]!

/** A letter to Bob about a group that Alice made by hand. */
async function welcome({ alice, bob, script }: Two, forgery: Forgery): Promise<Extract<Tell, { kind: 'letter' }>> {
  const self = alice.state.profile!
  const channel = channelId(random(16))
  const policy = encodePolicy({ version: 1, name: '', ceiling: 3600, afterRead: null, admins: [self.account] })
  let group = await tsMls.create(self, { channel, suite: 'classic', policy, now: alice.now })
  if (forgery.third !== undefined) {
    group = (await tsMls.stage(group, { add: [packageOf(script, forgery.third)] }, alice.now)).next
  }
  const keyPackage = packageOf(script, bob)
  const { next, joiners, info } = await tsMls.stage(group, { add: [keyPackage] }, alice.now)
  const content = encodeWelcome({
    kind: 1,
    keyPackage: sha256(keyPackage).slice(0, 16),
    secrets: joiners[0]!.secrets,
    info,
    seq: 1,
    hash: emptyRunningHash,
    replaces: [],
  })
  const { account, device, devicePrivate } = (forgery.signer ?? alice).state.profile!
  const n = next.epoch + (forgery.later ?? 0)
  const { inbox } = bob.state.profile!
  const body = await packLetter({ sender: account, device, devicePrivate, inbox, channel, n, content }, random)
  return { kind: 'letter', id: sha256(body).slice(0, 16), body }
}

describe('a welcome', () => {
  test('by hand that is in order is joined: the control', async () => {
    const two = await twoStrangers()
    await two.bob.told(await welcome(two, {}))
    await two.bob.told(...two.script.answer(two.bob, two.bob.take('chain-of-account')))
    expect(two.bob.state.rooms.size).toBe(1)
    expect(two.bob.warnings()).toEqual([])
  })

  test('into a group where a third account listens is dropped', async () => {
    const two = await twoStrangers()
    const third = await join(two.script, 'mallory')
    await two.bob.told(await welcome(two, { third }))
    await two.script.play(two.bob)
    expect(two.bob.state.rooms.size).toBe(0)
    expect(two.bob.warnings()).toEqual(['bad-letter'])
  })

  test('that somebody passes on as their own is dropped', async () => {
    const two = await twoStrangers()
    const signer = await join(two.script, 'mallory')
    await two.bob.told(await welcome(two, { signer }))
    await two.script.play(two.bob)
    expect(two.bob.state.rooms.size).toBe(0)
    expect(two.bob.warnings()).toEqual(['bad-letter'])
  })

  test('that names another epoch than its group is in is dropped', async () => {
    const two = await twoStrangers()
    await two.bob.told(await welcome(two, { later: 1 }))
    await two.script.play(two.bob)
    expect(two.bob.state.rooms.size).toBe(0)
    expect(two.bob.warnings()).toEqual(['bad-letter'])
  })
})

test('a chain that does not go on from what was pinned is refused; one that does is taken', async () => {
  const { alice, bob } = await twoTalking()
  const { account, device, devicePrivate, chain } = bob.state.profile!
  const first = decodeSignedChainEntry(chain[0]!)
  const entry = typeof first === 'string' ? first : decodeChainEntry(first.value.entry)
  if (typeof entry === 'string') throw new Error(entry)
  const other = createDevice(random)
  const more = encodeChainEntry({
    ...entry.value,
    seq: 1,
    prev: sha256(chain[0]!),
    handle: null,
    devices: [...entry.value.devices, { key: other.key, inbox: other.inbox, addedAt: bob.now }],
  })
  const second = encodeSignedChainEntry({ entry: more, by: device, signature: sign(devicePrivate, chainProof(more)) })
  const long = new Turn(alice.state, alice.at())
  expect(meet(long, encodeAs(chainEntries, [chain[0]!, second]), { account })).not.toHaveProperty('refused')
  const short = new Turn(long.state, alice.at())
  expect(meet(short, encodeAs(chainEntries, [chain[0]!]), { account })).toEqual({ refused: 'chain-invalid' })
  expect(short.state.contacts).toBe(long.state.contacts)
})

test.each([
  ['somebody else', true, ['role-violation', 'conversation-lost']],
  ['nobody', false, []],
] as const)('a commit between two that lets %s in', async (_, adds, warnings) => {
  const { alice, bob, script } = await twoTalking()
  const third = await join(script, 'mallory')
  const [room] = alice.state.rooms.values()
  const group = alice.state.groups.get(room!.number)!
  const add = adds ? [packageOf(script, third)] : []
  const { commit: body, next } = await tsMls.stage(group, { add }, alice.now)
  const { public: key } = await deriveEpochPair(tsMls, next)
  script.append({
    kind: 'commit',
    req: 1,
    channel: room!.channel,
    n: group.epoch,
    next: key,
    oldProof: none,
    newProof: none,
    body,
  })
  // Bob knows whoever it is, so it is not for want of their chain.
  await bob.command({ do: 'send', to: 'mallory', text: 'hello' })
  await script.play(bob)
  await script.fanOut(bob)
  expect(bob.warnings()).toEqual(warnings)
})

const none = signature(new Uint8Array(64))
