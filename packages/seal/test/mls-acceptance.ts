/** What any implementation of `Mls` must do, whatever it is made of. Run by tests for each implementation. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channelId, commitSizes, messageSizes } from '@ebb/protocol'
import type { Group, Mls, Opened, Suite } from '../src/mls.ts'
import { device, everybody, follow, guest, joinedGroup, newChannel, now, opened, party, welcome } from './people.ts'

const day = 86_400

export function mlsAcceptance(name: string, mls: Mls, suite: Suite): void {
  describe(`${name}, ${suite}`, () => {
    keyPackages(mls, suite)
    groups(mls, suite)
    messages(mls, suite)
    joining(mls, suite)
    pages(mls, suite)
    hostileBytes(mls, suite)
  })
}

function keyPackages(mls: Mls, suite: Suite): void {
  test('a key package says whose it is and how long it lives', async () => {
    const self = device()
    for (const lastResort of [false, true]) {
      const pair = await mls.createKeyPackage(self, { suite, lastResort, now })
      const { account, device: key } = self
      expect(await mls.readKeyPackage(pair.public, now)).toEqual({
        suite,
        account,
        device: key,
        lastResort,
        notBefore: now - day,
        notAfter: now + 30 * day,
      })
    }
  })

  test('a key package is refused out of date, damaged, or of another suite', async () => {
    const { public: bytes } = await mls.createKeyPackage(device(), { suite, lastResort: true, now })
    const read = async (data: Uint8Array, at = now) => mls.readKeyPackage(data, at)
    expect(await read(bytes, now - 2 * day)).toEqual({ refused: 'lifetime' })
    expect(await read(bytes, now + 30 * day + 1)).toEqual({ refused: 'lifetime' })
    expect(await read(bytes.subarray(0, -1))).toEqual({ refused: 'malformed' })
    expect(await read(Uint8Array.of(...bytes, 0))).toEqual({ refused: 'malformed' })
    expect(await read(changed(bytes, bytes.length - 1))).toEqual({ refused: 'not-authentic' })
    // Version (2 bytes), then the suite: 0x0003 is known to RFC 9420 and not used here, 0xFFFF to nobody.
    expect(await read(replaced(bytes, 2, [0, 3]))).toEqual({ refused: 'unsupported-suite' })
    expect(await read(replaced(bytes, 2, [0xff, 0xff]))).toEqual({ refused: 'unsupported-suite' })
  })

  test('the suite stands in the key package by its number', async () => {
    const { public: bytes } = await mls.createKeyPackage(device(), { suite, lastResort: false, now })
    expect([...bytes.subarray(2, 4)]).toEqual(suite === 'classic' ? [0, 1] : [0xf0, 0x53])
  })
}

function groups(mls: Mls, suite: Suite): void {
  test('a new group has one member at leaf 0', async () => {
    const self = device()
    const channel = newChannel()
    const group = await mls.create(self, { channel, suite, policy: Uint8Array.of(9, 8), now })
    expect(group).toMatchObject({ channel, epoch: 0, suite, self: 0, policy: Uint8Array.of(9, 8) })
    expect(group.leaves).toEqual([{ index: 0, account: self.account, device: self.device }])
    expect(group.authenticator.length).toBe(32)
  })

  test('add, remove and replace in one commit, seen alike by everybody', async () => {
    const {
      groups: [alice, bob, carol, dan],
      guests,
    } = await party(mls, suite, 4)
    const [, , , erin] = [0, 0, 0, await guest(mls, suite)]
    const again = await guest(mls, suite, guests[2]?.self)
    const staged = await mls.stage(
      here(alice),
      { remove: [2, 3], add: [again.keyPackage.public, erin.keyPackage.public] },
      now,
    )
    const seen = await opened(mls, 'commit', here(bob), staged.commit)
    expect(seen.sender).toEqual(here(alice).leaves[0])
    expect(seen.removed.map((leaf) => leaf.index)).toEqual([2, 3])
    expect(seen.added.map((leaf) => [leaf.index, leaf.device])).toEqual([
      [2, again.self.device],
      [3, erin.self.device],
    ])
    // The replaced leaf is the same device again: its old state is out, its new one is in.
    for (const out of [carol, dan])
      expect(await opened(mls, 'commit', here(out), staged.commit)).toMatchObject({ group: undefined })
    const all = [staged.next, here(seen.group), await welcome(mls, staged, again), await welcome(mls, staged, erin)]
    for (const group of all) {
      expect(group.authenticator).toEqual(staged.next.authenticator)
      expect(group.leaves).toEqual(staged.next.leaves)
    }
    expect(all.map((group) => group.self)).toEqual([0, 1, 2, 3])
  })

  test('an update changes no member, a policy change only the policy', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const update = await mls.stage(here(alice), {}, now)
    expect([update.joiners.length, update.info.length]).toEqual([0, 0])
    const after = await follow(mls, here(bob), update)
    expect(after.leaves).toEqual(here(bob).leaves)
    expect(after.policy).toEqual(here(bob).policy)
    const policy = new Uint8Array(300).fill(4)
    const decided = await mls.stage(after, { policy }, now)
    expect((await follow(mls, update.next, decided)).policy).toEqual(policy)
    expect(decided.next).toMatchObject({ epoch: 3, policy })
  })

  test('a staged commit leaves the epoch as it was, and another may win', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const mine = await mls.stage(here(alice), {}, now)
    expect(mine.group.epoch).toBe(here(alice).epoch)
    const theirs = await mls.stage(here(bob), {}, now)
    const after = await follow(mls, mine.group, theirs)
    expect(after.authenticator).toEqual(theirs.next.authenticator)
    // A second try of the same epoch never uses the first one's key.
    const second = await mls.stage(mine.group, {}, now)
    expect((await follow(mls, here(bob), second)).authenticator).toEqual(second.next.authenticator)
  })

  test('MLS-Exporter gives members of an epoch the same, by label, context and length', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const secret = (group: Group, label = 'ebb test', context = Uint8Array.of(1), length = 32) =>
      mls.export(group, label, context, length)
    expect(await secret(here(alice))).toEqual(await secret(here(bob)))
    expect((await secret(here(alice), 'ebb test', Uint8Array.of(1), 80)).length).toBe(80)
    const others = [await secret(here(alice), 'ebb other'), await secret(here(alice), 'ebb test', Uint8Array.of(2))]
    for (const other of others) expect(other).not.toEqual(await secret(here(bob)))
    expect(await secret((await mls.stage(here(alice), {}, now)).next)).not.toEqual(await secret(here(alice)))
  })

  test('a change that may not be made is a RangeError', async () => {
    const {
      groups: [alice],
      guests,
    } = await party(mls, suite, 2)
    const { public: fresh } = (await guest(mls, suite)).keyPackage
    const other = (await guest(mls, suite === 'classic' ? 'hybrid' : 'classic')).keyPackage.public
    const again = (await guest(mls, suite, guests[1]?.self)).keyPackage.public
    const wrong = [
      { remove: [0] },
      { remove: [2] },
      { remove: [1, 1] },
      { add: [fresh, fresh] },
      { add: [again] },
      { add: [other] },
      { add: [fresh.subarray(1)] },
      { policy: new Uint8Array(5_000_000) },
    ]
    for (const change of wrong) await expect(mls.stage(here(alice), change, now)).rejects.toThrow(RangeError)
    await expect(mls.stage(here(alice), { add: [fresh] }, now + 31 * day)).rejects.toThrow(RangeError)
  })
}

function messages(mls: Mls, suite: Suite): void {
  test('messages go both ways and name their sender', async () => {
    const {
      groups: [alice, bob],
      guests,
    } = await party(mls, suite, 2)
    const content = new TextEncoder().encode('the sea is calm tonight')
    const sent = await mls.encrypt(here(alice), content)
    const seen = await opened(mls, 'message', here(bob), sent.bytes)
    expect(seen.content).toEqual(content)
    expect(seen.sender).toEqual({ index: 0, account: guests[0]?.self.account, device: guests[0]?.self.device })
    const answer = await mls.encrypt(seen.group, Uint8Array.of(1))
    expect((await opened(mls, 'message', sent.group, answer.bytes)).sender.index).toBe(1)
  })

  test('messages may arrive in another order, each once', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    let sender = here(alice)
    let receiver = here(bob)
    const sent: Uint8Array[] = []
    for (let i = 0; i < 5; i++) {
      const next = await mls.encrypt(sender, Uint8Array.of(i))
      sender = next.group
      sent.push(next.bytes)
    }
    for (const i of [3, 0, 4, 2, 1]) {
      const seen = await opened(mls, 'message', receiver, here(sent[i]))
      expect(seen.content).toEqual(Uint8Array.of(i))
      receiver = seen.group
      expect(await refusal(mls, receiver, here(sent[i]))).toBe('not-authentic')
    }
  })

  test('sizes are hidden: few lengths, each for all contents up to its size', async () => {
    let {
      groups: [alice],
    } = await party(mls, suite, 2)
    const lengths = new Map<number, number>()
    for (const size of messageSizes) {
      for (const content of [size, size - 1, Math.floor(size / 2) + 40]) {
        const sent = await mls.encrypt(here(alice), new Uint8Array(content))
        alice = sent.group
        const known = lengths.get(size) ?? sent.bytes.length
        expect(sent.bytes.length, `${content} bytes`).toBe(known)
        lengths.set(size, known)
      }
    }
    for (const [size, length] of lengths) expect(length - size).toBeLessThan(512)
    expect((await mls.encrypt(here(alice), new Uint8Array(0))).bytes.length).toBe(lengths.get(256))
    await expect(mls.encrypt(here(alice), new Uint8Array(65_537))).rejects.toThrow(RangeError)
    const update = await mls.stage(here(alice), {}, now)
    const overheads = commitSizes.map((size) => update.commit.length - size).filter((more) => more > 0 && more < 512)
    expect(overheads.length).toBeGreaterThan(0)
  })

  test('what does not belong here is refused by its reason, and nothing changes', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const elsewhere = (await party(mls, suite, 2)).groups[0]
    const sent = await mls.encrypt(here(alice), Uint8Array.of(1))
    const next = await mls.stage(here(alice), {}, now)
    const later = await mls.encrypt(next.next, Uint8Array.of(1))
    const table: [Uint8Array, Extract<Opened, { kind: 'refused' }>['why']][] = [
      [new Uint8Array(), 'malformed'],
      [sent.bytes.subarray(0, -1), 'malformed'],
      [Uint8Array.of(...sent.bytes, 0), 'malformed'],
      [(await mls.encrypt(here(elsewhere), Uint8Array.of(1))).bytes, 'wrong-group'],
      [later.bytes, 'wrong-epoch'],
      [(await mls.encrypt(here(bob), Uint8Array.of(1))).bytes, 'own-message'],
      [(await mls.stage(here(bob), {}, now)).commit, 'own-message'],
      [changed(sent.bytes, sent.bytes.length - 1), 'not-authentic'],
      [changed(sent.bytes, 40), 'not-authentic'],
      [changed(next.commit, next.commit.length - 1), 'not-authentic'],
    ]
    for (const [bytes, why] of table) expect(await refusal(mls, here(bob), bytes)).toBe(why)
    expect((await opened(mls, 'message', here(bob), sent.bytes)).content).toEqual(Uint8Array.of(1))
    expect((await follow(mls, here(bob), next)).authenticator).toEqual(next.next.authenticator)
    // A length in more bytes than it needs: group id, whose one-byte prefix stands after version and wire format.
    const padded = Uint8Array.of(...sent.bytes.subarray(0, 4), 0x40, ...sent.bytes.subarray(4))
    expect(await refusal(mls, here(bob), padded)).toBe('malformed')
  })

  test('a commit that adds an unknown device waits for its chain', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const stranger = await guest(mls, suite)
    const staged = await mls.stage(here(alice), { add: [stranger.keyPackage.public] }, now)
    const knows = (account: Uint8Array) => !Buffer.from(account).equals(stranger.self.account)
    expect(await mls.open(here(bob), staged.commit, knows, now)).toEqual({
      kind: 'unknown-devices',
      accounts: [stranger.self.account],
    })
    expect((await follow(mls, here(bob), staged)).leaves.length).toBe(3)
  })
}

function joining(mls: Mls, suite: Suite): void {
  test('a joiner is told who let it in, and waits where it does not know a member', async () => {
    const {
      groups: [alice],
      guests,
    } = await party(mls, suite, 3)
    const dan = await guest(mls, suite)
    const staged = await mls.stage(here(alice), { add: [dan.keyPackage.public] }, now)
    const { secrets } = here(staged.joiners[0])
    const letter = {
      channel: staged.next.channel,
      secrets,
      info: staged.info,
      keyPackage: dan.keyPackage,
      knows: everybody,
      now,
    }
    expect(await mls.join(dan.self, letter)).toMatchObject({ kind: 'joined', sender: here(alice).leaves[0] })
    const unknown = guests.slice(1).map(({ self }) => self.account)
    const knows = (account: Uint8Array) => !unknown.some((other) => Buffer.from(other).equals(account))
    expect(await mls.join(dan.self, { ...letter, knows })).toEqual({ kind: 'unknown-devices', accounts: unknown })

    const other = await guest(mls, suite)
    const wrong: [Parameters<Mls['join']>[1], string][] = [
      [{ ...letter, secrets: secrets.subarray(0, -1) }, 'malformed'],
      [{ ...letter, secrets: Uint8Array.of(...secrets, 0) }, 'malformed'],
      [{ ...letter, keyPackage: { ...dan.keyPackage, private: dan.keyPackage.private.subarray(0, -1) } }, 'malformed'],
      [{ ...letter, keyPackage: other.keyPackage }, 'not-for-us'],
      [{ ...letter, secrets: changed(secrets, secrets.length - 1) }, 'not-authentic'],
      [{ ...letter, info: changed(staged.info, 3) }, 'not-authentic'],
      [{ ...letter, channel: channelId(new Uint8Array(16)) }, 'wrong-group'],
    ]
    for (const [bad, why] of wrong) expect(await mls.join(dan.self, bad)).toEqual({ kind: 'refused', why })
    expect(await mls.join(device(), letter)).toEqual({ kind: 'refused', why: 'not-for-us' })
  })

  test('each joiner gets its own secrets and all the same info', async () => {
    const { groups } = await party(mls, suite, 1)
    const guests = [await guest(mls, suite), await guest(mls, suite), await guest(mls, suite)]
    const staged = await mls.stage(here(groups[0]), { add: guests.map(({ keyPackage }) => keyPackage.public) }, now)
    expect(staged.joiners.map((joiner) => joiner.device)).toEqual(guests.map(({ self }) => self.device))
    const joined = await Promise.all(guests.map((one) => welcome(mls, staged, one)))
    expect(new Set(joined.map((group) => Buffer.from(group.authenticator).toString('hex'))).size).toBe(1)
    // Who joined can speak and be understood, and change the group.
    const sent = await mls.encrypt(here(joined[2]), Uint8Array.of(5))
    for (const group of [staged.next, here(joined[0])])
      expect((await opened(mls, 'message', group, sent.bytes)).sender.index).toBe(3)
    const update = await mls.stage(here(joined[1]), {}, now)
    for (const group of [staged.next, here(joined[0]), here(joined[2])]) await follow(mls, group, update)
  })
}

function pages(mls: Mls, suite: Suite): void {
  const all = (group: Group) =>
    new Map(mls.changedPages(undefined, group).map(({ page, bytes }) => [page, here(bytes)]))

  test('a group is the same after it was put together from its pages, at every step', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 3)
    const again = (group: Group): Group => {
      const restored = mls.fromPages(all(group))
      expect(restored).toEqual(group)
      expect(all(restored)).toEqual(all(group))
      expect(mls.changedPages(group, group)).toEqual([])
      return restored
    }
    const sent = await mls.encrypt(again(here(alice)), Uint8Array.of(1))
    const seen = await opened(mls, 'message', again(here(bob)), sent.bytes)
    const staged = await mls.stage(again(sent.group), { policy: Uint8Array.of(7) }, now)
    const after = await follow(mls, again(seen.group), staged)
    const mine = again(staged.next)
    const answer = await mls.encrypt(again(after), Uint8Array.of(2))
    expect((await opened(mls, 'message', mine, answer.bytes)).content).toEqual(Uint8Array.of(2))
    // A commit that lost its race, restored in between.
    const other = await mls.stage(again(after), {}, now)
    await follow(mls, again((await mls.stage(mine, {}, now)).group), other)
  })

  test('changed pages, put over the old ones, are the new state', async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    let stored = all(here(bob))
    let [mine, theirs] = [here(alice), here(bob)]
    for (let i = 0; i < 6; i++) {
      const before = theirs
      if (i % 3 === 2) {
        const staged = await mls.stage(mine, {}, now)
        theirs = await follow(mls, theirs, staged)
        mine = staged.next
      } else {
        const sent = await mls.encrypt(mine, Uint8Array.of(i))
        mine = sent.group
        theirs = (await opened(mls, 'message', theirs, sent.bytes)).group
      }
      stored = new Map([
        ...stored,
        ...mls.changedPages(before, theirs).map(({ page, bytes }) => [page, here(bytes)] as const),
      ])
      expect(mls.fromPages(stored)).toEqual(theirs)
    }
  })

  test('pages that are missing, damaged, or of two states are refused', async () => {
    const {
      groups: [alice],
    } = await party(mls, suite, 2)
    const good = all(here(alice))
    const next = all((await mls.stage(here(alice), {}, now)).next)
    for (const [page, bytes] of good) {
      const without = new Map(good)
      without.delete(page)
      expect(() => mls.fromPages(without), `without page ${page}`).toThrow(/missing/)
      for (const bad of [bytes.subarray(0, -1), Uint8Array.of(...bytes, 0), new Uint8Array(), changed(bytes, 0)]) {
        expect(() => mls.fromPages(new Map(good).set(page, bad)), `damaged page ${page}`).toThrow(/damaged/)
      }
      expect(() => mls.fromPages(new Map(good).set(page, here(next.get(page)))), `newer page ${page}`).toThrow(
        /one state/,
      )
    }
    expect(() => mls.fromPages(new Map(good).set(9, new Uint8Array(3)))).toThrow(/one state/)
  })

  test('a message changes one small page, and pages go as the group shrinks', { timeout: 30_000 }, async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 20)
    expect([...all(here(alice)).keys()]).toEqual([0, 1, 2, 3])
    const sent = await mls.encrypt(here(alice), new Uint8Array(200))
    const seen = await opened(mls, 'message', here(bob), sent.bytes)
    for (const changes of [mls.changedPages(here(alice), sent.group), mls.changedPages(here(bob), seen.group)]) {
      expect(changes.map(({ page }) => page)).toEqual([2])
      expect(here(changes[0]?.bytes).length).toBeLessThan(3072)
    }
    const smaller = await mls.stage(sent.group, { remove: [16, 17, 18, 19] }, now)
    const changes = mls.changedPages(sent.group, smaller.next)
    expect(changes.map(({ page, bytes }) => [page, bytes === undefined])).toEqual([
      [0, false],
      [1, false],
      [2, false],
      [3, true],
    ])
  })
}

function hostileBytes(mls: Mls, suite: Suite): void {
  test('random and mutated bytes never throw and are never taken', { timeout: 60_000 }, async () => {
    const {
      groups: [alice, bob],
    } = await party(mls, suite, 2)
    const joiner = await guest(mls, suite)
    const staged = await mls.stage(here(alice), { add: [joiner.keyPackage.public] }, now)
    const { secrets } = here(staged.joiners[0])
    const { bytes: message } = await mls.encrypt(here(alice), new Uint8Array(20))
    const keyPackage = joiner.keyPackage.public
    const letter = {
      channel: staged.next.channel,
      secrets,
      info: staged.info,
      keyPackage: joiner.keyPackage,
      knows: everybody,
      now,
    }
    const mutated = (bytes: Uint8Array) =>
      fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => changed(bytes, at, by))
    const open = async (bytes: Uint8Array) => (await mls.open(here(bob), bytes, everybody, now)).kind === 'refused'
    const join = async (bad: Partial<typeof letter>) =>
      (await mls.join(joiner.self, { ...letter, ...bad })).kind === 'refused'
    const read = async (bytes: Uint8Array) => 'refused' in (await mls.readKeyPackage(bytes, now))
    const random = fc.uint8Array({ maxLength: 400 })
    const headed = random.map((bytes) => Uint8Array.of(0, 1, 0, 2, ...bytes))
    const runs = { numRuns: suite === 'classic' ? 120 : 30 }
    for (const arbitrary of [random, headed, mutated(message), mutated(staged.commit)]) {
      await fc.assert(fc.asyncProperty(arbitrary, open), runs)
    }
    for (const arbitrary of [random, mutated(keyPackage)]) await fc.assert(fc.asyncProperty(arbitrary, read), runs)
    for (const arbitrary of [random, mutated(secrets)]) {
      await fc.assert(
        fc.asyncProperty(arbitrary, (bad) => join({ secrets: bad })),
        runs,
      )
    }
    for (const arbitrary of [random, mutated(staged.info)])
      await fc.assert(
        fc.asyncProperty(arbitrary, (info) => join({ info })),
        runs,
      )
    expect(joinedGroup(await mls.join(joiner.self, letter)).leaves.length).toBe(3)
  })
}

async function refusal(mls: Mls, group: Group, bytes: Uint8Array): Promise<string> {
  const result = await mls.open(group, bytes, everybody, now)
  return result.kind === 'refused' ? result.why : result.kind
}

function here<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing is there')
  return value
}

function changed(bytes: Uint8Array, at: number, by = 1): Uint8Array {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ by
  return copy
}

function replaced(bytes: Uint8Array, at: number, by: readonly number[]): Uint8Array {
  const copy = bytes.slice()
  copy.set(by, at)
  return copy
}
