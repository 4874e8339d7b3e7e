/** Blobs over a real line: a server as a process, one connection, beside the same bytes by plain fsynced writes in the same run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketOf, sameBytes } from '@ebb/protocol'
import { comeIn, firstPerson, random, TestChannel, type Person, type TestLine } from '../apps/server/test/client.ts'
import { ServerProcess } from '../test/stage/server-process.ts'
import { median, quantile, round, type Bench } from './figure.ts'
import { plainWrites } from './plain-writes.ts'

const runs = 5
/** What a client keeps under way. */
const underWay = 4
const megabyte = 1_000_000
const sizes = [
  { name: '1MiB', piece: 1_048_576, count: 100 },
  { name: '256KiB', piece: 262_144, count: 200 },
] as const

export const blobs: Bench = {
  name: 'blobs',
  about: 'put and get of 100 MB in pieces of 1 MiB and of 256 KiB on one line, and messages meanwhile',
  needs: 'nothing; a server runs on loopback',
  peers: [],
  async run(_against, print) {
    const folder = mkdtempSync(join(tmpdir(), 'ebb-blobs-'))
    const server = new ServerProcess(join(folder, 'server'))
    const say = (name: string, value: number, unit: string): void =>
      print({ bench: 'blobs', figure: name, value, unit })
    try {
      await server.start()
      const person = await firstPerson({ origin: server.url, invite: server.invite })
      for (const { name, piece, count } of sizes) {
        const rates = { plain: [] as number[], put: [] as number[], get: [] as number[] }
        for (let run = 0; run < runs; run++) {
          const pieces = Array.from({ length: count }, () => ({ id: random(16), body: random(piece) }))
          const rate = async (work: () => unknown): Promise<number> =>
            (count * piece) / megabyte / (await seconds(work))
          rates.plain.push(await rate(() => plainWrites(folder, count, piece)))
          const line = await comeIn(server.url, person)
          rates.put.push(await rate(() => putAll(line, pieces)))
          rates.get.push(await rate(() => getAll(line, pieces)))
          line.close()
        }
        const plain = median(rates.plain)
        say(`disk_plain_fsynced_writes_${name}`, round(plain), 'MB/s')
        for (const way of ['put', 'get'] as const) {
          const value = round(median(rates[way]))
          const ratio = round(value / plain, 2)
          print({ bench: 'blobs', figure: `${way}_${name}`, value, unit: 'MB/s', peer: 'plain fsynced writes', ratio })
        }
      }
      await messagesMeanwhile(server, person, say)
    } finally {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Piece {
  readonly id: Uint8Array
  readonly body: Uint8Array
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

function putAll(line: TestLine, pieces: readonly Piece[]): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const bucket = bucketOf(now + 7200, now)
  return inFlight(pieces, async ({ id, body }) => {
    const answer = await line.word({ kind: 'put-blob', id, bucket, body })
    if (answer !== 'done') throw new Error(`a put was answered with ${answer}`)
  })
}

function getAll(line: TestLine, pieces: readonly Piece[]): Promise<void> {
  return inFlight(pieces, async ({ id, body }) => {
    const answer = await line.ask({ kind: 'get-blob', id })
    if (answer.kind !== 'blob' || !sameBytes(answer.body.subarray(0, 64), body.subarray(0, 64)))
      throw new Error('what was got is not what was put')
  })
}

async function inFlight(pieces: readonly Piece[], each: (piece: Piece) => Promise<void>): Promise<void> {
  const waiting = pieces.values()
  const worker = async (): Promise<void> => {
    for (const piece of waiting) await each(piece)
  }
  await Promise.all(Array.from({ length: underWay }, worker))
}

/** Appends of 400 bytes, one after another on a line of their own: on a quiet server, and while 100 MB are put. */
async function messagesMeanwhile(
  server: ServerProcess,
  person: Person,
  say: (name: string, value: number, unit: string) => void,
): Promise<void> {
  const [line, other] = [await comeIn(server.url, person), await comeIn(server.url, person)]
  const channel = new TestChannel()
  await line.ask(channel.create(line))
  await line.ask(channel.open(line))
  const times = { quiet: [] as number[], meanwhile: [] as number[] }
  for (let run = 0; run < runs; run++) {
    for (let i = 0; i < 100; i++) times.quiet.push(1000 * (await seconds(() => line.ask(channel.append(random(400))))))
    let over = false
    const pieces = Array.from({ length: 100 }, () => ({ id: random(16), body: random(1_048_576) }))
    const putting = putAll(other, pieces).finally(() => (over = true))
    while (!over) times.meanwhile.push(1000 * (await seconds(() => line.ask(channel.append(random(400))))))
    await putting
  }
  for (const when of ['quiet', 'meanwhile'] as const) {
    say(`append_p50_${when}`, round(median(times[when])), 'ms')
    say(`append_p99_${when}`, round(quantile(times[when], 0.99)), 'ms')
  }
  for (const each of [line, other]) each.close()
}
