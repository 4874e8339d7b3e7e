/** A group with one member (RFC 9420 §11), whose id is the channel's. */
import type { ChannelId } from '@ebb/protocol'
import { createGroup } from 'ts-mls/clientState.js'
import type { Group, Self, Suite } from '../mls.ts'
import { suites } from '../provider/suites.ts'
import { groupExtensions } from './extensions.ts'
import { config, frugal, groupOf } from './group.ts'
import { generate } from './key-package.ts'

/** `now` in seconds since 1970: the leaf's own key package is made on the way. */
export async function create(
  self: Self,
  { channel, suite, policy, now }: { channel: ChannelId; suite: Suite; policy: Uint8Array; now: number },
): Promise<Group> {
  const { publicPackage, privatePackage } = await generate(self, { suite, lastResort: false, now })
  const extensions = groupExtensions(policy.slice())
  return groupOf(
    frugal(await createGroup(channel.slice(), publicPackage, privatePackage, extensions, suites[suite], config)),
  )
}
