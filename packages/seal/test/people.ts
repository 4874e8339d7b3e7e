/** Devices for tests, each of an account of its own, and the little it takes to bring them into a group. */
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { accountId, channelId, deviceKey } from '@ebb/protocol'
import type { ChannelId } from '@ebb/protocol'
import type { Group, Joined, KeyPackagePair, Knows, Mls, Opened, Self, StagedCommit, Suite } from '../src/mls.ts'

/** Seconds since 1970, some time in 2026. */
export const now = 1_790_000_000

export const everybody: Knows = () => true

export const newChannel = (): ChannelId => channelId(new Uint8Array(randomBytes(16)))

export function device(
  seed: Uint8Array = new Uint8Array(randomBytes(32)),
  account: Uint8Array = new Uint8Array(randomBytes(32)),
): Self {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
  const raw = new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))
  return { account: accountId(account), device: deviceKey(raw), devicePrivate: seed }
}

export interface Guest {
  readonly self: Self
  readonly keyPackage: KeyPackagePair
}

export async function guest(mls: Mls, suite: Suite, self: Self = device()): Promise<Guest> {
  return { self, keyPackage: await mls.createKeyPackage(self, { suite, lastResort: false, now }) }
}

export function joinedGroup(joined: Joined): Group {
  if (joined.kind !== 'joined') throw new Error(`did not join: ${JSON.stringify(joined)}`)
  return joined.group
}

/** What a staged commit gives the guest at this place among its joiners. */
export async function welcome(mls: Mls, staged: StagedCommit, { self, keyPackage }: Guest): Promise<Group> {
  const mine = staged.joiners.find((joiner) => Buffer.from(joiner.device).equals(self.device))
  if (mine === undefined) throw new Error('nobody invited this guest')
  const letter = {
    channel: staged.next.channel,
    secrets: mine.secrets,
    info: staged.info,
    keyPackage,
    knows: everybody,
    now,
  }
  return joinedGroup(await mls.join(self, letter))
}

type OfKind<Kind extends Opened['kind']> = Extract<Opened, { kind: Kind }>

export async function opened<Kind extends Opened['kind']>(
  mls: Mls,
  kind: Kind,
  group: Group,
  bytes: Uint8Array,
): Promise<OfKind<Kind>> {
  const result = await mls.open(group, bytes, everybody, now)
  if (result.kind !== kind)
    throw new Error(`expected ${kind}, got ${result.kind}${result.kind === 'refused' ? `: ${result.why}` : ''}`)
  return result as OfKind<Kind>
}

/** The group after somebody else's commit that does not remove this device. */
export async function follow(mls: Mls, group: Group, staged: StagedCommit): Promise<Group> {
  const { group: next } = await opened(mls, 'commit', group, staged.commit)
  if (next === undefined) throw new Error('this device was removed')
  return next
}

/** A group of `size` devices, as each of them sees it, made by one commit. */
export async function party(mls: Mls, suite: Suite, size: number): Promise<{ guests: Guest[]; groups: Group[] }> {
  const guests = await Promise.all(Array.from({ length: size }, () => guest(mls, suite)))
  const [host, ...others] = guests
  if (host === undefined) throw new RangeError('a party needs somebody')
  const alone = await mls.create(host.self, { channel: newChannel(), suite, policy: Uint8Array.of(1, 2, 3), now })
  if (others.length === 0) return { guests, groups: [alone] }
  const staged = await mls.stage(alone, { add: others.map((other) => other.keyPackage.public) }, now)
  return { guests, groups: [staged.next, ...(await Promise.all(others.map((other) => welcome(mls, staged, other))))] }
}
