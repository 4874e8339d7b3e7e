/** Sixty thousand people who wait: what each costs in memory, and how long one announcement takes to reach all of them. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { signature } from '@ebb/protocol'
import { comeIn, firstPerson, TestChannel, type KeyPair, type TestLine } from '../apps/server/test/client.ts'
import { median, round, type Bench, type Figure } from './figure.ts'
import { makeCrowd } from './load/crowd.ts'
import { node, pinned, type Pinned } from './load/pinned.ts'
import type { Sitting } from './load/sitting.ts'

const [serverCore, generatorCore] = [0, 1]
const generators = 4
const rounds = 5

export const connections: Bench = {
  name: 'connections',
  about: 'memory of each of 60,000 connections in all processes of the server, and an announcement of 400 bytes to all',
  needs: 'two cores, taskset, 16,000 files for each process, five minutes',
  peers: [],
  run: (_, print) => measure({ count: 60_000, workers: 4 }, print),
}

/** `count` people, each with an account and a connection of their own, all with one channel open. */
export async function measure(
  of: { readonly count: number; readonly workers: number },
  print: (figure: Figure) => void,
): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'ebb-connections-'))
  const figure = (name: string, value: number, unit: string): void =>
    print({ bench: 'connections', figure: name, value, unit })
  const command = [...started, serve, data, String(of.workers)]
  let server = pinned(serverCore, command)
  const all: Pinned[] = []
  try {
    const { port, invite } = JSON.parse(await server.line()) as { port: number; invite: string }
    const origin = `http://127.0.0.1:${port}`
    const author = await firstPerson({ origin, invite })
    await server.stop()
    makeCrowd(data, origin, of.count)
    server = pinned(serverCore, command)
    await server.line()
    const line = await comeIn(origin, author)
    const { channel, epochKey } = await makeChannel(line)
    const empty = memoryOf(server.child.pid!)
    const begun = performance.now()
    const each = of.count / generators
    for (let i = 0; i < generators; i++) {
      const id = Buffer.from(channel.id).toString('hex')
      const address = `127.0.1.${i + 1}`
      const sitting: Sitting = { data, port, origin, address, from: i * each, count: each, channel: id, epochKey }
      all.push(pinned(generatorCore, [node, join(here, 'load/sitting.ts'), JSON.stringify(sitting)]))
    }
    await Promise.all(all.map((generator) => generator.line()))
    figure('came_in', round((performance.now() - begun) / 1000), 's')
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    const full = memoryOf(server.child.pid!)
    figure('memory_without_anybody', round(sum(empty) / 1e6), 'MB')
    figure('memory', round(sum(full) / 1e6), 'MB')
    figure('memory_of_the_owner', round(full[0]! / 1e6), 'MB')
    figure('memory_of_the_owner_without_anybody', round(empty[0]! / 1e6), 'MB')
    figure('memory_each', Math.round(sum(full) / of.count), 'bytes')
    figure('memory_each_beyond_empty', Math.round((sum(full) - sum(empty)) / of.count), 'bytes')
    await line.ask(channel.open(line))
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const sent = process.hrtime.bigint()
      const acknowledged = line.ask(channel.append(new Uint8Array(randomBytes(400))))
      const last = await Promise.all(all.map(async (generator) => BigInt(await generator.line())))
      times.push(Number(last.reduce((a, b) => (a > b ? a : b)) - sent) / 1e9)
      await acknowledged
      await new Promise((resolve) => setTimeout(resolve, 2000))
    }
    figure('announcement_to_all', round(median(times), 2), 's')
    figure('announcement_to_all_slowest', round(Math.max(...times), 2), 's')
    figure('memory_each_afterwards', Math.round(sum(memoryOf(server.child.pid!)) / of.count), 'bytes')
    line.close()
  } finally {
    for (const generator of all) generator.child.kill('SIGKILL')
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

const here = import.meta.dirname
const serve = join(here, 'load/serve.ts')
/** As decisions/workers.md says for many connections: a small nursery, and sources that were stripped of types before. */
const cache = join(here, '../node_modules/.cache/ebb')
const started = ['env', `NODE_COMPILE_CACHE=${cache}`, node, '--max-semi-space-size=4']
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** A channel whose key can be handed to another process. */
async function makeChannel(line: TestLine): Promise<{ channel: TestChannel; epochKey: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pair: KeyPair = {
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
    sign: (message) => signature(new Uint8Array(sign(null, message, privateKey))),
  }
  const channel = new TestChannel()
  channel.keys[0] = pair
  const word = await line.word(channel.create(line))
  if (word !== 'done') throw new Error(`the server said ${word}`)
  return { channel, epochKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('hex') }
}

/** Proportional set sizes, of a process and of those that it has started. */
function memoryOf(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  const own = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) * 1024
  return [own, ...children.flatMap(memoryOf)]
}
