/** How the store of blobs stands in the core: opened, given what older versions kept elsewhere, and listened to. */
import { join } from 'node:path'
import { nodeDisk, type Disk } from '../log/disk.ts'
import type { OldBlobs } from '../log/old-blobs.ts'
import type { LogLines } from '../log-lines.ts'
import { isFull } from '../sqlite.ts'
import { StartRefusal } from '../start-refusal.ts'
import { fileInTurn, threadedFile } from './blob-file.ts'
import { BlobsAway, BlobsFull, type AwayReason, type BlobsTools, type BlobStore } from './blob-store.ts'
import { openFileBlobs } from './file-blobs.ts'

export interface BlobsConfig {
  /** The data directory. */
  readonly data: string
  readonly random: (length: number) => Uint8Array
  readonly disk?: Disk
  readonly blobs?: (tools: BlobsTools) => BlobStore
}

/** In files in the data directory, unless the configuration says otherwise. */
export function openBlobs({ data, random, disk, blobs }: BlobsConfig, missing: () => void): BlobStore {
  const tools = { directory: join(data, 'blobs'), random, disk: disk ?? nodeDisk, missing }
  return blobs?.(tools) ?? openFileBlobs({ ...tools, openFile: disk === undefined ? threadedFile : fileInTurn(disk) })
}

/** Reports in fault lanes: in files here, wherever the blobs are, and out of reach of whoever asks for a blob. */
export function openLanes({ data, random, disk }: BlobsConfig, missing: () => void): BlobStore {
  const tools = { directory: join(data, 'lanes'), random, disk: disk ?? nodeDisk, missing }
  return openFileBlobs({ ...tools, openFile: disk === undefined ? threadedFile : fileInTurn(disk) })
}

/** What an older version kept among the entries is put here; a crash before the end does it again. Throws StartRefusal. */
export async function moveOldBlobs(from: OldBlobs, to: BlobStore, now: number): Promise<void> {
  try {
    for (const { id, bucket, body } of from.oldBlobs()) if (bucket > now) await to.put(id, bucket, body)
    from.forgetOldBlobs()
  } catch (error) {
    if (isFull(error) || error instanceof BlobsFull)
      throw new StartRefusal('The disk is full. Make room and start again.')
    if (error instanceof BlobsAway) throw new StartRefusal('The store of --blobs fails. Look after it and start again.')
    throw error
  }
}

/** Says in the log, once, that blobs cannot be kept or read, and that they can again. */
export function blobRoom(say: LogLines) {
  let trouble: AwayReason | 'full' | undefined
  return {
    /** Undefined: the store has just answered. */
    are: (why: AwayReason | 'full' | undefined): void => {
      if (why === trouble) return
      trouble = why
      if (why === undefined) say('blobs-back', {})
      else say('blobs-away', { why })
    },
    full: () => trouble === 'full',
  }
}
