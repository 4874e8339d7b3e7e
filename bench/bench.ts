/** `npm run bench -- NAME [--against PEER,…] [--server COMMAND] [--json]`: figures, with the peer in the same run; alone it lists what there is. */
import { parseArgs } from 'node:util'
import { attachment } from './attachment.ts'
import { blobs } from './blobs.ts'
import { codec } from './codec.ts'
import { connections } from './connections.ts'
import { floods } from './floods.ts'
import { groups } from './groups.ts'
import type { Bench, Figure } from './figure.ts'
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
  },
})

const [name] = positionals
const bench = benches.find((b) => b.name === name)
if (bench !== undefined)
  await bench.run(
    values.against.split(',').filter((peer) => peer !== ''),
    print,
    { server: values.server },
  )
else list()

function print(figure: Figure): void {
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
