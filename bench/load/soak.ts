/**
 * One server for a long time: so many messages a second, which end after a minute or two, so that as much ends as comes.
 * Every half minute its memory and the delays are written down, and drawn. What is left of an entry stays two minutes
 * here, not thirty days: what memory those take is a matter of how many there are, not of how long the server runs.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { bucketOf } from '@ebb/protocol'
import { drawChart } from '../../tool/chart.ts'
import { median, quantile, round } from '../figure.ts'
import { ebbLines, type EbbLine } from './ebb-lines.ts'
import { serving, started, type Pinned } from './pinned.ts'

export interface Sample {
  /** Since the beginning. */
  readonly seconds: number
  readonly delivered: number
  /** Milliseconds from when a message was due to where it was read. */
  readonly p50: number
  readonly p99: number
  /** Megabytes of the server. */
  readonly resident: number
  readonly heap: number
}

export interface Soaked {
  readonly samples: readonly Sample[]
  readonly sent: number
  readonly acknowledged: number
  readonly delivered: number
  /** Buckets and entries that ended meanwhile. */
  readonly buckets: number
  readonly rows: number
  /** Seconds of processor time. */
  readonly cpu: number
}

export interface SoakOptions {
  readonly seconds: number
  /** Between two samples. */
  readonly every?: number
  readonly rate?: number
  /** After each sample. */
  readonly seen?: (so: readonly Sample[]) => void
}

const tombstoneLife = 120
/** Seconds that a message lives, at least. */
const life = 60

export async function soak({ seconds, every = 30, rate = 1000, seen = () => {} }: SoakOptions): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-soak-'))
  const server = started(serving(folder, '0', JSON.stringify({ tombstoneLife })))
  try {
    const place = JSON.parse(await server.line()) as { port: number; invite: string }
    return await drive(server, place, { seconds, every, rate, seen })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function drive(
  server: Pinned,
  place: { readonly port: number; readonly invite: string },
  { seconds, every, rate, seen }: Required<SoakOptions>,
): Promise<Soaked> {
  const counts = { sent: 0, acknowledged: 0, delivered: 0 }
  const samples: Sample[] = []
  let times: number[] = []
  const lines = await ebbLines(
    { target: 'ebb', ...place, lines: 40, channels: 20, senders: 40, size: 400, window: 1, rate, warm: 0, seconds },
    {
      acknowledged: (_, count) => void (counts.acknowledged += count),
      delivered(stamp) {
        counts.delivered += 1
        times.push(performance.now() - stamp)
      },
    },
  )
  const before = server.cpu()
  const sending = beat(lines, { rate, seconds, counts })
  const begun = performance.now()
  while (performance.now() - begun < seconds * 1000) {
    await pause(Math.min(every * 1000, Math.max(0, begun + seconds * 1000 - performance.now())))
    const taken = times
    times = []
    const figures = await figuresOf(place.port)
    const at = round((performance.now() - begun) / 1000)
    samples.push({
      seconds: at,
      delivered: taken.length,
      p50: round(quantile(taken, 0.5), 2),
      p99: round(quantile(taken, 0.99), 2),
      resident: round(server.memory() / 1e6),
      heap: round(figures('ebb_heap_bytes') / 1e6),
    })
    seen(samples)
  }
  await sending
  // What is still under way.
  for (let i = 0; i < 50 && counts.delivered < counts.sent; i++) await pause(100)
  const figures = await figuresOf(place.port)
  for (const line of lines) line.stop()
  const ended = { buckets: figures('ebb_expire_total'), rows: figures('ebb_expire_rows_total') }
  return { samples, ...counts, ...ended, cpu: round(server.cpu() - before) }
}

/** So many a second, each with the time at which it was due. */
async function beat(
  lines: readonly EbbLine[],
  { rate, seconds, counts }: { rate: number; seconds: number; counts: { sent: number } },
): Promise<void> {
  const begun = performance.now()
  let end = 0
  while (counts.sent < rate * seconds) {
    const now = Math.floor(Date.now() / 1000)
    const bucket = bucketOf(now + life, now)
    if (bucket !== end) for (const line of lines) line.end(bucket)
    end = bucket
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - begun) * rate) / 1000))
    for (; counts.sent < due; counts.sent++)
      lines[counts.sent % lines.length]!.send(1, begun + (counts.sent * 1000) / rate)
    await pause(1)
  }
}

async function figuresOf(port: number): Promise<(name: string) => number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return (name) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
}

/** What grew by more than a tenth from the second quarter of the time to the last. */
export function grown(samples: readonly Sample[]): string[] {
  const quarter = Math.floor(samples.length / 4)
  if (quarter === 0) return []
  return (['resident', 'heap', 'p50', 'p99'] as const).flatMap((name) => {
    const of = (part: readonly Sample[]): number => median(part.map((sample) => sample[name]))
    const [early, late] = [of(samples.slice(quarter, 2 * quarter)), of(samples.slice(-quarter))]
    return late > early * 1.1 ? [`${name} went from ${early} in the second quarter to ${late} in the last`] : []
  })
}

export function picture(samples: readonly Sample[]): string {
  const of = (name: 'p50' | 'p99' | 'resident' | 'heap') =>
    samples.map((sample) => [round(sample.seconds / 60, 2), sample[name]] as const)
  const minutes = Math.round((samples.at(-1)?.seconds ?? 0) / 60)
  return drawChart({
    title: `One server, 1,000 messages a second for ${minutes} minutes`,
    x: 'minutes',
    panels: [
      {
        title: 'Memory of the server',
        unit: 'MB',
        series: [
          { name: 'resident', points: of('resident') },
          { name: 'heap', points: of('heap') },
        ],
      },
      {
        title: 'From sending to reading',
        unit: 'ms',
        series: [
          { name: 'median', points: of('p50') },
          { name: 'p99', points: of('p99') },
        ],
      },
    ],
  })
}
