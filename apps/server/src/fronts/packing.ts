/**
 * Bytes between the owner and its fronts: numbers as LEB128, byte strings with their length before them. Both ends are
 * one program of one version, so nothing here is a format that anybody keeps.
 */

/** Longer byte strings are handed on as they are, not copied. */
const copied = 16_384

/** Writes one batch after the other. */
export class Packer {
  #parts: Uint8Array[] = []
  #scratch = Buffer.allocUnsafe(65_536)
  /** Of the scratch: where what is not in `#parts` yet begins, and ends. */
  #from = 0
  #at = 0
  #size = 0

  /** Bytes so far. */
  get size(): number {
    return this.#size + this.#at - this.#from
  }

  /** A whole number below 2^53. */
  number(value: number): this {
    this.#room(8)
    let left = value
    while (left > 127) {
      this.#scratch[this.#at++] = (left & 127) | 128
      left = Math.floor(left / 128)
    }
    this.#scratch[this.#at++] = left
    return this
  }

  bytes(value: Uint8Array): this {
    this.number(value.length)
    if (value.length > copied) {
      this.#cut()
      this.#parts.push(value)
      this.#size += value.length
      return this
    }
    this.#room(value.length)
    this.#scratch.set(value, this.#at)
    this.#at += value.length
    return this
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value))
  }

  /** What was written, its length before it in 4 bytes. */
  take(): readonly Uint8Array[] {
    this.#cut()
    const head = Buffer.allocUnsafe(4)
    head.writeUInt32BE(this.#size)
    const parts = [head, ...this.#parts]
    this.#parts = []
    this.#size = 0
    return parts
  }

  #room(length: number): void {
    if (this.#at + length <= this.#scratch.length) return
    this.#cut()
    this.#scratch = Buffer.allocUnsafe(65_536)
    this.#from = this.#at = 0
  }

  #cut(): void {
    if (this.#at === this.#from) return
    this.#parts.push(this.#scratch.subarray(this.#from, this.#at))
    this.#size += this.#at - this.#from
    this.#from = this.#at
  }
}

/** What came is no batch. */
export class Misshapen extends Error {}

/** Reads one batch. What does not fit throws Misshapen. */
export class Unpacker {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get more(): boolean {
    return this.#at < this.#bytes.length
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined || scale > 2 ** 49) throw new Misshapen()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  /** A part of the batch, not a copy. */
  bytes(): Uint8Array {
    const length = this.number()
    const from = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new Misshapen()
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + from, length)
  }

  text(): string {
    return Buffer.from(this.bytes()).toString()
  }
}
