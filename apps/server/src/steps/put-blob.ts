/**
 * Putting bytes under a random id: whoever knows it can have them. Touches the blobs' store only, and waits for it
 * beside the group commits of messages, not among them. Commit point: only what is durable is answered.
 */
import { isBucket, type Ask, type Limits } from '@ebb/protocol'
import { BlobsAway, BlobsFull, type AwayReason, type BlobStore } from '../blobs/blob-store.ts'
import type { Connection } from '../door/connection.ts'
import type { Quotas } from '../door/limits.ts'
import type { StepMetrics } from '../metrics.ts'

export interface PutBlobNeeds {
  readonly blobs: BlobStore
  readonly limits: Limits
  readonly quotas: Quotas
  readonly metrics: StepMetrics
  readonly now: () => number
  /** How the store does: undefined where it has just answered. */
  readonly blobsAre: (why: AwayReason | 'full' | undefined) => void
  readonly broken: (error: unknown) => void
}

export class PutBlob {
  readonly #needs: PutBlobNeeds
  /** Bytes under way: a client that sends faster than they become durable is told to wait, or they would fill the memory. */
  readonly #bytes = new WeakMap<Connection, number>()
  #allBytes = 0
  readonly #puts = new Set<Promise<void>>()

  constructor(needs: PutBlobNeeds) {
    this.#needs = needs
  }

  put(connection: Connection, ask: Extract<Ask, { kind: 'put-blob' }>): void {
    const { limits, now, quotas } = this.#needs
    const { req, bucket, body } = ask
    if (body.length > limits.blob) return connection.refuse(req, 'too-large')
    if (!isBucket(bucket, now(), limits.bucketAhead)) return connection.refuse(req, 'bad-bucket')
    const mine = this.#bytes.get(connection) ?? 0
    if (mine > 0 && mine + body.length > limits.blobBytesUnderWay) return connection.refuse(req, 'too-many')
    if (this.#allBytes + body.length > limits.allBlobBytesUnderWay) return connection.refuse(req, 'too-many')
    const most = limits.blobBytesPerHour
    if (!quotas.blobs.take(connection.session!.name, body.length, { most, now: now() }))
      return connection.refuse(req, 'too-many')
    this.#underWay(connection, body.length)
    const put = this.#put(connection, ask).finally(() => {
      this.#underWay(connection, -body.length)
      this.#puts.delete(put)
    })
    this.#puts.add(put)
  }

  /** Resolves when everything that was put is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#puts)
  }

  #underWay(connection: Connection, bytes: number): void {
    this.#bytes.set(connection, (this.#bytes.get(connection) ?? 0) + bytes)
    this.#allBytes += bytes
  }

  async #put(connection: Connection, { req, id, bucket, body }: Extract<Ask, { kind: 'put-blob' }>): Promise<void> {
    const { blobs, metrics, blobsAre, broken } = this.#needs
    try {
      const outcome = await blobs.put(id, bucket, body)
      blobsAre(undefined)
      metrics.putBlob.add(1, outcome)
      if (outcome === 'fresh') metrics.putBlobBytes.add(body.length)
      if (outcome === 'blob-exists') connection.refuse(req, outcome)
      else connection.done(req)
    } catch (error) {
      if (error instanceof BlobsFull) blobsAre('full')
      else if (error instanceof BlobsAway) blobsAre(error.why)
      else broken(error)
      metrics.putBlob.add(1, 'not-durable')
      connection.refuse(req, 'server-full')
    }
  }
}
