/** Of what the server handed out for an account, what this device may add: active devices of that account, in date. */
import { claimedPackages, decodeAs, sameBytes, type ChainState, type DeviceKey } from '@ebb/protocol'
import type { Suite } from '@ebb/seal'
import type { Turn } from '../turn.ts'

export interface Usable {
  readonly packages: readonly { readonly device: DeviceKey; readonly keyPackage: Uint8Array }[]
  /** Nothing else is wrong than that somebody was away for so long that their packages have run out. */
  readonly honest: boolean
}

export async function usable(
  turn: Turn,
  body: Uint8Array,
  { chain, suite }: { readonly chain: ChainState; readonly suite: Suite },
): Promise<Usable> {
  const claims = decodeAs(claimedPackages, body)
  if (typeof claims === 'string') return { packages: [], honest: false }
  const packages: Usable['packages'][number][] = []
  let honest = true
  for (const { keyPackage } of claims.value) {
    const facts = await turn.at.mls.readKeyPackage(keyPackage, turn.wall)
    if ('refused' in facts) honest &&= facts.refused === 'lifetime'
    else if (facts.suite !== suite || !sameBytes(facts.account, chain.account)) honest = false
    else if (chain.devices.some((device) => sameBytes(device.key, facts.device)))
      packages.push({ device: facts.device, keyPackage })
  }
  return { packages, honest }
}
