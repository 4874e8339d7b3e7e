/** Version 2 of channels.db kept blobs, among the bodies of their bucket. They have a store of their own now, and are moved there. */
import type { DatabaseSync } from 'node:sqlite'
import { channelId, entryId } from '@ebb/protocol'
import type { Buckets } from './buckets.ts'

export interface OldBlobs {
  /** Those that can still be read, one by one. */
  oldBlobs(): Iterable<{ readonly id: Uint8Array; readonly bucket: number; readonly body: Uint8Array }>
  /** They lie elsewhere now. */
  forgetOldBlobs(): void
}
type BlobRow = { id: Uint8Array; bucket: number; offset: number; size: number }

export function oldBlobs(db: DatabaseSync, buckets: Buckets): OldBlobs {
  const areThere = (): boolean => db.prepare("SELECT name FROM sqlite_schema WHERE name = 'blobs'").get() !== undefined
  return {
    *oldBlobs() {
      if (!areThere()) return
      for (const row of db.prepare('SELECT id, bucket, offset, size FROM blobs').all() as BlobRow[]) {
        const { id, bucket } = row
        // No entry has place 0, so no body of a channel was taken for a blob.
        const place = { ...row, id: entryId(id), form: 'sealed', nonce: { high: 0, low: 0 }, seq: 0 } as const
        const body = buckets.read(place, channelId(id))
        if (body !== undefined) yield { id, bucket, body }
      }
    },
    forgetOldBlobs() {
      if (areThere()) db.exec('DROP TABLE blobs')
    },
  }
}
