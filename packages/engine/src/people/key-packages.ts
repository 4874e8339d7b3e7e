/** Keeping the server stocked with key packages, so that others can begin a conversation while this device is away. */
import { encodeAs, limits, publication, suites, type Tell } from '@ebb/protocol'
import { sha256, type Suite } from '@ebb/seal'
import { ask, underWay } from '../line/requests.ts'
import type { KeptKeyPackage } from '../records/key-package.ts'
import type { Turn } from '../turn.ts'

/** How many of each suite lie at the server; below half they are filled up. Classic ones are for large groups only. */
const wantedStock: { readonly [S in Suite]: number } = { hybrid: 10, classic: 4 }
/** A package is replaced this many seconds before it runs out. */
const spare = 5 * 86_400
/** A last resort is destroyed this many seconds after its successor: see decisions/last-resort.md. */
const grace = 86_400

export async function replenish(turn: Turn, stock: Extract<Tell, { kind: 'stock' }>): Promise<void> {
  retire(turn)
  if (underWay(turn, (purpose) => purpose.for === 'publish')) return
  for (const suite of suites) {
    const left = stock[suite]
    const lastThere =
      stock[`${suite}Last`] && [...turn.state.keyPackages.values()].some((k) => k.suite === suite && serves(turn, k))
    const missing = left < wantedStock[suite] / 2 ? wantedStock[suite] - left : 0
    if (missing > 0 || !lastThere) await publish(turn, suite, { missing, lastResort: !lastThere })
  }
}

/** Says that a joining command has come to its end, once everything others need is on the server. */
export function published(turn: Turn, numbers: readonly number[]): void {
  for (const number of numbers) {
    const kept = turn.state.keyPackages.get(number)
    if (kept !== undefined) turn.set('keyPackages', number, { ...kept, published: true })
  }
}

async function publish(turn: Turn, suite: Suite, how: { missing: number; lastResort: boolean }): Promise<void> {
  const fresh: KeptKeyPackage[] = []
  for (let i = 0; i < how.missing; i++) fresh.push(await make(turn, suite, false))
  const last = how.lastResort ? await make(turn, suite, true) : undefined
  const body = encodeAs(publication, { packages: fresh.map((k) => k.public), lastResort: last?.public ?? null })
  const numbers = [...fresh, ...(last === undefined ? [] : [last])].map((k) => k.number)
  ask(turn, { kind: 'publish', suite, body }, { for: 'publish', numbers })
}

async function make(turn: Turn, suite: Suite, lastResort: boolean): Promise<KeptKeyPackage> {
  const pair = await turn.at.mls.createKeyPackage(turn.state.profile!, { suite, lastResort, now: turn.wall })
  const number = Math.max(0, ...turn.state.keyPackages.keys()) + 1
  const ref = sha256(pair.public).slice(0, 16)
  const kept: KeptKeyPackage = {
    version: 1,
    number,
    suite,
    lastResort,
    ref,
    public: pair.public,
    made: turn.wall,
    published: false,
  }
  turn.set('keyPackages', number, kept)
  turn.set('keyPackagePrivates', number, pair.private)
  return kept
}

/** A last resort that is at the server and need not be replaced yet. */
const serves = (turn: Turn, kept: KeptKeyPackage): boolean =>
  kept.lastResort && kept.published && turn.wall < kept.made + limits.keyPackageLife - spare

/** Somebody has used it. Others may have taken a last resort before its successor was there. */
export function used(turn: Turn, kept: KeptKeyPackage): void {
  if (kept.lastResort) turn.set('keyPackages', kept.number, { ...kept, published: false })
  else destroy(turn, kept.number)
  if (!underWay(turn, (purpose) => purpose.for === 'stock')) ask(turn, { kind: 'stock' }, { for: 'stock' })
}

/**
 * Private parts that nobody can need any more are destroyed. One whose publication was not acknowledged may be at the
 * server all the same; of those without number the server has only the newest.
 */
function retire(turn: Turn): void {
  const all = [...turn.state.keyPackages.values()]
  for (const kept of all) {
    const newer = all.filter(
      (k) => k.suite === kept.suite && k.lastResort === kept.lastResort && k.number > kept.number,
    )
    const ended = turn.wall >= kept.made + limits.keyPackageLife + limits.letterLife
    const succeeded = kept.lastResort && newer.some((k) => k.published && turn.wall >= k.made + grace)
    if (ended || succeeded || newer.length >= limits.keyPackagesPerDevice) destroy(turn, kept.number)
  }
}

function destroy(turn: Turn, number: number): void {
  turn.set('keyPackages', number, undefined)
  turn.set('keyPackagePrivates', number, undefined)
}
