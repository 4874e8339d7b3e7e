/**
 * A hundred rounds in which up to ten devices change one group at the same moment, over one channel of a real server
 * core, while acknowledgements get lost: one winner each time, and everybody comes to the same place.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  channelId,
  emptyRunningHash,
  encodePolicy,
  entryIdOf,
  hex,
  nextRunningHash,
  type ChannelId,
} from '@ebb/protocol'
import { sha256, tsMls, type Group } from '@ebb/seal'
import { worldTime } from '../../../world/src/clock.ts'
import { chanceOf } from '../../../world/src/random.ts'
import { createServer, type WorldServer } from '../../../world/src/server.ts'
import { beginConversation } from '../src/people/meet.ts'
import type { Contact } from '../src/records/contact.ts'
import type { Conversation } from '../src/records/conversation.ts'
import type { Profile } from '../src/records/profile.ts'
import type { Room } from '../src/records/room.ts'
import { deriveEpochPair } from '../src/rooms/epoch-pair.ts'
import { Turn } from '../src/turn.ts'
import { Bench, random, start } from './bench.ts'
import { calm, serverTurns, Wired } from './on-the-wire.ts'

const rounds = 100
const devices = 10
const chance = chanceOf('commits')
const time = worldTime(start)
let server: WorldServer
let all: Wired[]

beforeAll(async () => {
  server = createServer(time, chance, { commitsPerChannelAndMinute: 1000, commitInterval: 0, invitationsPerDay: 1000 })
  all = []
  for (let i = 0; i < devices; i++) all.push(await join(`device-${i}`))
  await shareGroup()
  await calm(all, server)
}, 60_000)

afterAll(() => server.end())

async function join(name: string): Promise<Wired> {
  const wired = new Wired(new Bench(), server)
  const [first] = all
  const invitation = first === undefined ? server.invitation()! : await invited(first)
  await wired.bench.command({ do: 'join', link: invitation, name })
  await calm([...all, wired], server)
  return wired
}

async function invited(host: Wired): Promise<string> {
  const before = new Set(host.bench.answers.keys())
  await host.bench.command({ do: 'invite' })
  await calm(all, server)
  const [, answer] = [...host.bench.answers].find(([number]) => !before.has(number))!
  return answer.ok ? answer.value!.link! : ''
}

/** One group of all devices; the first has its channel still to found, the others have come in by their welcomes. */
async function shareGroup(): Promise<void> {
  const profiles = all.map(({ bench }) => bench.state.profile!)
  const [founder, ...others] = profiles as [Profile, ...Profile[]]
  const channel = channelId(random(16))
  const policy = encodePolicy({
    version: 1,
    name: '',
    ceiling: 86_400,
    afterRead: null,
    admins: profiles.map(({ account }) => account),
  })
  const group = await tsMls.create(founder, { channel, suite: 'classic', policy, now: start })
  const pairs = await Promise.all(
    others.map((self) => tsMls.createKeyPackage(self, { suite: 'classic', lastResort: false, now: start })),
  )
  const staged = await tsMls.stage(group, { add: pairs.map((pair) => pair.public) }, start)
  const id = entryIdOf(staged.commit, sha256)
  const next = (await deriveEpochPair(tsMls, staged.next)).public
  const founding = { id, next, commit: staged.commit, joiners: [], info: staged.info }
  enter(all[0]!, { channel, group: staged.group, staged: { room: founding, group: staged.next } })
  for (const [i, self] of others.entries()) {
    const { secrets } = staged.joiners.find(({ device }) => hex(device) === hex(self.device))!
    const joined = await tsMls.join(self, {
      channel,
      secrets,
      info: staged.info,
      keyPackage: pairs[i]!,
      knows: () => true,
      now: start,
    })
    if (joined.kind !== 'joined') throw new Error(joined.kind)
    enter(all[i + 1]!, { channel, group: joined.group, after: id })
  }
  // The founder's connection comes first, so that the channel is there when the others ask for it.
  await all[0]!.cut()
  await calm(all.slice(0, 1), server)
  for (const other of all.slice(1)) await other.cut()
}

