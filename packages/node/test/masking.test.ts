/** RFC 6455, section 5.3, as our patch of `ws` does it: by words where there are enough bytes. */
import { randomBytes } from 'node:crypto'
import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import * as ws from 'ws'

/** What its types leave out. */
const { Receiver, Sender } = ws as unknown as {
  readonly Receiver: new (options: { isServer: boolean; maxPayload: number }) => Writable
  readonly Sender: { frame(data: Buffer, options: object): readonly Buffer[] }
}

/** Around the length from which it goes by words, and as long as pieces are. */
const lengths = [...Array.from({ length: 140 }, (_, length) => length), 65_535, 65_536, 262_209]

/** The first `length` bytes behind `at` others, so that words do not begin where memory does. */
const placed = (length: number, at: number): Buffer => randomBytes(length + at).subarray(at)

const masked = (bytes: Uint8Array, mask: Uint8Array): Uint8Array => bytes.map((byte, at) => byte ^ mask[at % 4]!)

/** A binary frame of a client. */
function frameOf(payload: Uint8Array, mask: Uint8Array): Buffer {
  const head = Buffer.alloc(10)
  head[0] = 0x82
  head[1] = 0x80 + 127
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, mask, masked(payload, mask)])
}

test('a client masks each byte with its turn of the mask, and leaves what it was given as it was', () => {
  for (const length of lengths) {
    const data = placed(length, length % 5)
    const [before, mask] = [Buffer.from(data), randomBytes(4)]
    const options = { fin: true, rsv1: false, opcode: 2, mask: true, readOnly: true }
    const generateMask = (into: Buffer): void => into.set(mask)
    const frame = Buffer.concat(Sender.frame(data, { ...options, generateMask }))
    const sent = frame.subarray(frame.length - length)
    expect(Buffer.compare(sent, masked(before, mask)), `${length} bytes`).toBe(0)
    expect(Buffer.compare(data, before)).toBe(0)
  }
})

test('a server takes the mask off again, wherever in memory the frame lies', async () => {
  for (const length of lengths) {
    const payload = randomBytes(length)
    const receiver = new Receiver({ isServer: true, maxPayload: 1_000_000 })
    const message = new Promise<Buffer>((resolve) => receiver.on('message', resolve))
    const frame = frameOf(payload, randomBytes(4))
    const at = length % 7
    const cut = Math.floor(length / 3)
    receiver.write(Buffer.concat([Buffer.alloc(at), frame]).subarray(at, at + cut))
    receiver.write(frame.subarray(cut))
    expect(Buffer.compare(await message, payload), `${length} bytes`).toBe(0)
  }
})
