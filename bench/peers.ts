/** A group of 1,000 of seal, in Node and in Chromium, and of core-crypto (OpenMLS in wasm) in the same Chromium. */
import { servePage } from '../test/stage/page-server.ts'
import { missingPeer, withPeerPages, type MeasuredPage } from '../test/stage/peer-page.ts'
import { median, round, type Bench, type Figure } from './figure.ts'
import { thousand, type Asked, type Work } from './thousand.ts'
import type {} from './thousand-page.ts'

const size = 1000
const runs = 5
/** What is called before, unmeasured, and what is measured. */
const steps = {
  create: { measured: 'create' },
  join: { measured: 'join' },
  process_add: { before: 'add', measured: 'follow' },
  process_update: { before: 'update', measured: 'follow' },
} as const

/** Somebody who does the work, and the seconds of processors that all threads of it have used. */
interface Worker {
  readonly work: Work
  readonly processor: () => Promise<number>
}

export const peers: Bench = {
  name: 'peers',
  about: 'a group of 1,000: create, join, follow an add and an update; seal in Node and in Chromium; both suites',
  needs: 'chromium; some minutes; for core-crypto (GPL, a package of its own): npm ci in bench/peers',
  peers: ['core-crypto'],
  async run(against, print) {
    // Where it is installed it always runs; only who asks for it by name fails without it.
    const missing = missingPeer('core-crypto')
    if (missing !== undefined) process.stderr.write(`${missing}\n`)
    if (missing !== undefined && against.includes('core-crypto')) {
      process.exitCode = 1
      return
    }
    const served = await servePage({ page: new URL('thousand-page.ts', import.meta.url).pathname })
    try {
      await withPeerPages(async ({ program, at }) => {
        for (const suite of ['classic', 'hybrid'] as const) {
          const workers: Record<string, Worker> = {}
          // Nothing of core-crypto is like the hybrid suite.
          if (missing === undefined && suite === 'classic')
            workers['core-crypto_Chromium'] = inPage(await program('core-crypto-thousand'))
          workers['seal_Chromium'] = inPage(await at(served.origin))
          workers['seal_Node'] = { work: thousand(), processor: async () => processorOf(process.cpuUsage()) }
          await inTurn(workers, { size, suite }, print)
        }
      })
    } finally {
      await served.close()
    }
  },
}

const processorOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6

function inPage({ evaluate, processor }: MeasuredPage): Worker {
  const took = (verb: 'create' | 'join' | 'follow') => evaluate((wanted) => globalThis.work[wanted](), verb)
  const staged = (verb: 'add' | 'update') => evaluate((wanted) => globalThis.work[wanted](), verb)
  const work: Work = {
    begin: (asked) =>
      evaluate(async (given) => {
        while (globalThis.work === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
        return globalThis.work.begin(given)
      }, asked),
    create: () => took('create'),
    join: () => took('join'),
    follow: () => took('follow'),
    add: () => staged('add'),
    update: () => staged('update'),
  }
  return { work, processor }
}

/** What else the machine does, it does to all of them: each run is one of each. */
async function inTurn(
  workers: Readonly<Record<string, Worker>>,
  asked: Asked,
  print: (figure: Figure) => void,
): Promise<void> {
  for (const { work } of Object.values(workers)) await work.begin(asked)
  for (const [name, step] of Object.entries(steps)) {
    const [took, used]: [Times, Times] = [{}, {}]
    for (let run = 0; run < runs; run++) {
      for (const [who, { work, processor }] of Object.entries(workers)) {
        if ('before' in step) await work[step.before]()
        const before = await processor()
        ;(took[who] ??= []).push(await work[step.measured]())
        ;(used[who] ??= []).push(1000 * ((await processor()) - before))
      }
    }
    // Chromium counts in steps of 10 ms, so the five are taken together.
    for (const figure of [
      ...figuresOf(`${name}_${asked.size}_${asked.suite}`, took, median),
      ...figuresOf(`${name}_processor_${asked.size}_${asked.suite}`, used, mean),
    ])
      print(figure)
  }
}

/** By whom, for each run. */
type Times = Record<string, number[]>

type Middle = (values: readonly number[]) => number
const mean: Middle = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

function figuresOf(name: string, times: Times, middle: Middle): readonly Figure[] {
  const theirs = times['core-crypto_Chromium']
  return Object.entries(times).map(([who, taken]) => {
    const figure = { bench: 'peers', figure: `${name}_${who}`, value: round(middle(taken)), unit: 'ms' }
    if (theirs === undefined || taken === theirs) return figure
    return { ...figure, peer: 'core-crypto', ratio: round(middle(taken) / middle(theirs), 2) }
  })
}
