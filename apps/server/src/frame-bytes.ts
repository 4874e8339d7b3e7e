/**
 * The bytes of one WebSocket message from a server (RFC 6455 §5.2): final, binary, not masked, not compressed. Whoever is
 * sent the same message in one stretch of work is sent the same bytes.
 */

/** Longer messages are not copied behind their head. */
const copied = 65_536

export class FrameBytes {
  #message: Uint8Array | undefined
  #parts: readonly Uint8Array[] = []

  /** One part or two. `message` is not changed any more. */
  of(message: Uint8Array): readonly Uint8Array[] {
    if (message === this.#message) return this.#parts
    // What was sent is not kept in memory until something else is.
    if (this.#message === undefined) queueMicrotask(this.#forget)
    this.#message = message
    return (this.#parts = partsOf(message))
  }

  readonly #forget = (): void => {
    this.#message = undefined
    this.#parts = []
  }
}

function partsOf(message: Uint8Array): readonly Uint8Array[] {
  const { length } = message
  const width = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(length < copied ? width + length : width)
  frame[0] = 0x82
  frame[1] = width === 2 ? length : width === 4 ? 126 : 127
  if (width === 4) frame.writeUInt16BE(length, 2)
  else if (width === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  if (length >= copied) return [frame, message]
  frame.set(message, width)
  return [frame]
}
