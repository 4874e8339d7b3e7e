/** The way to the server: WebSocket messages, in order, while it lasts. */
export interface LineEvents {
  /** `nonce`: the 32 bytes that this side put into the address. */
  readonly opened: (nonce: Uint8Array) => void
  /** One WebSocket message. */
  readonly arrived: (message: Uint8Array) => void
  /** It is over, for whatever reason; at most once, and nothing after it. */
  readonly closed: () => void
}

export interface OpenLine {
  /**
   * Sends or drops: a line that is closing loses what it is given, and `closed` follows. `message` is the line's from then
   * on: nobody else may look at it any more.
   */
  send(message: Uint8Array): void
  close(): void
}

/**
 * Promises: messages arrive whole, once and in order, or the line closes. Plain `ws:` is refused except on loopback,
 * by throwing RangeError. Events come later than the call that caused them, never inside it.
 */
export interface Line {
  /** `origin` as in an invitation, `https://host[:port]`; `nonce` 32 random bytes. */
  open(origin: string, nonce: Uint8Array, events: LineEvents): OpenLine
}
