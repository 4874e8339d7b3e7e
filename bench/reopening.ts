/** A new start of a server with a million live entries, and everybody who comes back to it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietPort } from '../test/stage/quiet-port.ts'
import { nodeFlags } from '../apps/server/src/flags.ts'
import { keyLife, TicketKeys } from '../apps/server/src/door/ticket-keys.ts'
import { randomBytes } from 'node:crypto'
import { round, type Bench, type BenchOptions, type Figure } from './figure.ts'
import type { CameBack, HomeComing } from './load/home-coming.ts'
import { node, pinned, type Pinned } from './load/pinned.ts'
import { prepareHome } from './load/prepare-home.ts'

/** Devices, and channels, of which each device has some and each has as many devices. */
const devices = 60_000
const opens = 20
/** Who is there at once: a process may open 20,000 files on some machines. The others come when these have left. */
const share = 15_000
/** By signatures only so many: the others would take as long again, each. */
const signing = 5000
const atOnce = 256
const [serverCore, generatorCore] = [0, 1]
const here = import.meta.dirname
const usual = `${node} ${nodeFlags.join(' ')} ${join(here, '../apps/server/src/main.ts')}`

export const reopening: Bench = {
  name: 'reopening',
  about: `a start with a million live entries; ${devices} devices come back with ${opens} conversations each, by tickets and by signatures`,
  needs: 'two cores, taskset, a gigabyte on the disk; another server with --server "COMMAND"',
  peers: [],
  async run(_against, print, options) {
    const folder = mkdtempSync(join(tmpdir(), 'ebb-bench-reopening-'))
    try {
      await measure(folder, { print, options })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Say = (figure: string, value: number, unit: string) => void

async function measure(
  folder: string,
  { print, options }: { print: (figure: Figure) => void; options: BenchOptions },
): Promise<void> {
  const say: Say = (figure, value, unit) => print({ bench: 'reopening', figure, value, unit })
  const made = join(folder, 'made')
  mkdirSync(made)
  const port = await quietPort()
  await prepareHome(made, devices, `http://127.0.0.1:${port}`)
  for (const by of ['tickets', 'signatures'] as const) {
    // Each on the same directory as it was made, with the keys of a server that was there a moment ago.
    const data = join(folder, by)
    cpSync(made, data, { recursive: true })
    const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
    const now = Math.floor(Date.now() / 1000)
    new TicketKeys({ directory: data, random, unwritten: () => {} }).of(Math.floor(now / keyLife), now)
    const begun = performance.now()
    const command = (options.server ?? usual).split(' ')
    const server = pinned(serverCore, [...command, '--data', data, '--listen', `127.0.0.1:${port}`, '--json'])
    try {
      await server.line()
      if (by === 'tickets') {
        say('serving_after', round((performance.now() - begun) / 1000, 2), 's')
        say('serving_processor', round(server.cpu(), 2), 's')
      }
      await everybody(server, { data, port, by }, say)
    } finally {
      await server.stop()
      rmSync(data, { recursive: true, force: true })
    }
  }
}

/** By tickets all of them, a share at a time; by signatures some. Then some that open nothing, to tell what an opening costs. */
async function everybody(server: Pinned, where: Pick<HomeComing, 'data' | 'port' | 'by'>, say: Say): Promise<void> {
  const { by } = where
  const [all, each] = by === 'tickets' ? [devices, share] : [signing, signing]
  const rounds: Round[] = []
  for (let first = 0; first < all; first += each) {
    rounds.push(await come(server, { ...where, first, devices: each, opens, atOnce }))
    if (first === 0) say(`memory_with_${each}_back_by_${by}`, round(rounds[0]!.memory / 1e6), 'MB')
  }
  const sum = (of: (one: Round) => number): number => rounds.reduce((total, one) => total + of(one), 0)
  const [seconds, used] = [sum((one) => one.seconds), sum((one) => one.server)]
  const bare = await come(server, { ...where, first: 0, devices: signing, opens: 0, atOnce })
  say(`by_${by}_${all}_back_after`, round(seconds), 's')
  if (all < devices) say(`by_${by}_${devices}_would_take`, round((seconds * devices) / all), 's')
  say(`by_${by}_${devices}_processor`, round((used / all) * devices), 's')
  say(`by_${by}_server_for_each_device`, round((used / all) * 1e6, 0), 'µs')
  say(`by_${by}_of_it_without_openings`, round((bare.server / signing) * 1e6, 0), 'µs')
  say(`by_${by}_server_for_each_opening`, round(((used / all - bare.server / signing) / opens) * 1e6), 'µs')
  say(`by_${by}_server_core`, round(used / seconds, 2), 'share')
  say(`by_${by}_generator_core`, round(sum((one) => one.generator) / seconds, 2), 'share')
  say(`by_${by}_p99_of_one_device`, round(Math.max(...rounds.map((one) => one.p99)), 0), 'ms')
}

interface Round extends CameBack {
  /** Seconds of processor time. */
  readonly server: number
  readonly generator: number
  /** Bytes of the server when all of them are there. */
  readonly memory: number
}

/** They come, and when all are there they leave. */
async function come(server: Pinned, of: HomeComing): Promise<Round> {
  const generator = pinned(generatorCore, [node, join(here, 'load/home-comer.ts'), JSON.stringify(of)])
  await generator.line()
  const before = [server.cpu(), generator.cpu()] as const
  const came = JSON.parse(await generator.line()) as CameBack
  const used = { server: server.cpu() - before[0], generator: generator.cpu() - before[1], memory: server.memory() }
  await generator.stop()
  // The server hears of each that it has left.
  await new Promise((resolve) => void setTimeout(resolve, 2000))
  return { ...came, ...used }
}
