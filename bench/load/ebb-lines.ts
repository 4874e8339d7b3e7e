/**
 * Lines to Ebb that cost the generator little: a real WebSocket, on which ready-made frames are written, one for each
 * message as a phone sends them, and what comes is only looked at as far as it is counted.
 */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { encodeAsk } from '@ebb/protocol'
import {
  comeIn,
  firstPerson,
  inAWeek,
  TestChannel,
  type AskBody,
  type TestLine,
} from '../../apps/server/test/client.ts'
import type { Heard, Load, LoadLine } from './load.ts'

/** A request number that takes five bytes, as do all that follow it. */
const firstRequest = 65_536

export async function ebbLines(load: Load, heard: Heard): Promise<EbbLine[]> {
  const origin = `http://127.0.0.1:${load.port}`
  const person = await firstPerson({ origin, invite: load.invite })
  const maker = await comeIn(origin, person)
  const channels = Array.from({ length: load.channels }, () => new TestChannel())
  await sure(
    maker,
    channels.map((channel) => channel.create(maker)),
  )
  const lines: EbbLine[] = []
  const apart = Math.min(load.lines / 2, load.channels)
  for (let at = 0; at < load.lines; at++) {
    const line = await comeIn(origin, person)
    const mine = channels.filter((_, place) => place % apart === at % apart)
    await sure(
      line,
      mine.map((channel) => channel.open(line)),
    )
    lines.push(new EbbLine(line, mine, { size: load.size, heard }))
  }
  maker.close()
  return lines
}

/** Some at a time, so that many do not wait for one flush each. */
async function sure(line: TestLine, asks: readonly AskBody[]): Promise<void> {
  for (let at = 0; at < asks.length; at += 200) {
    const words = await Promise.all(asks.slice(at, at + 200).map((ask) => line.word(ask)))
    const other = words.find((word) => word !== 'done' && word !== 'opened')
    if (other !== undefined) throw new Error(`the server said ${other}`)
    line.tells.length = 1
  }
}

interface Frame {
  /** Masked, as those of a browser are. */
  readonly bytes: Buffer
  readonly mask: Uint8Array
  readonly requestAt: number
  readonly bodyAt: number
}

export class EbbLine implements LoadLine {
  readonly #frames: readonly Frame[]
  readonly #socket: Socket
  #request = firstRequest
  #next = 0
  #over = false

  constructor(line: TestLine, channels: readonly TestChannel[], { size, heard }: { size: number; heard: Heard }) {
    const bucket = inAWeek()
    this.#frames = channels.map((channel) => frameOf(channel, size, bucket))
    // Nothing but these frames is sent from here on.
    this.#socket = (line.ws as unknown as { _socket: Socket })._socket
    line.ws.removeAllListeners('message')
    line.ws.on('message', (data: Buffer) => {
      const acknowledged = read(data, heard)
      if (acknowledged > 0) heard.acknowledged(this, acknowledged)
    })
    line.ws.on('close', () => {
      if (!this.#over) throw new Error('the server closed a line')
    })
  }

  stop(): void {
    this.#over = true
    this.#socket.destroy()
  }

  /** From now on messages end at `bucket`, which takes four bytes before the body's length of two. */
  end(bucket: number): void {
    for (const { bytes, bodyAt, mask } of this.#frames) {
      bytes.writeUInt32BE(bucket, bodyAt - 7)
      veil(bytes, { at: 0, from: bodyAt - 7, to: bodyAt - 3 }, mask)
    }
  }

  send(count: number, stamp: number): void {
    const { length } = this.#frames[0]!.bytes
    const all = Buffer.allocUnsafe(length * count)
    for (let i = 0; i < count; i++) {
      const { bytes, requestAt, bodyAt, mask } = this.#frames[this.#next++ % this.#frames.length]!
      const at = i * length
      bytes.copy(all, at)
      all.writeUInt32BE(this.#request, at + requestAt)
      all.writeDoubleLE(stamp, at + bodyAt)
      all.writeUInt32LE(this.#request, at + bodyAt + 8)
      veil(all, { at, from: requestAt, to: requestAt + 4 }, mask)
      veil(all, { at, from: bodyAt, to: bodyAt + 12 }, mask)
      this.#request += 1
    }
    this.#socket.write(all)
  }
}

/** Of a frame with a head of 8 bytes that begins at `at`: its bytes from `from` to before `to`. */
interface Part {
  readonly at: number
  readonly from: number
  readonly to: number
}

/** Puts the mask on (RFC 6455 §5.3). */
function veil(all: Buffer, { at, from, to }: Part, mask: Uint8Array): void {
  for (let place = from; place < to; place++) all[at + place]! ^= mask[place & 3]!
}

/** One append as a whole WebSocket message. */
function frameOf(channel: TestChannel, size: number, bucket: number): Frame {
  const ask = encodeAsk({
    ...channel.append(new Uint8Array(randomBytes(size)), { bucket }),
    req: firstRequest,
  })
  const mask = randomBytes(4)
  const head = Buffer.from([0x82, 0x80 | 126, ask.length >> 8, ask.length & 255, ...mask])
  const bytes = Buffer.concat([head, ask])
  veil(bytes, { at: 0, from: head.length, to: bytes.length }, mask)
  // After the array's head and the frame's number, of one byte each.
  return { bytes, mask, requestAt: head.length + 3, bodyAt: bytes.length - size }
}

/** How many acknowledgements there were; tells of what was delivered. */
function read(data: Buffer, heard: Heard): number {
  let at = 0
  let acknowledged = 0
  const number = (): number => {
    const info = data[at++]! & 31
    if (info < 24) return info
    const width = 1 << (info - 24)
    let value = 0
    for (let i = 0; i < width; i++) value = value * 256 + data[at++]!
    return value
  }
  while (at < data.length) {
    // The array's head, and a number that takes two bytes.
    const kind = data[at + 2]
    at += 3
    if (kind === 71) {
      number()
      number()
      acknowledged += 1
    } else if (kind === 72) {
      at += 17
      number()
      at += 17
      number()
      number()
      at += data[at] === 0xf6 ? 1 : 34
      const size = number()
      heard.delivered(data.readDoubleLE(at))
      at += size
    } else if (kind === 77 || kind === 78) {
      // A ticket, for the device or for what was opened, comes when it comes: its place, when it ends, its secret.
      if (kind === 78) {
        at += 17
        number()
      }
      number()
      at += 34
    } else throw new Error(`the server said something else: ${data.subarray(at - 3, at + 20).toString('hex')}`)
  }
  return acknowledged
}
