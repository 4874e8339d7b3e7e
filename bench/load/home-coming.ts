/** What one round of coming back is, and what came of it. */

export interface HomeComing {
  readonly port: number
  /** The server's data directory, with `people` and the keys of tickets. */
  readonly data: string
  readonly by: 'tickets' | 'signatures'
  /** Devices that come back in this round: so many from that one on. */
  readonly first: number
  readonly devices: number
  /** Conversations that each of them opens. */
  readonly opens: number
  /** How many are on their way at once. */
  readonly atOnce: number
}

export interface CameBack {
  /** From the first connection to the last answer. */
  readonly seconds: number
  /** From a device's connection to its last answer, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** So many devices, as many channels, and in each channel as many devices as a device has channels. */
export const channelOf = (device: number, place: number, all: number): number => (device + place * 2999) % all

/** Bytes of one record in `people`: account and device key. */
export const personSize = 64
/** Entries of each channel, each of so many bytes. */
export const [entriesEach, entrySize] = [17, 400]
