/** Lines to an MQTT broker: publish and read at QoS 1, so that both ways are acknowledged. MQTT 3.1.1, as OASIS wrote it down. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Heard, Load, LoadLine } from './load.ts'

export async function mosquittoLines(load: Load, heard: Heard): Promise<LoadLine[]> {
  const lines: MqttLine[] = []
  const apart = Math.min(load.lines / 2, load.channels)
  const firstHalf = load.senders < load.lines ? load.senders : load.lines / 2
  for (let at = 0; at < load.lines; at++) {
    const line = new MqttLine(load, `${at}`, heard)
    await line.begin()
    // Nobody is given what is their own: each half reads what the other one writes.
    const [mine, theirs] = at < firstHalf ? (['a', 'b'] as const) : (['b', 'a'] as const)
    for (let channel = at % apart; channel < load.channels; channel += apart) {
      line.writeTo(topicOf(channel, mine))
      await line.subscribe(topicOf(channel, theirs))
    }
    lines.push(line)
  }
  return lines
}

const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)])
const packet = (head: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let left = body.length; ; left >>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left)
    if (left < 128) break
  }
  return Buffer.concat([Buffer.from([head, ...length]), body])
}
const topicOf = (channel: number, half: 'a' | 'b'): Buffer => text(`${String(channel).padStart(6, '0')}/${half}`)

class MqttLine implements LoadLine {
  readonly #socket: Socket
  readonly #frames: Buffer[] = []
  readonly #name: string
  readonly #size: number
  readonly #heard: Heard
  #rest: Buffer = Buffer.alloc(0)
  #id = 0
  #next = 0
  #answered: (() => void) | undefined

  constructor({ port, size }: Load, name: string, heard: Heard) {
    this.#name = name
    this.#size = size
    this.#heard = heard
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (data) => this.#read(data))
    this.#socket.on('close', () => {
      throw new Error('the broker closed a line')
    })
  }

  begin(): Promise<void> {
    // Protocol MQTT, level 4, a clean session, no keep-alive.
    return this.#ask(packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 0]), text(this.#name)))
  }

  writeTo(topic: Buffer): void {
    this.#frames.push(packet(0x32, topic, Buffer.alloc(2), randomBytes(this.#size)))
  }

  subscribe(topic: Buffer): Promise<void> {
    return this.#ask(packet(0x82, Buffer.from([0, 1]), topic, Buffer.from([1])))
  }

  #ask(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve
      this.#socket.write(bytes)
    })
  }

  send(count: number, stamp: number): void {
    const { length } = this.#frames[0]!
    const all = Buffer.allocUnsafe(length * count)
    const bodyAt = length - this.#size
    for (let i = 0; i < count; i++) {
      const at = i * length
      this.#frames[this.#next++ % this.#frames.length]!.copy(all, at)
      this.#id = (this.#id % 65_535) + 1
      all.writeUInt16BE(this.#id, at + bodyAt - 2)
      all.writeDoubleLE(stamp, at + bodyAt)
    }
    this.#socket.write(all)
  }

  #read(data: Buffer): void {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data
    const answers: number[] = []
    let acknowledged = 0
    let at = 0
    for (;;) {
      let length = 0
      let width = 1
      for (let shift = 0; ; shift += 7, width++) {
        const byte = all[at + width]
        if (byte === undefined) break
        length |= (byte & 127) << shift
        if (byte < 128) break
      }
      const end = at + 1 + width + length
      if (all[at + width] === undefined || end > all.length) break
      const kind = all[at]! >> 4
      if (kind === 4) acknowledged += 1
      else if (kind === 3) {
        const topic = all.readUInt16BE(at + 1 + width)
        const idAt = at + 1 + width + 2 + topic
        answers.push(0x40, 2, all[idAt]!, all[idAt + 1]!)
        this.#heard.delivered(all.readDoubleLE(idAt + 2))
      } else this.#answered?.()
      at = end
    }
    this.#rest = all.subarray(at)
    if (answers.length > 0) this.#socket.write(Buffer.from(answers))
    if (acknowledged > 0) this.#heard.acknowledged(this, acknowledged)
  }
}
