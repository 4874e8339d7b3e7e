/** One server with its usual limits: how late messages of others are while somebody floods it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '@ebb/protocol'
import { median, round, type Bench } from './figure.ts'
import { floodKinds, type Flood } from './load/floods.ts'
import type { Load, Measured } from './load/load.ts'
import { node, pinned, serving } from './load/pinned.ts'

const runs = 3
const [serverCore, otherCore] = [0, 1]
const load = {
  target: 'ebb',
  lines: 200,
  channels: 100,
  senders: 200,
  size: 400,
  window: 32,
  rate: 1000,
  rush: 4,
} as const
const here = join(import.meta.dirname, 'load')

export const floods: Bench = {
  name: 'floods',
  about: 'p99 of 1,000 messages a second of 200 lines, usually and under each kind of flood',
  needs: 'two cores and taskset',
  peers: [],
  async run(_against, print) {
    const outcomes = new Map<Flood, Outcome[]>(floodKinds.map((kind) => [kind, []]))
    for (let turn = 0; turn < runs; turn++) for (const kind of floodKinds) outcomes.get(kind)!.push(await measure(kind))
    const of = (kind: Flood, name: keyof Outcome): number => median(outcomes.get(kind)!.map((each) => each[name]))
    for (const kind of floodKinds) {
      const figure = (name: string, value: number, unit: string): void =>
        print({ bench: 'floods', figure: `${kind}_${name}`, value, unit })
      figure('p50', round(of(kind, 'p50'), 2), 'ms')
      figure('p99', round(of(kind, 'p99'), 2), 'ms')
      figure('p99_to_usual', round(of(kind, 'p99') / of('none', 'p99'), 2), 'times')
      figure('delivered', round(of(kind, 'delivered') / of(kind, 'sent'), 3), 'of sent')
      figure('server_core', round(of(kind, 'server'), 2), 'share')
      figure('refused', of(kind, 'refused'), 'times')
    }
  },
}

interface Outcome extends Measured {
  /** Share of its core that the server took. */
  readonly server: number
  /** What the server counted as a flood. */
  readonly refused: number
}

async function measure(kind: Flood): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-floods-'))
  const server = pinned(serverCore, serving(folder, '0', JSON.stringify(limits)))
  const { port, invite } = JSON.parse(await server.line()) as { port: number; invite: string }
  // Whoever floods has the rest of what the generator leaves of its core.
  const flooder = pinned(
    otherCore,
    ['nice', '-n', '19', node, join(here, 'flooder.ts'), kind, String(port), invite],
    true,
  )
  try {
    const invited = await flooder.line()
    const asked: Load = { ...load, port, invite: invited, warm: 3, seconds: 10 }
    const generator = pinned(otherCore, [node, join(here, 'generator.ts'), JSON.stringify(asked)])
    await generator.line()
    flooder.child.kill('SIGUSR2')
    await generator.line()
    const before = server.cpu()
    await generator.line()
    const used = server.cpu() - before
    const measured = JSON.parse(await generator.line()) as Measured
    return { ...measured, server: used / measured.seconds, refused: await refusedBy(port) }
  } finally {
    flooder.child.kill('SIGKILL')
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function refusedBy(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return [...text.matchAll(/^ebb_flood_total\{.*\} (\d+)$/gm)].reduce((sum, found) => sum + Number(found[1]), 0)
}
