/** The command line of `ebb-server`. */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isLoopback, limits, parseDuration } from '@ebb/protocol'
import { backupUsage } from './backup/command.ts'
import { readS3Place, type S3Place } from './blobs/s3-place.ts'

export interface ServerArguments {
  readonly data: string
  readonly host: string
  readonly port: number
  readonly json: boolean
  readonly origin: string | undefined
  /** Seconds. */
  readonly ceiling: number
  /** Folder of the built phone app. */
  readonly app: string
  /** Undefined: blobs lie in files in the data directory. */
  readonly blobs: S3Place | undefined
  /** Processes that hold connections, beside the one that holds all else; 0: one process does both. */
  readonly workers: number
}

export const usage = `usage: ebb-server [--data DIR] [--listen HOST:PORT] [--origin https://HOST] [--ceiling 4w] [--app DIR] [--blobs files|s3:https://HOST/BUCKET?region=REGION] [--workers N] [--json]
       ebb-server doctor [--data DIR] [--origin https://HOST] [--json]
${backupUsage}`

/** The arguments, or one line that says what is wrong with them. */
export function readArguments(args: readonly string[]): ServerArguments | string {
  let values
  try {
    values = parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    return (error as Error).message
  }
  const at = /^(.+):(\d{1,5})$/.exec(values.listen)
  const port = Number(at?.[2])
  if (at === null || port > 65_535) return `--listen takes HOST:PORT, not ${values.listen}`
  const ceiling = parseDuration(values.ceiling)
  if (ceiling === undefined || ceiling > limits.ceiling)
    return `--ceiling takes a duration of at most 4w, such as 1d, not ${values.ceiling}`
  const { data, json, origin, app } = values
  if (origin !== undefined && !isOrigin(origin))
    return `--origin takes https://HOST in lower case, without a path, not ${origin}`
  const blobs = readS3Place(values.blobs)
  // What is wrong with it is not repeated: somebody may have written a secret into it.
  if (blobs === undefined && values.blobs !== 'files')
    return '--blobs takes files, or s3:https://HOST/BUCKET?region=REGION without credentials; plain http: only on this machine'
  const workers = Number(values.workers)
  if (!/^\d{1,2}$/.test(values.workers) || workers > 64)
    return `--workers takes a number of processes up to 64, not ${values.workers}`
  return { data, host: at[1]!.replace(/^\[|\]$/g, ''), port, json, origin, ceiling, app, blobs, workers }
}

/** What an invitation may name; plain http: only where it never leaves the machine. */
const isOrigin = (text: string): boolean =>
  isLoopback(text) || /^https:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[1-9]\d{0,4})?$/.test(text)

const options = {
  data: { type: 'string', default: './data' },
  listen: { type: 'string', default: '127.0.0.1:8080' },
  origin: { type: 'string' },
  ceiling: { type: 'string', default: '4w' },
  // Where a checkout builds it.
  app: { type: 'string', default: fileURLToPath(new URL('../../phone/dist', import.meta.url)) },
  blobs: { type: 'string', default: 'files' },
  workers: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
} as const
