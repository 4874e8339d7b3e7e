/**
 * The generator of devices that come back: a process on a core of its own. It speaks WebSocket by hand, so that it costs
 * little beside the server: what a device has to compute, its codes or signatures, is its own share. Takes one
 * `HomeComing` as JSON; writes `coming`, then what came of it, and holds all lines until its input ends.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import {
  accountId,
  base64url,
  connectionProof,
  decodeTells,
  deviceKey,
  encodeAsk,
  openProof,
  reopenProof,
  resumeProof,
  type Ask,
  type Tell,
} from '@ebb/protocol'
import { keyLife, TicketKeys } from '../../apps/server/src/door/ticket-keys.ts'
import { deviceClaims, segmentClaims } from '../../apps/server/src/door/tickets.ts'
import { hmacSha256 } from '../../apps/server/src/signatures.ts'
import { quantile } from '../figure.ts'
import { channelOf, entriesEach, personSize, type CameBack, type HomeComing } from './home-coming.ts'
import { channelNumber, deviceKeys, epochKeys } from './home-people.ts'

const round = JSON.parse(process.argv[2]!) as HomeComing
const people = new Uint8Array(readFileSync(join(round.data, 'people')))
const all = people.length / personSize
const epoch = epochKeys()
const now = Math.floor(Date.now() / 1000)
const hour = Math.floor(now / keyLife)
const ends = (hour + 2) * keyLife
const ticketKey = new TicketKeys({
  directory: round.data,
  random: () => {
    throw new Error('the server has no key for this hour')
  },
  unwritten: () => {},
}).of(hour, now)!

type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'req'> : never) : never

/** One device, from its connection to the last answer. */
class Comer {
  readonly #number: number
  readonly #over: () => void
  readonly #socket: Socket
  readonly #begun = performance.now()
  #held: Buffer = Buffer.alloc(0)
  #isOpen = false
  #req = 0
  #awaited = 0

  constructor(number: number, over: (milliseconds: number) => void) {
    this.#number = number
    this.#over = () => over(performance.now() - this.#begun)
    // Of many machines, as a proxy says it, and from more than one address here: each has so many ports only.
    const localAddress = `127.0.0.${2 + (number % 8)}`
    this.#socket = connect({ port: round.port, host: '127.0.0.1', localAddress })
    const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`
    const lines = [
      `GET /line?nonce=${base64url(new Uint8Array(randomBytes(32)))} HTTP/1.1`,
      `Host: 127.0.0.1:${round.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      `X-Forwarded-For: ${address}`,
    ]
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    this.#socket.on('data', (data: Buffer) => this.#take(data))
    this.#socket.on('error', fail)
    this.#socket.on('close', () => fail(new Error('the server closed a line')))
  }

  #take(data: Buffer): void {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data])
    if (!this.#isOpen) {
      const end = this.#held.indexOf('\r\n\r\n')
      if (end === -1) return
      if (!this.#held.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) fail(new Error(this.#held.toString()))
      this.#isOpen = true
      this.#held = this.#held.subarray(end + 4)
    }
    for (let size = frameSize(this.#held); size !== undefined; size = frameSize(this.#held)) {
      const { head, body } = size
      const message = this.#held.subarray(head, head + body)
      // Pings are left without an answer: a round is over before that is missed.
      if ((this.#held[0]! & 15) === 2) this.#hear(message)
      this.#held = this.#held.subarray(head + body)
    }
  }

  #hear(message: Uint8Array): void {
    const tells = decodeTells(message)
    if (tells === 'malformed') return fail(new Error('the server sent what is no frame'))
    for (const tell of tells) this.#follow(tell)
  }

  #follow(tell: Tell): void {
    if (tell.kind === 'hello') return this.#comeIn(tell)
    if (tell.kind === 'ticket' || tell.kind === 'segment-ticket') return
    if (tell.kind !== 'done' && tell.kind !== 'opened' && tell.kind !== 'stock')
      return fail(new Error(`the server said ${JSON.stringify(tell)}`))
    this.#awaited -= 1
    if (this.#awaited > 0) return
    if (this.#req === 1) this.#goOn()
    else this.#over()
  }

  /** What a device sends next is prepared here, so that nothing but the origin and the nonce is kept of hello. */
  #goOn: () => void = () => {}

  #comeIn({ origin, nonce }: Extract<Tell, { kind: 'hello' }>): void {
    const at = this.#number * personSize
    const account = accountId(people.slice(at, at + 32))
    const device = deviceKey(people.slice(at + 32, at + 64))
    if (round.by === 'tickets') {
      const secret = hmacSha256(ticketKey, deviceClaims({ account, device }, ends))
      const mac = hmacSha256(secret, resumeProof(origin, nonce, { account, device, ends }))
      this.#ask([{ kind: 'resume', account, device, ends, mac }])
    } else {
      const proof = deviceKeys(this.#number).sign(connectionProof(origin, nonce, account))
      this.#ask([{ kind: 'authenticate', account, device, proof }])
    }
    this.#goOn = () => {
      const opens = Array.from({ length: round.opens }, (_, place): Question => {
        const channel = channelNumbers[channelOf(this.#number, place, all)]!
        const of = { channel, n: 0, from: entriesEach + 1 }
        if (round.by === 'signatures')
          return { kind: 'open', ...of, proof: epoch.sign(openProof(origin, nonce, channel, 0)) }
        const secret = hmacSha256(ticketKey, segmentClaims({ device, channel, n: 0 }, ends))
        return { kind: 'reopen', ...of, ends, mac: hmacSha256(secret, reopenProof(origin, nonce, { ...of, ends })) }
      })
      this.#ask([{ kind: 'stock' }, ...opens])
    }
  }

  /** What one step of a device asks leaves together, as it does there. */
  #ask(questions: readonly Question[]): void {
    const asks = questions.map((question) => encodeAsk({ ...question, req: ++this.#req }))
    this.#awaited += asks.length
    this.#socket.write(Buffer.concat(asks.flatMap((ask) => [messageHead(ask.length), ask])))
  }
}

/** Head and body of the first frame in there, where all of it is. Servers do not mask. */
function frameSize(held: Buffer): { head: number; body: number } | undefined {
  if (held.length < 2) return undefined
  const short = held[1]! & 127
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (held.length < head) return undefined
  const body = short < 126 ? short : short === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2))
  return held.length < head + body ? undefined : { head, body }
}

/** Of one binary message, masked with zeros. */
function messageHead(length: number): Buffer {
  if (length < 126) return Buffer.from([0x82, 0x80 | length, 0, 0, 0, 0])
  return Buffer.from([0x82, 0x80 | 126, length >> 8, length & 255, 0, 0, 0, 0])
}

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

const channelNumbers = Array.from({ length: all }, (_, number) => channelNumber(number))
const times: number[] = []
let next = round.first
const begun = performance.now()
process.stdout.write('coming\n')

function comeNext(): void {
  const number = next++
  if (number >= round.first + round.devices) return
  new Comer(number % all, (milliseconds) => {
    times.push(milliseconds)
    if (times.length === round.devices) tell()
    else comeNext()
  })
}

function tell(): void {
  const came: CameBack = {
    seconds: (performance.now() - begun) / 1000,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  }
  process.stdout.write(`${JSON.stringify(came)}\n`)
}

for (let i = 0; i < round.atOnce; i++) comeNext()
process.on('SIGTERM', () => process.exit(0))
