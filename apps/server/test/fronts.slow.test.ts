/** Connections held by processes of their own: what must hold across them, and what happens when one of them ends. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '@ebb/protocol'
import { startServer, type RunningServer } from '../src/index.ts'
import { comeIn, firstPerson, random, TestChannel, TestLine, type Person } from './client.ts'

let data: string
let server: RunningServer
let clock: number
let log: string[]
let alice: Person
// Less than those say who have authenticated.
const small = { connectionsPerAddress: 24, outgoing: 300_000, unauthenticated: 5000 }
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-fronts-'))
  clock = 0
  log = []
  server = await startServer({
    data,
    port: 0,
    workers: 2,
    limits: small,
    now: () => Math.floor(Date.now() / 1000) + clock,
    write: (line) => log.push((JSON.parse(line) as { event: string }).event),
  })
  alice = await firstPerson(server)
})
afterEach(async () => {
  await server.close()
  rmSync(data, { recursive: true })
})

const figure = async (pattern: RegExp): Promise<number[]> => {
  const text = await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text()
  return [...text.matchAll(pattern)].map((match) => Number(match[1]))
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to that')
    await pause(50)
  }
}
const lives = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(statusOf(pid))
const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return 'State:\tZ'
  }
}
/** So many that each front has some. */
async function comeInOnEach(): Promise<TestLine[]> {
  const lines: TestLine[] = []
  for (let i = 0; i < 12; i++) lines.push(await comeIn(server.origin, alice))
  // The front tells its figures every second.
  await until(async () => (await figure(/^ebb_front_connections\{.*\} (\d+)$/gm)).reduce((a, b) => a + b, 0) === 12)
  expect(Math.min(...(await figure(/^ebb_front_connections\{.*\} (\d+)$/gm)))).toBeGreaterThan(0)
  return lines
}
async function opened(line: TestLine): Promise<TestChannel> {
  const channel = new TestChannel()
  await line.ask(channel.create(line))
  return channel
}
const placesOf = (line: TestLine): number[] => line.tells.flatMap((tell) => (tell.kind === 'entry' ? [tell.seq] : []))

describe('what holds across fronts', () => {
  test('an entry reaches lines of both, once, in order', async () => {
    const [author, ...others] = await comeInOnEach()
    const channel = await opened(author!)
    for (const line of [author!, ...others]) await line.ask(channel.open(line))
    for (let i = 0; i < 20; i++) author!.post(channel.append(random(400)))
    await author!.until((tell) => tell.kind === 'appended' && tell.seq === 20)
    for (const line of others) await line.until((tell) => tell.kind === 'entry' && tell.seq === 20)
    const all = Array.from({ length: 20 }, (_, i) => i + 1)
    for (const line of others) expect(placesOf(line)).toEqual(all)
  })

  test('connections of one address are counted together, and a place that is left is free again', async () => {
    const lines = []
    for (let i = 0; i < small.connectionsPerAddress; i++) lines.push(await TestLine.open(server.origin))
    for (let i = 0; i < 6; i++) await expect(TestLine.open(server.origin)).rejects.toThrow()
    lines[0]!.close()
    await lines[0]!.untilClosed()
    await until(async () => (await figure(/^ebb_connections (\d+)$/gm))[0]! < small.connectionsPerAddress)
    lines.push(await TestLine.open(server.origin))
  })

  test('who does not authenticate is sent away after the handshake time, wherever they are', async () => {
    const lines = []
    for (let i = 0; i < 8; i++) lines.push(await TestLine.open(server.origin))
    clock += limits.handshake + 1
    for (const line of lines) {
      expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'not-authenticated' })
      await line.untilClosed()
    }
  })

  test('a slow reader falls behind and reads on from its position; nobody else waits', async () => {
    const [author, slow, ...others] = await comeInOnEach()
    const channel = await opened(author!)
    for (const line of [author!, slow!, ...others]) await line.ask(channel.open(line))
    slow!.ws.pause()
    for (let i = 1; i <= 200; i++) {
      await author!.ask(channel.append(random(60_000)))
      if (i % 50 === 0) for (const line of others) await line.until((tell) => tell.kind === 'entry' && tell.seq === i)
    }
    expect(placesOf(slow!).length).toBeLessThan(200)
    slow!.ws.resume()
    await until(() => placesOf(slow!).length >= 200)
    expect(placesOf(slow!)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    expect((await figure(/^ebb_fan_out_read_total (\d+)$/gm))[0]).toBeGreaterThan(0)
  })

  test('a front that stands still costs the others nothing, and goes on where it stood', async () => {
    const [author, ...others] = await comeInOnEach()
    const channel = await opened(author!)
    for (const line of [author!, ...others]) await line.ask(channel.open(line))
    // Whichever front the author is not on.
    let still: number | undefined
    for (const pid of server.pids) {
      process.kill(pid, 'SIGSTOP')
      const answered = await Promise.race([author!.ask({ kind: 'stock' }), pause(1000).then(() => undefined)])
      if (answered !== undefined) {
        still = pid
        break
      }
      process.kill(pid, 'SIGCONT')
      await author!.until((tell) => 'req' in tell && tell.req === author!.req)
    }
    expect(still).toBeDefined()
    for (let i = 1; i <= 200; i++) author!.post(channel.append(random(60_000)))
    await until(() => author!.tells.some((tell) => tell.kind === 'appended' && tell.seq === 200))
    const waiting = others.filter((line) => placesOf(line).length < 200)
    expect(waiting.length).toBeGreaterThan(0)
    // Those with the author have all of it, or read on by themselves.
    await until(() => others.some((line) => placesOf(line).length === 200))
    process.kill(still!, 'SIGCONT')
    for (const line of others) await until(() => placesOf(line).length >= 200)
    for (const line of others) expect(placesOf(line)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })
})

