/**
 * Step 9, expire: what has ended is destroyed. Deletes only. Runs once a second: keys and files of ended buckets at
 * once, rows little by little, letters and invitations at the hour.
 */
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Log } from '../log/log.ts'
import type { LogLines } from '../log-lines.ts'
import type { StepMetrics } from '../metrics.ts'

export interface ExpireNeeds {
  readonly log: Log
  readonly blobs: BlobStore
  readonly lanes: BlobStore
  /** Removes letters and invitations that have ended. */
  readonly sweepAccounts: (now: number) => void
  readonly metrics: StepMetrics
  readonly say: LogLines
}

export class Expire {
  readonly #needs: ExpireNeeds
  #sweptHour = 0

  constructor(needs: ExpireNeeds) {
    this.#needs = needs
  }

  /** `now` in seconds since 1970. */
  async run(now: number): Promise<void> {
    const { log, blobs, lanes, metrics, say } = this.#needs
    const entries = await log.expire(now)
    const buckets = entries.buckets + (await blobs.expire(now)) + (await lanes.expire(now))
    const { rows } = entries
    metrics.expire.add(buckets)
    metrics.pruned.add(rows)
    if (buckets > 0) say('expire', { buckets, rows })
    const hour = Math.floor(now / 3600)
    if (hour === this.#sweptHour) return
    this.#sweptHour = hour
    this.#needs.sweepAccounts(now)
  }
}
