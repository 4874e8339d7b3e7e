/** A client of the wire that outlives its lines: what it sent, what was acknowledged, and what it saw at each place. */
import { setTimeout as pause } from 'node:timers/promises'
import { decodeTells, entryIdOf, type Tell } from '@ebb/protocol'
import { comeIn, inAWeek, type Person, type TestChannel, type TestLine } from '../../apps/server/test/client.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'

export interface Sent {
  readonly channel: string
  readonly text: string
  readonly body: Uint8Array
}

export interface Acknowledged extends Sent {
  readonly seq: number
}

export const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Messages of one client that may wait for their acknowledgement. */
const window = 24

export class WireClient {
  readonly name: string
  /** In the order of sending. */
  readonly sent: Sent[] = []
  readonly acknowledged: Acknowledged[] = []
  /** By channel and place, the id that was told. */
  readonly seen = new Map<string, Map<number, string>>()
  readonly problems: string[] = []
  resent = 0
  readonly #url: string
  readonly #person: Person
  readonly #channels: readonly TestChannel[]
  /** In the order of sending; by request on this line. */
  readonly #open = new Set<Sent>()
  #requests = new Map<number, Sent>()
  #writes = true
  #over = false
  #line: TestLine | undefined

  constructor(name: string, url: string, of: { person: Person; channels: readonly TestChannel[] }) {
    this.name = name
    this.#url = url
    this.#person = of.person
    this.#channels = of.channels
    for (const { id } of of.channels) this.seen.set(nameOf(id), new Map())
  }

  async create(channels: readonly TestChannel[]): Promise<void> {
    const line = await comeIn(this.#url, this.#person)
    for (const channel of channels)
      if ((await line.word(channel.create(line))) !== 'done') throw new Error('a channel could not be made')
    line.close()
  }

  /** Comes back whenever its line is cut, and writes. */
  live(): void {
    void this.#comeBack()
    void this.#write()
  }

  rest(): void {
    this.#writes = false
  }

  isQuiet(): boolean {
    return !this.#writes && this.#open.size === 0
  }

  close(): void {
    this.#over = true
    this.#line?.ws.terminate()
  }

  async #comeBack(): Promise<void> {
    while (!this.#over) {
      try {
        const line = await comeIn(this.#url, this.#person)
        await this.#liveOn(line)
      } catch {
        // The server is down, or went while it was greeted.
      }
      await pause(10)
    }
  }

  async #liveOn(line: TestLine): Promise<void> {
    const ended = new Promise<void>((resolve) => line.ws.once('close', () => resolve()))
    line.ws.removeAllListeners('message')
    const highest = new Map<string, number>()
    line.ws.on('message', (data: Buffer) => {
      for (const tell of decodeTells(new Uint8Array(data)) as Tell[]) this.#heard(tell, highest)
    })
    this.#requests = new Map()
    for (const channel of this.#channels) line.post(channel.open(line, 0, this.#next(nameOf(channel.id))))
    for (const sent of this.#open) {
      this.#send(line, sent)
      this.resent += 1
    }
    this.#line = line
    await ended
    this.#line = undefined
  }

  /** The first place of a channel that it has not seen. */
  #next(channel: string): number {
    const seen = this.seen.get(channel)!
    let next = seen.size + 1
    while (next > 1 && !seen.has(next - 1)) next -= 1
    return next
  }

  #send(line: TestLine, sent: Sent): void {
    const channel = this.#channels.find(({ id }) => nameOf(id) === sent.channel)!
    this.#requests.set(line.post(channel.append(sent.body, { bucket: inAWeek() })), sent)
  }

  async #write(): Promise<void> {
    for (let count = 0; this.#writes && !this.#over; await pause(10)) {
      for (let i = 0; i < 3 && this.#line !== undefined && this.#open.size < window; i++) {
        const channel = nameOf(this.#channels[count % this.#channels.length]!.id)
        const text = `${this.name}, ${count++}`
        const sent = { channel, text, body: new TextEncoder().encode(text.padEnd(300, '.')) }
        this.sent.push(sent)
        this.#open.add(sent)
        this.#send(this.#line, sent)
      }
    }
  }

  #heard(tell: Tell, highest: Map<string, number>): void {
    if (tell.kind === 'appended') {
      const sent = this.#requests.get(tell.req)
      if (sent === undefined) return
      this.#open.delete(sent)
      this.acknowledged.push({ ...sent, seq: tell.seq })
      this.#see(sent.channel, tell.seq, nameOf(entryIdOf(sent.body, sha256)))
    } else if (tell.kind === 'entry') {
      const channel = nameOf(tell.channel)
      if (this.seen.get(channel)!.has(tell.seq)) this.problems.push(`${this.name} was shown place ${tell.seq} twice`)
      if (tell.seq <= (highest.get(channel) ?? 0)) this.problems.push(`${this.name} was told ${tell.seq} out of order`)
      highest.set(channel, tell.seq)
      this.#see(channel, tell.seq, nameOf(tell.id))
    } else if (tell.kind === 'expired') this.problems.push(`${this.name} was told that ${tell.seq} has expired`)
    else if (tell.kind === 'refused' && tell.why !== 'closing') this.problems.push(`${this.name} got ${tell.why}`)
  }

  #see(channel: string, seq: number, id: string): void {
    const seen = this.seen.get(channel)!
    const before = seen.get(seq)
    if (before !== undefined && before !== id) this.problems.push(`${this.name} saw two entries at place ${seq}`)
    seen.set(seq, id)
  }
}