test('a front is given nothing of the owner: no variable, no file of the data directory', () => {
  const filesOf = (pid: number): string[] =>
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
      } catch {
        return []
      }
    })
  const ofData = (pid: number): string[] => filesOf(pid).filter((path) => path.startsWith(data))
  expect(ofData(process.pid).length).toBeGreaterThan(0)
  expect(Object.keys(process.env).length).toBeGreaterThan(1)
  for (const pid of server.pids) {
    expect(ofData(pid)).toEqual([])
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean)
    expect(variables.map((one) => one.split('=')[0])).toEqual(['NODE_COMPILE_CACHE'])
  }
})

describe('what ends', () => {
  test('a front is killed: its lines close, the others notice nothing, another takes its place', async () => {
    const lines = await comeInOnEach()
    const [victim, other] = server.pids
    process.kill(victim!, 'SIGKILL')
    await until(() => lines.some((line) => line.closed))
    const living = lines.filter((line) => !line.closed)
    expect(living.length).toBeGreaterThan(0)
    expect(living.length).toBeLessThan(lines.length)
    for (const line of living) expect((await line.ask({ kind: 'stock' })).kind).toBe('stock')
    await until(() => server.pids.length === 2 && !server.pids.includes(victim!))
    expect(server.pids).toContain(other)
    expect(log.filter((event) => event === 'front-ended')).toHaveLength(1)
    // Who was cut off comes back, and their places had been given back.
    await until(async () => (await figure(/^ebb_connections (\d+)$/gm))[0] === living.length)
    await comeIn(server.origin, alice)
  })

  test('a front that says nothing any more is ended, and another takes its place', { timeout: 100_000 }, async () => {
    const [victim] = server.pids
    process.kill(victim!, 'SIGSTOP')
    for (let waited = 0; waited < 80 && lives(victim!); waited++) await pause(1000)
    expect(lives(victim!)).toBe(false)
    await until(() => server.pids.length === 2)
    // Who stood before the one that ended may be cut once more. Eight in a row meet both.
    const comesIn = (): Promise<boolean> =>
      TestLine.open(server.origin).then(
        (line) => (line.close(), true),
        () => false,
      )
    await until(async () => {
      for (let i = 0; i < 8; i++) if (!(await comesIn())) return false
      return true
    })
  })

  test('an orderly end: everybody is told, and no process is left', async () => {
    const lines = await comeInOnEach()
    const { pids } = server
    await server.close()
    for (const line of lines) {
      expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'closing' })
      await line.untilClosed()
    }
    expect(pids.filter(lives)).toEqual([])
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  })

  test('the owner is killed: its fronts end, what was acknowledged is there, and it comes back on its port', async () => {
    await server.close()
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const run = async () => {
      const args = [main, '--data', data, '--listen', '127.0.0.1:0', '--json', '--workers', '2']
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const line = await new Promise<string>((resolve) =>
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n')[0]!)),
      )
      return { child, url: (JSON.parse(line) as { url: string }).url }
    }
    const first = await run()
    const fronts = readFileSync(`/proc/${first.child.pid}/task/${first.child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
    expect(fronts).toHaveLength(2)
    const a = await comeIn(first.url, alice)
    const channel = await opened(a)
    await a.ask(channel.open(a))
    for (let i = 0; i < 50; i++) a.post(channel.append(random(400)))
    await a.wait('appended')
    first.child.kill('SIGKILL')
    await a.untilClosed()
    const acknowledged = a.tells.filter((tell) => tell.kind === 'appended').length
    // At once: its port is free when the fronts have ended, and they end by themselves.
    const second = await run()
    expect(second.url).toBe(first.url)
    expect(fronts.filter(lives)).toEqual([])
    const b = await comeIn(second.url, alice)
    await b.ask(channel.open(b))
    await b.until((tell) => tell.kind === 'entry' && tell.seq === acknowledged)
    const ended = new Promise((resolve) => second.child.once('exit', resolve))
    second.child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
