/** What a socket tells the server of its connection. */
import type { Connection } from './connection.ts'

export interface Line {
  /** One binary WebSocket message. */
  receive(message: Uint8Array): void
  /** Bytes that are no binary message came. */
  malformed(): void
  /** The peer has sent what was queued. */
  drained(): void
  /** The peer is gone. */
  gone(): void
}

export interface BehindLines {
  readonly receive: (connection: Connection, message: Uint8Array) => void
  readonly failed: () => void
  readonly drained: (connection: Connection) => void
  readonly leave: (connection: Connection) => void
}

/** One for each connection, so it is small. */
export class CoreLine implements Line {
  readonly #behind: BehindLines
  readonly #connection: Connection

  constructor(behind: BehindLines, connection: Connection) {
    this.#behind = behind
    this.#connection = connection
  }

  receive(message: Uint8Array): void {
    try {
      this.#behind.receive(this.#connection, message)
    } catch {
      // A bug, met by one client's message: it must not take everybody's connection with it. What was thrown may
      // hold anything, so it is not logged.
      this.#behind.failed()
      this.#connection.end('malformed')
    }
  }

  malformed(): void {
    this.#connection.end('malformed')
  }

  drained(): void {
    this.#behind.drained(this.#connection)
  }

  gone(): void {
    this.#behind.leave(this.#connection)
  }
}
