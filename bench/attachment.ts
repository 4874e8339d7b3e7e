/**
 * A file of 100 MB from one device's disk to another's: sealed, kept, put, acknowledged; then fetched, checked, read. Both
 * devices are in this process, the server is one of its own; how long each of them computed is told beside.
 */
import { createVault, startEngine, tsMls, type Engine, type EngineEvent } from '@ebb/engine'
import { homeFolder, systemClock, systemRandom, webSocketLine } from '@ebb/node'
import { limits } from '@ebb/protocol'
import { randomFillSync } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerProcess } from '../test/stage/server-process.ts'
import { bareAttachment } from './bare-attachment.ts'
import { median, round, type Bench } from './figure.ts'
import { plainWrites } from './plain-writes.ts'

const runs = 5
const megabyte = 1_000_000
const size = limits.attachment
const piece = 262_144

export const attachment: Bench = {
  name: 'attachment',
  about: 'a file of 100 MB sealed, kept and put by one engine, fetched and read by another; memory meanwhile',
  needs: 'nothing; a server runs on loopback',
  peers: [],
  async run(_against, print) {
    const folder = mkdtempSync(join(tmpdir(), 'ebb-attachment-'))
    const server = new ServerProcess(join(folder, 'server'))
    try {
      await server.start()
      const alice = await person(join(folder, 'alice'), 'alice', server.invite!)
      const { value } = await must(alice.engine, { do: 'invite' })
      const bob = await person(join(folder, 'bob'), 'bob', value!.link!)
      const greeted = bob.until('message')
      await must(alice.engine, { do: 'send', to: 'bob', text: 'hello' })
      await greeted
      const rates = { plain: [] as number[], bare: [] as number[], send: [] as number[], fetch: [] as number[] }
      const computed = { bare: [] as number[], client: [] as number[], server: [] as number[] }
      // Of the first file only: later something has been fetched in this process, which belongs to the other one of the two.
      let above = 0
      for (let run = 0; run < runs; run++) {
        const path = join(folder, 'file')
        writeRandom(path)
        const memory = watchMemory()
        const before = [computedBy(process.pid), computedBy(server.pid)] as const
        const begun = performance.now()
        const sent = alice.until('sent')
        const arrived = bob.until('message')
        await sendFile(alice.engine, path)
        await sent
        rates.send.push(rateOf((performance.now() - begun) / 1000))
        computed.client.push(computedBy(process.pid) - before[0])
        computed.server.push(computedBy(server.pid) - before[1])
        const most = memory.end()
        if (run === 0) above = most
        rates.plain.push(rateOf(await seconds(() => plainWrites(folder, size / piece, piece))))
        const idle = computedBy(process.pid)
        rates.bare.push(rateOf(await seconds(() => bareAttachment(path, folder, { size, piece }))))
        computed.bare.push(computedBy(process.pid) - idle)
        const { message } = (await arrived) as Extract<EngineEvent, { kind: 'message' }>
        rates.fetch.push(rateOf(await seconds(() => fetchAndRead(bob, message))))
      }
      const plain = round(median(rates.plain))
      print({ bench: 'attachment', figure: 'plain_fsynced_writes', value: plain, unit: 'MB/s' })
      for (const way of ['bare', 'send', 'fetch'] as const) {
        const rate = round(median(rates[way]))
        const beside = { peer: 'plain fsynced writes', ratio: round(rate / plain, 2) }
        print({ bench: 'attachment', figure: `${names[way]}_100MB`, value: rate, unit: 'MB/s', ...beside })
      }
      for (const who of ['bare', 'client', 'server'] as const)
        print({ bench: 'attachment', figure: `computing_${who}`, value: round(median(computed[who]), 2), unit: 's' })
      print({ bench: 'attachment', figure: 'memory_above_idle', value: round(above), unit: 'MB' })
      for (const { engine } of [alice, bob]) await engine.close()
    } finally {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** bare: bare-attachment.ts. send: until the server has all of it and the message too. */
const names = { bare: 'bare_work', send: 'seal_keep_and_put', fetch: 'fetch_check_and_read' } as const

/** Seconds that all cores together have spent on a process, in hundredths: proc(5), fields 14 and 15. */
function computedBy(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const rateOf = (took: number): number => size / megabyte / took

async function seconds(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

interface Person {
  readonly engine: Engine
  until(kind: EngineEvent['kind']): Promise<EngineEvent>
  heard(hear: (event: EngineEvent) => boolean): void
}

async function person(dir: string, name: string, link: string): Promise<Person> {
  const hearing = new Set<(event: EngineEvent) => boolean>()
  const { store, keyring, pieces } = await homeFolder(dir, { create: true })
  const cost = { memoryKiB: 8, passes: 1 }
  const engine = await startEngine({
    vault: await createVault({ store, keyring, passphrase: name, random: systemRandom, cost }),
    pieces,
    line: webSocketLine(),
    clock: systemClock,
    random: systemRandom,
    mls: tsMls,
    suite: 'hybrid',
    onEvent: (event) => hearing.forEach((hear) => hear(event) && hearing.delete(hear)),
    onBroken: (error) => process.stderr.write(`${error.message}\n`),
  })
  await must(engine, { do: 'join', link, name })
  return {
    engine,
    heard: (hear) => hearing.add(hear),
    until: (kind) =>
      new Promise((resolve) => {
        hearing.add((event) => {
          if (event.kind === kind) resolve(event)
          return event.kind === kind
        })
      }),
  }
}

async function must(engine: Engine, command: Parameters<Engine['command']>[0]) {
  const answer = await engine.command(command)
  if (!answer.ok) throw new Error(answer.why)
  return answer
}

async function sendFile(engine: Engine, path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const read = async (from: number, to: number, into: Uint8Array): Promise<Uint8Array> => {
      await file.read(into, 0, to - from, from)
      return into
    }
    const as = { type: 'application/octet-stream', name: 'file', form: { kind: 'file' } } as const
    const answer = await engine.hang({ size, read }, { to: 'bob', text: '', as })
    if (answer?.ok !== true) throw new Error(answer?.why)
  } finally {
    await file.close()
  }
}

async function fetchAndRead(reader: Person, message: number): Promise<void> {
  const { engine } = reader
  const whole = new Promise<void>((resolve) => {
    reader.heard((event) => {
      if (event.kind !== 'transfer' || event.message !== message) return false
      void engine.view.message('alice', message).then((shown) => shown?.attachment?.here === 1 && resolve())
      return false
    })
  })
  const answer = await engine.fetch('alice', message)
  if (!answer.ok) throw new Error(answer.why)
  await whole
  const found = await engine.open('alice', message)
  let read = 0
  for await (const part of found!.content) read += part.length
  if (read !== size) throw new Error('what was read is not what was sent')
}

/** From one buffer, so that making the file leaves nothing behind that would count as idle. */
function writeRandom(path: string): void {
  const [fd, bytes] = [openSync(path, 'w'), new Uint8Array(megabyte)]
  for (let at = 0; at < size; at += megabyte) writeSync(fd, randomFillSync(bytes), 0, Math.min(megabyte, size - at))
  closeSync(fd)
}

/** The most that this process held above what it holds now, in MB. */
function watchMemory(): { end(): number } {
  globalThis.gc?.()
  const idle = process.memoryUsage.rss()
  let most = idle
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  return {
    end() {
      clearInterval(timer)
      return (most - idle) / megabyte
    },
  }
}
