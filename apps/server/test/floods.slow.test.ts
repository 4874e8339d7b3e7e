/**
 * Floods, through real sockets: each meets its limit, whoever does it is refused or cut, and it is counted. Whoever keeps
 * within the limits beside them is served.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { request, type ClientRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { base64url, encodeAs, publication, type Limits } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { networkOf } from '../src/floods/address.ts'
import { comeIn, firstPerson, inviteAndRegister, keyPair, newPerson, random, TestChannel, TestLine } from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
let sockets: Socket[]
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-floods-'))
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await server.close()
  rmSync(data, { recursive: true })
})
const withLimits = async (limits: Partial<Limits>): Promise<void> =>
  void (server = await startServer({ data, port: 0, limits }))
async function counted(kind: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^ebb_flood_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
}

/** A bare socket, what came over it, and whether it still stands. */
function bare(): { socket: Socket; heard: () => string; over: Promise<void> } {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  const over = new Promise<void>((resolve) => void socket.on('close', () => resolve()))
  return { socket, heard: () => text, over }
}

const upgrade = (): string =>
  `GET /line?nonce=${base64url(random(32))} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(random(16)).toString('base64')}\r\n\r\n`

/** A line on which bytes go as they are. */
async function bareLine(): Promise<ReturnType<typeof bare>> {
  const line = bare()
  line.socket.write(upgrade())
  while (!line.heard().includes('\r\n\r\n')) await pause(10)
  return line
}

/** A frame from a client, masked with zeros. */
function frame(first: number, bytes: Uint8Array): Buffer {
  const head = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(bytes.length, 6)
  return Buffer.concat([head, bytes])
}
const [begins, goesOn, whole] = [0x02, 0x00, 0x82]
const control = (kind: number): Buffer => Buffer.from([0x80 | kind, 0x80, 0, 0, 0, 0])

