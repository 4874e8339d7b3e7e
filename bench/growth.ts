/** Whether a message costs more where ten million are stored than where there are ten thousand, and what their end costs others. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelId } from '@ebb/protocol'
import type { Log } from '../apps/server/src/log/log.ts'
import { median, quantile, round, type Bench, type Figure } from './figure.ts'
import { runIn } from './load/run.ts'
import { begin, bucket, channels, message, open, rest, size, stretch, timed } from './log-load.ts'

const few = 10_000
const many = 10_000_000
const ending = 1_000_000
const runs = 5
const endings = 3
/** Appends a second beside the end of others, and for how many seconds they are measured before. */
const rate = 5000
const usually = 3
const later = bucket + 3600

export const growth: Bench = {
  name: 'growth',
  about: `an append of ${size} bytes to the log alone with ${few} and with ${many} stored, and a message through a server that is new and one with ${many}; the end of ${ending} beside appends`,
  needs: 'two cores and taskset, eight gigabytes on the disk, three of memory, some minutes',
  peers: [],
  async run(_against, print) {
    const folder = mkdtempSync(join(tmpdir(), 'ebb-bench-growth-'))
    const say: Say = (figure, value, unit) => print({ bench: 'growth', figure, value, unit })
    try {
      await ends(folder, say)
      await grow(folder, say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Say = (figure: Figure['figure'], value: number, unit: string) => void

/** A log with few and the one with many, in turn. */
async function grow(folder: string, say: Say): Promise<void> {
  const large = await begin(join(folder, 'large'))
  // What a server keeps ends hour by hour.
  for (let count = 0; count < many; count += rest)
    await stretch(large.log, large.ids, rest, later + 3600 * (count / rest))
  const taken = { few: [] as number[], many: [] as number[] }
  for (let run = 0; run < runs; run++) {
    const directory = join(folder, `small-${run}`)
    const small = await begin(directory)
    await stretch(small.log, small.ids, few)
    taken.few.push(((await stretch(small.log, small.ids, rest)).cpu / rest) * 1000)
    taken.many.push(((await stretch(large.log, large.ids, rest)).cpu / rest) * 1000)
    await small.log.close()
    rmSync(directory, { recursive: true })
  }
  const [at, beyond] = [median(taken.few), median(taken.many)]
  say(`processor_per_append_at_${few}`, round(at, 2), 'µs')
  say(`processor_per_append_at_${many}`, round(beyond, 2), 'µs')
  say('many_to_few', round(beyond / at, 2), 'times')
  await large.log.close()
  const begun = performance.now()
  const again = open(join(folder, 'large'))
  say(`started_with_${many}`, round(performance.now() - begun), 'ms')
  await again.close()
  await grownServer(folder, say)
}

/** The whole server, one to one: a new one and the one with many, by turns, each with people who have just come. */
async function grownServer(folder: string, say: Say): Promise<void> {
  const load = { target: 'ebb', size, warm: 2, seconds: 5, lines: 200, channels, senders: 200, window: 32 } as const
  const taken = { fresh: [] as number[], large: [] as number[] }
  for (let run = 0; run < runs; run++)
    for (const [name, all] of Object.entries(taken)) {
      const directory = join(folder, name)
      mkdirSync(directory, { recursive: true })
      const { server, seconds, delivered } = await runIn(directory, { ...load, rate: null })
      all.push((server * seconds * 1e6) / delivered)
      if (name === 'fresh') rmSync(directory, { recursive: true })
      else forgetPeople(directory)
    }
  const [at, beyond] = [median(taken.fresh), median(taken.large)]
  say('server_processor_per_delivery_when_new', round(at, 2), 'µs')
  say(`server_processor_per_delivery_at_${many}`, round(beyond, 2), 'µs')
  say('server_many_to_new', round(beyond / at, 2), 'times')
}

/** What is stored stays, and a first invitation is made again. */
function forgetPeople(directory: string): void {
  for (const name of readdirSync(directory)) if (name.startsWith('accounts.db')) rmSync(join(directory, name))
}

/** Some times, of which the middle counts: a tail of half a second is much a matter of what the disk does just then. */
async function ends(folder: string, say: Say): Promise<void> {
  const taken: Ended[] = []
  for (let run = 0; run < endings; run++) {
    const directory = join(folder, `ending-${run}`)
    taken.push(await end(directory))
    rmSync(directory, { recursive: true })
  }
  const of = (read: (one: Ended) => number): number => round(median(taken.map(read)), 2)
  const [took, usual, meanwhile] = [of((one) => one.took), of((one) => one.usual), of((one) => one.meanwhile)]
  say(`expire_${ending}`, took, 'ms')
  say('p99_of_appends', usual, 'ms')
  say('p99_of_appends_meanwhile', meanwhile, 'ms')
  const ratio = of((one) => one.meanwhile / one.usual)
  say('p99_to_usual', ratio, 'times')
}

/** Milliseconds: the call that ends them, and p99 of appends before and meanwhile. */
interface Ended {
  readonly took: number
  readonly usual: number
  readonly meanwhile: number
}

/** A million end while others are written. */
async function end(directory: string): Promise<Ended> {
  const { log, ids } = await begin(directory)
  for (let count = 0; count < ending; count += rest) await stretch(log, ids, rest)
  // The first time is for V8, which compiles meanwhile.
  await late(log, ids, () => pause(usually * 1000))
  const usual = await late(log, ids, () => pause(usually * 1000))
  let took = 0
  // As long again as it takes, for what the disk does afterwards.
  const meanwhile = await late(log, ids, async () => {
    took = (await timed(() => log.expire(bucket))).wall
    await pause(500)
  })
  await log.close()
  return { took, usual: quantile(usual, 0.99), meanwhile: quantile(meanwhile, 0.99) }
}

/** Milliseconds from when each append was due to where it was durable, while `beside` goes on. */
async function late(log: Log, ids: readonly ChannelId[], beside: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  let isOver = false
  const begun = performance.now()
  void beside().then(() => (isOver = true))
  for (let done = 0; !isOver;) {
    const due = Math.floor(((performance.now() - begun) * rate) / 1000)
    const writes = Array.from({ length: due - done }, (_, i) => message(ids[(done + i) % channels]!, later))
    if (writes.length > 0) await log.write(writes)
    const now = performance.now()
    for (; done < due; done++) times.push(now - begun - ((done + 1) * 1000) / rate)
    await pause(1)
  }
  return times
}
