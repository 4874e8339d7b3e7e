/**
 * The port `BlobStore`: bytes on their own under random ids, each until its bucket ends. It has no word for an account,
 * a device, a channel or a time of arrival, so no adapter can store whose a blob is.
 *
 * What lies at rest is encrypted under the key of its bucket, and that key lies in one slot on this machine's disk
 * (log/key-slots.ts), wherever the bytes are. Nothing at rest says in which order blobs came, beyond what the adapter's
 * head comment admits.
 *
 * Every adapter passes `acceptance.ts`.
 */
import type { Disk } from '../log/disk.ts'

export type PutOutcome = 'fresh' | 'same' | 'blob-exists'

/** The disk had no room; the blob is not there, and the store goes on. */
export class BlobsFull extends Error {
  override readonly name = 'BlobsFull'
}

/** The store did not answer, or answered what it should not: whether the blob is there is not known, and the store goes on. */
export class BlobsAway extends Error {
  override readonly name = 'BlobsAway'
  readonly why: AwayReason
  constructor(why: AwayReason) {
    super(why)
    this.why = why
  }
}
export type AwayReason = 'unreachable' | 'credentials' | 'no-bucket' | 'elsewhere' | 'failing'

/** What every adapter needs of its surroundings. */
export interface BlobsTools {
  /** On this machine, made if it is not there: the keys lie here, wherever the bytes are. */
  readonly directory: string
  readonly random: (length: number) => Uint8Array
  readonly disk: Disk
  /** A blob that should be there is lost or damaged: it counts as ended. Told once for a bucket. */
  readonly missing: () => void
}

export interface BlobStore {
  /** Called once, before anything else: finds what is there. Throws StartRefusal, with the line for the operator. */
  begin(): Promise<void>
  /**
   * Puts `body` (0 to 4,194,304 bytes) under `id` (16 random bytes) until `bucket` (seconds since 1970). Promises: when
   * it resolves with `fresh`, the blob survives a loss of power. `same`: these bytes were there already, whatever
   * bucket they end with; `blob-exists`: other bytes are there. When it rejects, nothing was acknowledged: the blob may
   * be there or not, never in part, and the same or other bytes may be put again. Many calls may be under way at once,
   * and share what makes them durable; those for one id take effect in the order of the calls, and so does a `get`.
   */
  put(id: Uint8Array, bucket: number, body: Uint8Array): Promise<PutOutcome>
  /** The bytes under this id. Undefined: never there, ended, lost, or not the bytes that were put. */
  get(id: Uint8Array): Promise<Uint8Array | undefined>
  /**
   * Destroys what ended at or before `now` (seconds since 1970) and returns how many buckets that were: when it
   * resolves, `get` finds none of it, and no bytes on this machine's disk open what is left of it anywhere.
   */
  expire(now: number): Promise<number>
  /** Rejects unless the store answers. */
  check(): Promise<void>
  close(): Promise<void>
}

/** What is done under one id waits for what was begun under it before. */
export interface Turns {
  take<T>(id: string, run: () => Promise<T>): Promise<T>
  /** Resolves when what is under way under this id is over. */
  over(id: string): Promise<unknown>
}

export function turns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  const over = (id: string): Promise<unknown> => last.get(id) ?? Promise.resolve()
  return {
    over,
    async take(id, run) {
      const mine = over(id).then(run)
      const heard = mine.catch(() => undefined)
      last.set(id, heard)
      try {
        return await mine
      } finally {
        if (last.get(id) === heard) last.delete(id)
      }
    },
  }
}

export const idKey = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')
