/** Seal and core-crypto (OpenMLS) in one group, and what keeps them apart. Core-crypto runs in Chromium. */
import { apart } from '../../packages/seal/test/interop/apart.ts'
import { beneath } from '../../packages/seal/test/interop/beneath.ts'
import { named } from '../../packages/seal/test/interop/named.ts'
import { told, walk, type Seen } from '../../packages/seal/test/interop/walk.ts'
import { withoutPolicy } from '../../packages/seal/test/interop/without-policy.ts'
import { withPeers } from '../stage/peer-page.ts'

/** Version 9 can be asked to encrypt handshakes and takes seal's names; version 10, the latest, does neither. */
export function meet(say: (line: string) => void): Promise<{ readonly checks: number; readonly problems: string[] }> {
  return withPeers(async (open) => {
    const { sealClient } = await withoutPolicy()
    const [nine, ten] = [await open('core-crypto-9'), await open('core-crypto')]
    const [v9, v10] = [`core-crypto ${nine.version}`, `core-crypto ${ten.version}`]
    const other = () => named(nine)
    const latest = () => ten.client()
    const library = () => beneath({ handshakes: 'public', name: 'wire', takes: 'any name' })
    const parts: Readonly<Record<string, () => Promise<readonly Seen[]>>> = {
      [`encrypted handshakes: seal without its policy begins, ${v9} joins`]: () => walk(sealClient, other),
      [`encrypted handshakes: ${v9} begins, seal without its policy joins`]: () => walk(other, sealClient),
      [`handshakes in the open: the library of seal begins, ${v10} joins`]: () => walk(library, latest),
      [`handshakes in the open: ${v10} begins, the library of seal joins`]: () => walk(latest, library),
      [`what keeps seal apart from ${v9} and ${v10}`]: () => apart(nine, ten),
    }
    let checks = 0
    const problems: string[] = []
    for (const [name, run] of Object.entries(parts)) {
      const seen = await run().catch((error: unknown) => [{ what: 'it comes to its end', ok: false, why: told(error) }])
      const bad = seen.filter(({ ok }) => !ok)
      checks += seen.length
      problems.push(...bad.map(({ what, why }) => `${name}: not so: ${what}${why === undefined ? '' : ` (${why})`}`))
      say(`${bad.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${seen.length} checks`)
    }
    return { checks, problems }
  })
}