interface Entering {
  readonly channel: ChannelId
  readonly group: Group
  readonly staged?: { readonly room: NonNullable<Room['staged']>; readonly group: Group }
  /** Id of the commit that let this device in. */
  readonly after?: Parameters<typeof nextRunningHash>[1]
}

function enter({ bench }: Wired, { channel, group, staged, after }: Entering): void {
  const room: Room = {
    version: 1,
    number: 1,
    conversation: 1,
    channel,
    stage: staged === undefined ? 'standing' : 'founding',
    seq: after === undefined ? 0 : 1,
    hash: after === undefined ? emptyRunningHash : nextRunningHash(emptyRunningHash, after, sha256),
    replaces: [],
    mustUpdate: false,
    owesToken: false,
    wanted: null,
    staged: staged?.room ?? null,
    letters: [],
  }
  const others = all.filter((other) => other.bench !== bench).map((other) => other.bench.state.profile!)
  const contacts = others.map(({ account, handle, chain }, i): [number, Contact] => [
    i + 1,
    {
      version: 1,
      number: i + 1,
      account,
      handle,
      chain,
      verified: false,
      theirToken: null,
      ourToken: null,
      revoked: [],
      former: [],
    },
  ])
  const turn = new Turn({ ...bench.state, contacts: new Map(contacts) }, bench.at())
  const begun = beginConversation(turn, others[0]!.handle, true)
  const conversation: Conversation = { ...begun, stage: 'standing', contact: 1, rooms: [1], ceiling: 86_400 }
  bench.state = {
    ...bench.state,
    contacts: new Map(contacts),
    conversations: new Map([[1, conversation]]),
    rooms: new Map([[1, room]]),
    groups: new Map([[1, group]]),
    stagedGroups: staged === undefined ? new Map() : new Map([[1, staged.group]]),
  }
}

const placeOf = ({ bench }: Wired) => {
  const room = bench.state.rooms.get(1)!
  const group = bench.state.groups.get(1)!
  const { ceiling } = bench.state.conversations.get(1)!
  return {
    stage: room.stage,
    seq: room.seq,
    hash: hex(room.hash),
    epoch: group.epoch,
    authenticator: hex(group.authenticator),
    ceiling,
  }
}

test(`${rounds} rounds of commits at the same moment`, async () => {
  let lostByWinners = 0
  for (let round = 0; round < rounds; round++) {
    time.pass(1)
    for (const { bench } of all) bench.now = time.now()
    const many = round % 20 === 0 ? devices : 2 + chance.below(2)
    const contenders = all.toSorted(() => chance.below(3) - 1).slice(0, many)
    const { epoch } = placeOf(all[0]!)
    for (const { bench } of contenders) {
      const ceiling = 3600 + round * devices + all.findIndex((one) => one.bench === bench)
      await bench.command({ do: 'timer', to: bench.state.conversations.get(1)!.handle, ceiling })
      expect(bench.asks.map(({ kind }) => kind)).toEqual(['commit'])
    }
    // All of them reach the server before anybody has heard of any other.
    for (const contender of contenders) contender.hand()
    await serverTurns(server)
    const outcomes = contenders.map((one) => one.waiting().map((tell) => ('why' in tell ? tell.why : tell.kind)))
    const winners = contenders.filter((one) => one.waiting().some(({ kind }) => kind === 'appended'))
    expect([round, winners.length, outcomes.flat().filter((word) => word === 'stale').length]).toEqual([
      round,
      1,
      many - 1,
    ])
    // The winner's acknowledgement and other things get lost.
    for (const one of all) {
      if (!chance.happens(winners.includes(one) ? 0.5 : 0.15)) continue
      lostByWinners += Number(winners.includes(one))
      await one.cut()
    }
    await calm(all, server)
    const [first, ...others] = all.map(placeOf)
    for (const other of others) expect(other).toEqual(first)
    // Everybody's wish came true once, one after the other.
    expect(first!.epoch).toBe(epoch + many)
    expect(all.map(({ bench }) => bench.state.rooms.get(1)!.wanted)).toEqual(all.map(() => null))
  }
  expect(lostByWinners).toBeGreaterThan(rounds / 4)
  expect(all.flatMap(({ bench }) => bench.warnings())).toEqual([])
})
