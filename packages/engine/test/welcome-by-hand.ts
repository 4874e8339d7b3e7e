/** A letter that leads into a group which its author made by hand, with real keys and whatever they want to say of it. */
import { channelId, encodeGroupWelcome, encodePolicy, hex, type GroupPolicy, type GroupWelcome } from '@ebb/protocol'
import { packLetter, sha256, tsMls } from '@ebb/seal'
import { policyOf } from '../src/groups/policy.ts'
import { random } from './bench.ts'
import type { Many } from './many-people.ts'

export interface ByHand {
  readonly from: string
  readonly to: string
  readonly channel: Uint8Array
  /** Who is in it besides these two. */
  readonly others?: readonly string[]
  readonly policy?: Partial<GroupPolicy>
  readonly says?: Partial<Pick<GroupWelcome, 'seq' | 'hash' | 'replaces'>>
}

/** Arrives; what follows from it is the test's. */
export async function leadInto(many: Many, { from, to, channel, others = [], policy = {}, says = {} }: ByHand) {
  const self = many.get(from).state.profile!
  const guest = many.get(to)
  const { now } = guest
  const [roster] = guest.state.rosters.values()
  const packed = encodePolicy({ ...policyOf(roster!), ...policy })
  const group = { channel: channelId(channel), suite: 'classic', policy: packed, now } as const
  const alone = await tsMls.create(self, group)
  const add = [to, ...others].map((name) =>
    many.script.packages.get(hex(many.get(name).state.profile!.device))!.shift()!,
  )
  const { next, joiners, info } = await tsMls.stage(alone, { add }, now)
  const content = encodeGroupWelcome({
    kind: 3,
    keyPackage: sha256(add[0]!).slice(0, 16),
    secrets: joiners[0]!.secrets,
    info,
    blob: null,
    seq: 1,
    hash: guest.state.rooms.values().next().value!.hash,
    replaces: [],
    ...says,
  })
  const { account: sender, device, devicePrivate } = self
  const { inbox } = guest.state.profile!
  const body = await packLetter(
    { sender, device, devicePrivate, inbox, channel: group.channel, n: next.epoch, content },
    random,
  )
  await guest.told({ kind: 'letter', id: sha256(body).slice(0, 16), body })
}
