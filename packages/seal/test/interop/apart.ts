/**
 * What keeps seal and core-crypto out of each other's groups, each tried beside what differs only in that one thing and
 * works (walk.ts).
 */
import { randomBytes } from 'node:crypto'
import { tsMls } from '../../src/mls/ts-mls.ts'
import { device, newChannel } from '../people.ts'
import { beneath } from './beneath.ts'
import { named } from './named.ts'
import type { Peer, PeerClient } from './peer.ts'
import { putIn } from './put-in.ts'
import { attempt, told, type Seen } from './walk.ts'
import { withoutPolicy } from './without-policy.ts'

/** `nine` encrypts its handshakes and takes any name, `ten` does neither. */
export async function apart(nine: Peer, ten: Peer): Promise<readonly Seen[]> {
  return [
    ...(await policy(nine)),
    ...(await credentialTypes(nine)),
    ...(await encryptedHandshakes(ten)),
    ...(await names(ten)),
    ...(await withoutPath(nine)),
    ...(await fromOutside(nine)),
  ]
}

/** RFC 9420 §7.3: required_capabilities must be listed in each leaf, and core-crypto's lists no extension. */
async function policy(nine: Peer): Promise<readonly Seen[]> {
  const client = await named(nine)
  const keyPackage = await client.keyPackage()
  const read = await tsMls.readKeyPackage(keyPackage, now())
  const channel = newChannel()
  const group = await tsMls.create(device(), { channel, suite: 'classic', policy: Uint8Array.of(1), now: now() })
  const added = await attempt(() => tsMls.stage(group, { add: [keyPackage] }, now()))
  const forced = await putIn(group, keyPackage)
  const joined = await attempt(() => client.join(channel, forced))
  return [
    seen('seal reads no key package that does not list the policy', 'refused' in read && read.refused === 'malformed'),
    seen('seal adds nobody by it', added instanceof RangeError),
    seen(
      'it does not join a group of seal either',
      refusedBecause(joined, 'Extensions are not acceptable'),
      told(joined),
    ),
  ]
}

/** The same clause: core-crypto's groups ask for X.509, which no leaf of seal lists. */
async function credentialTypes(nine: Peer): Promise<readonly Seen[]> {
  const client = await named(nine)
  const group = id()
  await client.create(group)
  const options = { suite: 'classic', lastResort: false, now: now() } as const
  const { public: keyPackage } = await tsMls.createKeyPackage(device(), options)
  const refused = await attempt(() => client.add(group, [keyPackage]))
  const able = await beneath({ handshakes: 'private', name: 'seal', takes: 'names of seal' })
  const taken = await attempt(async () => client.add(group, [await able.keyPackage()]))
  return [
    seen('it adds no device of seal, which lists basic credentials only', refused instanceof Error),
    seen('it adds one that lists X.509 too and is the same in all else', !(taken instanceof Error), told(taken)),
  ]
}

/** §12.4 lets a commit of Adds go without a path; core-crypto's do, and seal follows no commit that does not heal. */
async function withoutPath(nine: Peer): Promise<readonly Seen[]> {
  const results: Seen[] = []
  for (const but of ['src/mls/commit.ts', undefined] as const) {
    const { sealClient } = await withoutPolicy(but)
    const [ours, client, guest] = [await sealClient(), await named(nine), await named(nine)]
    const group = await together(ours, client)
    const { commit } = await client.add(group, [await guest.keyPackage()])
    const opened = await attempt(() => ours.open(group, commit))
    results.push(
      but === undefined
        ? seen('it would, by one line less', !(opened instanceof Error) && opened.kind === 'commit', told(opened))
        : seen('seal follows no commit of Adds without a path', refusedBecause(opened, 'invalid-commit'), told(opened)),
    )
  }
  return results
}

/** §6.2 and §6.3 allow handshakes in both forms; core-crypto 10 takes them in the open only. */
async function encryptedHandshakes(ten: Peer): Promise<readonly Seen[]> {
  const [founder, client] = [
    await beneath({ handshakes: 'private', name: 'wire', takes: 'any name' }),
    await ten.client(),
  ]
  const group = await together(founder, client)
  const { commit } = await founder.update(group)
  const opened = await attempt(() => client.open(group, commit))
  return [
    seen('version 10 follows no encrypted commit', opened instanceof Error),
    seen('and is in the epoch before it', (await client.epoch(group)) + 1 === (await founder.epoch(group))),
  ]
}

/** §5.3 leaves it to the application what a credential says; core-crypto 10 reads nothing of whoever has another name. */
async function names(ten: Peer): Promise<readonly Seen[]> {
  const results: Seen[] = []
  for (const name of ['seal', 'wire'] as const) {
    const [founder, client] = [await beneath({ handshakes: 'public', name, takes: 'any name' }), await ten.client()]
    const group = await together(founder, client)
    const opened = await attempt(async () => client.open(group, await founder.encrypt(group, Uint8Array.of(1))))
    const followed = await attempt(async () => client.open(group, (await founder.update(group)).commit))
    const isRead = !(opened instanceof Error)
    results.push(
      seen(
        `version 10 ${name === 'seal' ? 'does not read' : 'reads'} a message under a name of ${name}`,
        isRead === (name === 'wire'),
        told(opened),
      ),
      seen(`version 10 follows a commit under a name of ${name}`, !(followed instanceof Error), told(followed)),
    )
  }
  return results
}

/** §12.4.3.2: whoever has a GroupInfo may join by it, unless the application forbids it, as seal does. */
async function fromOutside(nine: Peer): Promise<readonly Seen[]> {
  const { sealClient } = await withoutPolicy()
  const [ours, client, stranger] = [await sealClient(), await named(nine), await named(nine)]
  const group = await together(ours, client)
  const { commit, groupInfo } = await client.update(group)
  await ours.open(group, commit)
  const joining = await stranger.external(groupInfo!)
  const refused = await attempt(() => ours.open(group, joining))
  const taken = await attempt(() => client.open(group, joining))
  return [
    seen('seal lets nobody in from outside', refusedBecause(refused, 'external'), told(refused)),
    seen('core-crypto does', !(taken instanceof Error) && taken.kind === 'commit', told(taken)),
  ]
}

async function together(founder: PeerClient, guest: PeerClient): Promise<Uint8Array> {
  const group = id()
  await founder.create(group)
  const { welcome } = await founder.add(group, [await guest.keyPackage(28 * 86_400)])
  await guest.join(group, welcome!)
  return group
}

const refusedBecause = (found: unknown, why: string): boolean => found instanceof Error && found.message.includes(why)
const seen = (what: string, ok: boolean, why?: string): Seen => ({
  what,
  ok,
  ...(ok || why === undefined ? {} : { why }),
})
const id = (): Uint8Array => new Uint8Array(randomBytes(16))
const now = (): number => Date.now() / 1000
