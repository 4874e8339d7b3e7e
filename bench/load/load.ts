/** What one run of load is, and what came of it. The same for every server that is driven. */

export interface Load {
  /** Who is driven. */
  readonly target: 'ebb' | 'mosquitto' | 'ejabberd' | 'prosody'
  readonly port: number
  /** Ebb's first invitation. */
  readonly invite: string | null
  /** Lines that send and read; two of them share a channel, or all one. */
  readonly lines: number
  readonly channels: number
  /** Only so many lines send; all others read. */
  readonly senders: number
  /** Bytes of a message. */
  readonly size: number
  /** Messages of one line that are not acknowledged yet. With a `rate` it says nothing. */
  readonly window: number
  /** Messages a second, of all lines together; null: as many as the window lets through. */
  readonly rate: number | null
  /** With a `rate`: seconds in which, before all else, as many are sent as the window lets through, so that everything is compiled. */
  readonly rush?: number
  /** Seconds before it is measured, and while it is. */
  readonly warm: number
  readonly seconds: number
}

/** Of the time in which it was measured. */
export interface Measured {
  readonly seconds: number
  readonly sent: number
  readonly acknowledged: number
  readonly delivered: number
  /** Milliseconds from when it should have been sent to where it was read. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

/** One line of a generator to whoever is driven. */
export interface LoadLine {
  /** Sends so many messages at once, each with this stamp in its first 8 bytes. */
  send(count: number, stamp: number): void
}

export interface Heard {
  acknowledged(line: LoadLine, count: number): void
  delivered(stamp: number): void
}