describe('before anybody is known', () => {
  test('more than a stranger has to say, in one message or in many; whoever has authenticated says it', async () => {
    await withLimits({ unauthenticated: 20_000 })
    const [at, inParts] = [await bareLine(), await bareLine()]
    at.socket.write(frame(whole, new Uint8Array(30_000)).subarray(0, 21_000))
    inParts.socket.write(frame(begins, new Uint8Array(1000)))
    for (let i = 0; i < 20; i++) inParts.socket.write(frame(goesOn, new Uint8Array(1000)))
    await Promise.all([at.over, inParts.over])
    expect(await counted('unauthenticated')).toBe(2)

    const line = await comeIn(server.origin, await firstPerson(server))
    const channel = new TestChannel()
    await line.ask(channel.create(line))
    await line.ask(channel.open(line))
    for (let i = 0; i < 3; i++) await line.ask(channel.append(random(16_000)))
    line.close()
    expect(await counted('unauthenticated')).toBe(2)
  })

  test('a request that comes byte by byte, or not at all, is cut', async () => {
    await withLimits({ request: 1 })
    const slow = bare()
    // More than are cut in one moment.
    const silent = Array.from({ length: 50 }, bare)
    const letters = upgrade()[Symbol.iterator]()
    const dripping = setInterval(() => slow.socket.write(letters.next().value!), 200)
    await Promise.all([slow, ...silent].map(({ over }) => over))
    clearInterval(dripping)
    expect(await counted('slow-request')).toBe(51)
    const quick = await TestLine.open(server.origin)
    await pause(2500)
    expect(quick.closed).toBe(false)
    quick.close()
  })

  test('sockets beyond so many are not taken', async () => {
    await withLimits({ connections: 2 })
    const lines = [await TestLine.open(server.origin), await TestLine.open(server.origin)]
    expect(lines.map(({ closed }) => closed)).toEqual([false, false])
    // Two for each process that holds connections; who asks for the count needs one.
    const many = Array.from({ length: 12 }, bare)
    await Promise.race(many.map(({ over }) => over))
    for (const { socket } of many) socket.destroy()
    for (const line of lines) line.close()
    await Promise.all(lines.map((line) => line.untilClosed()))
    await expect.poll(() => counted('connections').catch(() => 0)).toBeGreaterThan(0)
  })

  /** An upgrade that a proxy passes on for this address. */
  const asking = (address: string) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from(random(16)).toString('base64'),
      'x-forwarded-for': address,
    }
    return request(`${server.url}/line?nonce=${base64url(random(32))}`, { headers })
  }
  const statusOf = (asked: ClientRequest): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      asked.on('upgrade', (response, socket) => {
        sockets.push(socket)
        resolve(response.statusCode)
      })
      asked.on('response', (response) => resolve(response.statusCode))
      asked.on('error', reject)
      asked.end()
    })
  const statusFor = (address: string): Promise<number | undefined> => statusOf(asking(address))
  /** Where there is room for one of two: the one that waits, when the other has heard that it may not. */
  const oneWaits = async (address: string) => {
    const two = [0, 1].map(() => {
      const asked = asking(address)
      return { asked, status: statusOf(asked) }
    })
    const heard = await Promise.race(two.map(async (one) => ({ one, status: await one.status })))
    expect(heard.status).toBe(429)
    return { waiting: two.find((one) => one !== heard.one)! }
  }

  test('lines of one address, where a /64 of IPv6 is one', async () => {
    await withLimits({ connectionsPerAddress: 2 })
    expect(await statusFor('2001:db8::1')).toBe(101)
    expect(await statusFor('2001:db8::2')).toBe(101)
    expect(await statusFor('2001:db8:0:0:ffff::3')).toBe(429)
    expect(await statusFor('2001:db8:0:1::1')).toBe(101)
    expect(await statusFor('192.0.2.1')).toBe(101)
    expect(await counted('connections-of-address')).toBe(1)
  })

  test('coming and going of one address', async () => {
    await withLimits({ strangersPerAddress: 3, connectsPerAddressAndSecond: 10, connectsWaitingPerAddress: 2 })
    const statuses = await Promise.all(Array.from({ length: 8 }, () => statusFor('192.0.2.1')))
    expect(statuses.toSorted((a, b) => a! - b!)).toEqual([101, 101, 101, 101, 101, 429, 429, 429])
    expect(await counted('connects-of-address')).toBe(3)
  })

  test('whoever has authenticated leaves room for others to come, and a stranger does not', async () => {
    await withLimits({ strangersPerAddress: 3, connectsPerAddressAndSecond: 1, connectsWaitingPerAddress: 0 })
    // Whoever registers has not authenticated.
    const alice = await firstPerson(server, 'alice')
    const lines = []
    for (let i = 0; i < 5; i++) lines.push(await comeIn(server.origin, alice))
    expect([await statusFor('127.0.0.1'), await statusFor('127.0.0.1')]).toEqual([101, 429])
    for (const line of lines) line.close()
  })

  test('who comes fast waits, and nobody from elsewhere waits for that', async () => {
    await withLimits({ strangersPerAddress: 1, connectsPerAddressAndSecond: 10, connectsWaitingPerAddress: 3 })
    const order: string[] = []
    const begun = performance.now()
    const crowd = Promise.all(Array.from({ length: 4 }, () => statusFor('192.0.2.1'))).then((statuses) => {
      order.push('the crowd')
      return statuses
    })
    expect(await statusFor('192.0.2.2')).toBe(101)
    order.push('from elsewhere')
    expect(await crowd).toEqual([101, 101, 101, 101])
    // One at once, and each of the three others a second after the one before.
    expect(performance.now() - begun).toBeGreaterThan(2900)
    expect(order).toEqual(['from elsewhere', 'the crowd'])
    expect(await counted('connects-of-address')).toBe(0)
  })

  test('who waits when the server closes does not come in', async () => {
    await withLimits({ strangersPerAddress: 1, connectsPerAddressAndSecond: 10, connectsWaitingPerAddress: 1 })
    expect(await statusFor('192.0.2.1')).toBe(101)
    const { waiting } = await oneWaits('192.0.2.1')
    await server.close()
    expect(await waiting.status.catch(() => undefined)).not.toBe(101)
  })

  test('who leaves while it waits takes nobody’s turn', async () => {
    await withLimits({
      strangersPerAddress: 1,
      connectsPerAddressAndSecond: 10,
      connectsWaitingPerAddress: 1,
      connectionsPerAddress: 2,
    })
    expect(await statusFor('192.0.2.1')).toBe(101)
    const { waiting } = await oneWaits('192.0.2.1')
    waiting.asked.destroy()
    await expect.poll(() => statusFor('192.0.2.1')).toBe(101)
  })

  test('invitations that nobody made: the line ends, then the address is not listened to', async () => {
    await withLimits({ wrongInvitationsPerLine: 2, wrongInvitationsPerAddressAndHour: 3 })
    const guess = (line: TestLine): Promise<string> =>
      line.word({ kind: 'register', secret: random(16), entry: newPerson('alice', server.origin).entry })
    const first = await TestLine.open(server.origin)
    expect([await guess(first), await guess(first)]).toEqual(['invitation-unknown', 'invitation-unknown'])
    first.post({ kind: 'register', secret: random(16), entry: newPerson('alice', server.origin).entry })
    expect(await first.until((tell) => tell.kind === 'refused' && tell.req === 0)).toMatchObject({ why: 'too-many' })
    await first.untilClosed()
    const second = await TestLine.open(server.origin)
    expect(await guess(second)).toBe('invitation-unknown')
    await expect(firstPerson(server)).rejects.toThrow()
    second.close()
    expect(await counted('invitations')).toBe(2)
  })
})

