/**
 * Somebody who does too much of one thing. Comes in with the first invitation, prints another for those who are measured
 * beside it, and begins at SIGUSR2. What it does is set by a clock, not by how fast it is answered, and it comes by one
 * address of its own, as a proxy would name it.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { base64url, encodeAs, invitationLink, publication, readInvitation } from '@ebb/protocol'
import {
  comeIn,
  firstPerson,
  keyPair,
  newPerson,
  random,
  TestChannel,
  TestLine,
  type AskBody,
} from '../../apps/server/test/client.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'
import type { Flood } from './floods.ts'

const [kind, port, invite] = process.argv.slice(2) as [Flood, string, string]
const origin = `http://127.0.0.1:${port}`
const mallory = await firstPerson({ origin, invite }, 'mallory')
const maker = await comeIn(origin, mallory)
const secret = random(16)
await maker.ask({ kind: 'invite', hash: sha256(secret) })

const floods: { readonly [K in Flood]: () => Promise<() => void> | (() => void) } = {
  none: () => () => undefined,
  connects: () => every(2000, () => upgraded((socket) => socket.destroy())),
  slow() {
    const slow = new Map<Socket, number>()
    const letters = 'GET /line?nonce='.padEnd(1000, 'A')
    const drip = (): void => {
      while (slow.size < 2000) {
        const socket = bare()
        slow.set(socket, 0)
        socket.on('close', () => slow.delete(socket))
      }
      for (const [socket, at] of slow) {
        socket.write(letters[at]!)
        slow.set(socket, at + 1)
      }
    }
    return () => setInterval(drip, 1000)
  },
  deaf: () => every(500, () => upgraded(() => undefined)),
  oversized: () => every(1000, () => upgraded((socket) => socket.write(head(0x82, 100_000_000)))),
  endless() {
    const part = Buffer.concat([head(0x00, 65_536), Buffer.alloc(65_536)])
    const lines = new Set<Socket>()
    const begin = (): void =>
      upgraded((socket) => {
        socket.write(head(0x02, 0))
        lines.add(socket)
        socket.on('close', () => lines.delete(socket))
      })
    // About 100 MB a second.
    return every(1600, () => {
      if (lines.size < 50) begin()
      for (const line of lines) {
        lines.delete(line)
        if (line.writableLength < 1_000_000) line.write(part)
        lines.add(line)
        break
      }
    })
  },
  async commits() {
    const channel = new TestChannel()
    await maker.ask(channel.create(maker))
    return asked(4000, 20, async (line) => {
      await line.ask(channel.open(line))
      return channel.commit(line, random(200), keyPair())
    })
  },
  async 'key-packages'() {
    const packages = Array.from({ length: 100 }, () => random(300))
    await maker.ask({ kind: 'publish', suite: 'classic', body: encodeAs(publication, { packages, lastResort: null }) })
    return asked(8000, 20, () => ({ kind: 'claim', account: mallory.account, suite: 'classic' }))
  },
  guesses() {
    const { entry } = newPerson('eve', origin)
    const guess = async (): Promise<void> => {
      const line = await TestLine.open(origin)
      for (let i = 0; i < 6; i++) line.post({ kind: 'register', secret: random(16), entry })
      setTimeout(() => line.close(), 500)
    }
    return every(200, () => void guess().catch(() => undefined))
  },
}

const begin = await floods[kind]()
process.on('SIGUSR2', begin)
const { invitation } = readInvitation(invite)!
process.stdout.write(`${invitationLink(origin, { ...invitation, secret })}\n`)

function every(perSecond: number, act: () => void): () => void {
  return () => {
    const start = performance.now()
    let done = 0
    setInterval(() => {
      const due = ((performance.now() - start) * perSecond) / 1000
      for (; done < due; done++) act()
    }, 5)
  }
}

/** The same request again and again, on some lines by turns; what is answered is not looked at. */
async function asked(
  perSecond: number,
  count: number,
  ask: (line: TestLine) => AskBody | Promise<AskBody>,
): Promise<() => void> {
  const lines: { line: TestLine; body: AskBody }[] = []
  for (let i = 0; i < count; i++) {
    const line = await comeIn(origin, mallory)
    lines.push({ line, body: await ask(line) })
    line.ws.removeAllListeners('message')
  }
  let at = 0
  return every(perSecond, () => {
    const { line, body } = lines[at++ % lines.length]!
    if (line.ws.bufferedAmount < 100_000) line.post(body)
  })
}

function bare(): Socket {
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  return socket
}

function upgraded(then: (socket: Socket) => void): void {
  const socket = bare()
  socket.write(
    `GET /line?nonce=${base64url(random(32))} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n`,
  )
  socket.once('data', () => then(socket))
}

/** Of a frame masked with zeros. */
function head(first: number, length: number): Buffer {
  const bytes = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  bytes.writeUInt32BE(length, 6)
  return bytes
}
