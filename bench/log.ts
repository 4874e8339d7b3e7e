/** The server's log by itself, durable on this disk: what an entry costs, whether that grows, and how it starts and ends. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits, type ChannelId } from '@ebb/protocol'
import type { Log } from '../apps/server/src/log/log.ts'
import { median, quantile, round, type Bench, type Figure } from './figure.ts'
import { begin, bucket, open, rest, size, stretch, timed } from './log-load.ts'

const stored = 40 * rest
const page = 262_144

export const log: Bench = {
  name: 'log',
  about: `the log alone: entries of ${size} bytes, durable in groups; a million of them, read, started with and ended`,
  needs: 'a gigabyte on the disk',
  peers: [],
  async run(_against, print) {
    const directory = mkdtempSync(join(tmpdir(), 'ebb-bench-log-'))
    try {
      await measure(directory, (figure, value, unit) => print({ bench: 'log', figure, value, unit }))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
}

type Say = (figure: Figure['figure'], value: number, unit: string) => void

async function measure(directory: string, say: Say): Promise<void> {
  const { log: first, ids } = await begin(directory)
  await fill(first, ids, say)
  await readAll(first, ids, say)
  await first.close()
  say('database_per_entry', round(statSync(join(directory, 'channels.db')).size / stored), 'bytes')

  const begun = performance.now()
  const log = open(directory)
  say('started_with_them', round(performance.now() - begun), 'ms')
  const expiry = await timed(() => log.expire(bucket))
  say('expire_them', round(expiry.wall), 'ms')
  const calls: number[] = []
  for (let rows = -1, left = 20; rows !== 0 && left > 0; left--) {
    const call = await timed(async () => (rows = (await log.expire(bucket + limits.tombstoneLife)).rows))
    if (rows > 0) calls.push(call.wall / rows)
  }
  say('forget_per_entry', round(calls.reduce((sum, each) => sum + each, 0) * (1000 / calls.length), 2), 'µs')
  await log.close()
}

async function fill(log: Log, ids: readonly ChannelId[], say: Say): Promise<void> {
  const stretches: number[] = []
  const groups: number[] = []
  let wall = 0
  for (let count = 0; count < stored; count += rest) {
    const took = await stretch(log, ids, rest)
    stretches.push((took.cpu / rest) * 1000)
    groups.push(...took.groups)
    wall += took.wall
  }
  // The first stretch warms up.
  say('processor_per_append_of_the_first', round(median(stretches.slice(1, 5)), 2), 'µs')
  say('processor_per_append_of_the_last', round(median(stretches.slice(-4)), 2), 'µs')
  say('appended_per_second', Math.round((stored / wall) * 1000), '1/s')
  say('group_p50', round(median(groups), 2), 'ms')
  say('group_p999', round(quantile(groups, 0.999), 2), 'ms')
}

/** As lines that come back do: page after page of one channel. */
async function readAll(log: Log, ids: readonly ChannelId[], say: Say): Promise<void> {
  let count = 0
  const { wall } = await timed(async () => {
    for (const channel of ids.slice(0, 10)) {
      for (let from = 1; ;) {
        const entries = await log.read(channel, { from, to: stored, bytes: page })
        const last = entries.at(-1)
        if (last === undefined) break
        if (entries.some(({ body }) => body?.length !== size)) throw new Error('an entry was not read')
        count += entries.length
        from = last.seq + 1
      }
    }
  })
  say('read_per_second', Math.round((count / wall) * 1000), '1/s')
}