describe('on an open line', () => {
  test('a line that answers no ping is cut, one that does is not', async () => {
    await withLimits({ heartbeat: 1, handshake: 60 })
    const deaf = await bareLine()
    const alive = await TestLine.open(server.origin)
    await deaf.over
    expect(await counted('half-open')).toBe(1)
    expect(alive.closed).toBe(false)
    alive.close()
  })

  test('a message that is too long is not read to its end', async () => {
    await withLimits({ clientFrame: 10_000 })
    const line = await bareLine()
    line.socket.write(frame(whole, new Uint8Array(20_000)).subarray(0, 100))
    await line.over
    const parts = await bareLine()
    parts.socket.write(frame(begins, new Uint8Array(6000)))
    parts.socket.write(frame(goesOn, new Uint8Array(6000)))
    await parts.over
    expect(await counted('oversized')).toBe(2)
  })

  test('a message that does not end is cut, however many frames it comes in; a quiet line is not', async () => {
    await withLimits({ message: 2, handshake: 60 })
    const [endless, quiet] = [await bareLine(), await bareLine()]
    endless.socket.write(frame(begins, new Uint8Array(2000)))
    const more = setInterval(() => endless.socket.write(frame(goesOn, new Uint8Array(10))), 200)
    let over = false
    void quiet.over.then(() => (over = true))
    // Pongs are no message, however many come.
    for (let i = 0; i < 500; i++) quiet.socket.write(control(10))
    await endless.over
    clearInterval(more)
    await pause(1500)
    expect(over).toBe(false)
    expect(await counted('endless')).toBe(1)
  })

  test('what is unfinished on all lines has room for so much: the largest go', async () => {
    await withLimits({ unfinished: 300_000, message: 60, handshake: 60, unauthenticated: 1_000_000 })
    const [large, small] = [await bareLine(), await bareLine()]
    let over = false
    void small.over.then(() => (over = true))
    small.socket.write(frame(begins, new Uint8Array(50_000)))
    large.socket.write(frame(begins, new Uint8Array(400_000)))
    await large.over
    await pause(1200)
    expect(over).toBe(false)
    expect(await counted('unfinished')).toBe(1)
  })

  test('pings without end', async () => {
    await withLimits({ pingsPerMinute: 10 })
    const line = await bareLine()
    for (let i = 0; i < 11; i++) line.socket.write(control(9))
    await line.over
    expect(await counted('pings')).toBe(1)
  })
})

describe('by somebody who has an account', () => {
  test('commits on a channel', async () => {
    await withLimits({ commitsPerChannelAndMinute: 1 })
    const a = await comeIn(server.origin, await firstPerson(server))
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const next = keyPair()
    expect(await a.word(channel.commit(a, random(100), next))).toBe('appended')
    channel.accept(next)
    await a.ask(channel.open(a))
    expect(await a.word(channel.commit(a, random(100), keyPair()))).toBe('too-many')
    expect(await a.word(channel.append(random(100)))).toBe('appended')
    expect(await counted('commits')).toBe(1)
    a.close()
  })

  test('key packages of one person: who takes too many leaves some for others', async () => {
    await withLimits({ keyPackagesClaimedOfOnePerHour: 2 })
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const bob = await inviteAndRegister(a, 'bob')
    const b = await comeIn(server.origin, bob)
    const packages = Array.from({ length: 10 }, () => random(20))
    for (const line of [a, b])
      await line.ask({ kind: 'publish', suite: 'classic', body: encodeAs(publication, { packages, lastResort: null }) })
    const claim = (line: TestLine, account = alice.account): Promise<string> =>
      line.word({ kind: 'claim', account, suite: 'classic' })
    expect([await claim(b), await claim(b), await claim(b)]).toEqual(['key-packages', 'key-packages', 'too-many'])
    expect(await claim(b, bob.account)).toBe('key-packages')
    expect(await claim(a)).toBe('key-packages')
    expect(await a.ask({ kind: 'stock' })).toMatchObject({ classic: 7 })
    expect(await counted('key-packages')).toBe(1)
    a.close()
    b.close()
  })
})

test('a network is an IPv4 address, or the first 64 bits of an IPv6 address however it is written', () => {
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  const same = ['2001:db8::1', '2001:0DB8:0:0:1:2:3:4', '2001:db8::', '2001:db8:0::ffff', '2001:db8::192.0.2.1']
  expect(new Set(same.map(networkOf))).toEqual(new Set(['2001:db8:0:0::/64']))
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  expect(networkOf('2001:db8:1:2::5')).not.toBe(networkOf('2001:db8:1:3::5'))
})
