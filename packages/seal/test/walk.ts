/**
 * A random walk: devices join, leave, are replaced, update, speak and restart from their pages, in an order given by a
 * seed. Nothing may ever be refused, and after each commit everybody agrees.
 */
import { deepEqual, notDeepEqual } from 'node:assert/strict'
import { tsMls as mls } from '../src/mls/ts-mls.ts'
import type { Group, StagedCommit, Suite } from '../src/mls.ts'
import { everybody, guest, newChannel, now, opened, welcome, type Guest } from './people.ts'

/** mulberry32: a walk is repeated by its seed. */
function dice(seed: number): (sides: number) => number {
  let a = seed
  return (sides) => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}

interface Walker extends Guest {
  group: Group
}

export class Walk {
  readonly walkers: Walker[] = []
  readonly roll: (sides: number) => number
  readonly suite: Suite
  commits = 0
  constructor(seed: number, suite: Suite) {
    this.roll = dice(seed)
    this.suite = suite
  }

  async start(): Promise<void> {
    const first = await guest(mls, this.suite)
    const channel = newChannel()
    this.walkers.push({
      ...first,
      group: await mls.create(first.self, { channel, suite: this.suite, policy: Uint8Array.of(0), now }),
    })
  }

  any(): Walker {
    const walker = this.walkers[this.roll(this.walkers.length)]
    if (walker === undefined) throw new Error('nobody is left')
    return walker
  }

  others(author: Walker): Walker[] {
    return this.walkers.filter((walker) => walker !== author)
  }

  /** A commit by anybody: some come, some go; who goes with a successor shares its place with nobody else's. */
  async commit({ come = 0, go = 0, policy = false }: { come?: number; go?: number; policy?: boolean }): Promise<void> {
    const author = this.any()
    const leaving = this.others(author).slice(0, go)
    const guests = await Promise.all(Array.from({ length: come }, () => guest(mls, this.suite)))
    const staged = await mls.stage(
      author.group,
      {
        add: guests.map((coming) => coming.keyPackage.public),
        remove: leaving.map((walker) => walker.group.self),
        ...(policy ? { policy: Uint8Array.of(this.roll(256), this.roll(256)) } : {}),
      },
      now,
    )
    for (const walker of this.others(author)) {
      const seen = await opened(mls, 'commit', walker.group, staged.commit)
      deepEqual([seen.added.length, seen.removed.length], [come, go])
      if (leaving.includes(walker)) await expectOut(walker, seen.group, staged)
      else walker.group = present(seen.group)
    }
    author.group = staged.next
    for (const walker of leaving) this.walkers.splice(this.walkers.indexOf(walker), 1)
    for (const coming of guests) this.walkers.push({ ...coming, group: await welcome(mls, staged, coming) })
    this.commits++
    for (const { group } of this.walkers) deepEqual(group.authenticator, author.group.authenticator)
    // The place in the list is by seed too, so that it is not always the eldest who leave.
    this.walkers.sort(() => this.roll(3) - 1)
  }

  async speak(): Promise<void> {
    const author = this.any()
    const sent = await mls.encrypt(author.group, new Uint8Array(this.roll(600)).fill(this.roll(256)))
    author.group = sent.group
    for (const walker of this.others(author)) {
      const seen = await opened(mls, 'message', walker.group, sent.bytes)
      deepEqual(seen.sender.device, author.self.device)
      walker.group = seen.group
    }
  }

  restart(): void {
    const walker = this.any()
    walker.group = mls.fromPages(
      new Map(mls.changedPages(undefined, walker.group).map(({ page, bytes }) => [page, present(bytes)])),
    )
  }

  async step(most: number): Promise<void> {
    const what = this.roll(20)
    const room = most - this.walkers.length
    const alone = this.walkers.length < 3
    if (what < 3 && room > 0) await this.commit({ come: 1 + this.roll(Math.min(room, 3)) })
    else if (what < 5 && !alone) await this.commit({ go: 1 + this.roll(this.walkers.length - 2) })
    else if (what < 7 && !alone) await this.commit({ go: 1, come: 1 })
    else if (what < 8 && !alone && room > 0) await this.commit({ go: 2, come: 1 + this.roll(room) })
    else if (what < 10) await this.commit({ policy: what < 9 })
    else if (what < 12) this.restart()
    else await this.speak()
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing is there')
  return value
}

/** Who was removed can read neither what comes nor open the channel. */
async function expectOut(walker: Walker, after: Group | undefined, staged: StagedCommit): Promise<void> {
  deepEqual(after, undefined)
  const { bytes } = await mls.encrypt(staged.next, Uint8Array.of(1))
  const following = await mls.stage(staged.next, {}, now)
  for (const later of [bytes, following.commit]) {
    deepEqual(await mls.open(walker.group, later, everybody, now), { kind: 'refused', why: 'wrong-epoch' })
    const posing = await mls.open(walker.group, atEpoch(later, walker.group.epoch), everybody, now)
    deepEqual(posing, { kind: 'refused', why: 'not-authentic' })
  }
  const key = (group: Group) => mls.export(group, 'ebb channel v1', group.channel, 32)
  notDeepEqual(await key(walker.group), await key(staged.next))
}

/** The same PrivateMessage under another epoch: version 2, wire format 2, group id 1 + 16, then 8 bytes of epoch. */
function atEpoch(message: Uint8Array, epoch: number): Uint8Array {
  const changed = message.slice()
  new DataView(changed.buffer).setBigUint64(21, BigInt(epoch))
  return changed
}

/** A walk of some steps by a seed; the number of its commits. */
export async function walk(
  suite: Suite,
  { seed, steps, most }: { seed: number; steps: number; most: number },
): Promise<number> {
  const made = new Walk(seed, suite)
  await made.start()
  for (let i = 0; i < steps; i++) await made.step(most)
  return made.commits
}
