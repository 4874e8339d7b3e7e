/** `npm run bench -- NAME [--against PEER,…] [--server COMMAND] [--json] [--keep]`: figures, with the peer in the same run; alone it lists what there is. `--keep` writes them into bench/results, with the machine, and draws them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine } from '../tool/machine.ts'
import { attachment } from './attachment.ts'
import { blobs } from './blobs.ts'
import { codec } from './codec.ts'
import { connections } from './connections.ts'
import { floods } from './floods.ts'
import { groups } from './groups.ts'
import type { Bench, Figure } from './figure.ts'
import { growth } from './growth.ts'
import { log } from './log.ts'
import { peers } from './peers.ts'
import { phone } from './phone.ts'
import { reopening } from './reopening.ts'
import { seal } from './seal.ts'
import { server } from './server.ts'
import { walk } from './walk.ts'

const benches: readonly Bench[] = [
  walk,
  server,
  connections,
  floods,
  reopening,
  log,
  growth,
  seal,
  groups,
  peers,
  blobs,
  attachment,
  codec,
  phone,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string', default: '' },
    server: { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

const [name] = positionals
const bench = benches.find((b) => b.name === name)
const printed: Figure[] = []
if (bench !== undefined) {
  await bench.run(
    values.against.split(',').filter((peer) => peer !== ''),
    print,
    { server: values.server },
  )
  if (values.keep) keep(bench)
} else list()

function keep({ name: named, picture }: Bench): void {
  const at = join(import.meta.dirname, 'results', named)
  const kept = { date: new Date().toISOString().slice(0, 10), machine: machine(), figures: printed }
  writeFileSync(`${at}.json`, `${JSON.stringify(kept, null, 1)}\n`)
  if (picture !== undefined) writeFileSync(`${at}.svg`, picture(printed))
}

function print(figure: Figure): void {
  printed.push(figure)
  const { value, unit, peer, ratio } = figure
  const beside = peer === undefined ? '' : ratio === undefined ? `  (${peer})` : `  (${ratio} times ${peer})`
  const line = `${figure.figure.padEnd(44)} ${String(value).padStart(10)} ${unit}${beside}`
  process.stdout.write(values.json ? `${JSON.stringify(figure)}\n` : `${line}\n`)
}

function list(): void {
  for (const { name: named, about, needs, peers } of benches) {
    process.stdout.write(
      `${named.padEnd(10)} ${about}\n         needs: ${needs}${peers.length > 0 ? `; --against ${peers.join(',')}` : ''}\n`,
    )
  }
  if (name !== undefined) {
    process.stderr.write(`There is no bench called ${name}.\n`)
    process.exitCode = 2
  }
}
