/** What the benches of the log put into it. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { channelId, entryIdOf, epochKey, type ChannelId } from '@ebb/protocol'
import type { Log, Write } from '../apps/server/src/log/log.ts'
import { openSqliteLog } from '../apps/server/src/log/sqlite-log.ts'
import { sha256 } from '../apps/server/src/signatures.ts'

export const channels = 100
/** Bytes of a body. */
export const size = 400
/** Entries of one group commit, as the server's are under load, and between two checkpoints. */
export const group = 256
export const rest = 25_600
/** When they end. */
export const bucket = 1_900_000_800

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

export const open = (directory: string): Log => openSqliteLog({ directory, random })

/** An empty log with its channels. */
export async function begin(directory: string): Promise<{ log: Log; ids: readonly ChannelId[] }> {
  mkdirSync(directory, { recursive: true })
  const ids = Array.from({ length: channels }, () => channelId(random(16)))
  const log = open(directory)
  await log.write(ids.map((channel) => ({ kind: 'create', channel, publicKey: epochKey(random(32)) })))
  return { log, ids }
}

export function message(channel: ChannelId, ends = bucket): Write {
  const body = random(size)
  return { kind: 'message', channel, n: 0, id: entryIdOf(body, sha256), bucket: ends, body, proven: true }
}

export interface Stretch {
  /** Milliseconds of each group. */
  readonly groups: readonly number[]
  /** Milliseconds of all, with the checkpoint behind them. */
  readonly wall: number
  readonly cpu: number
}

/** `count` entries in groups, and a checkpoint. */
export async function stretch(log: Log, ids: readonly ChannelId[], count: number, ends = bucket): Promise<Stretch> {
  const groups: number[] = []
  let [wall, cpu] = [0, 0]
  const add = (took: { wall: number; cpu: number }): void => {
    wall += took.wall
    cpu += took.cpu
  }
  for (let done = 0; done < count; done += group) {
    const writes = Array.from({ length: Math.min(group, count - done) }, (_, i) =>
      message(ids[(done + i) % channels]!, ends),
    )
    const write = await timed(() => log.write(writes))
    groups.push(write.wall)
    add(write)
  }
  add(await timed(() => log.expire(0)))
  return { groups, wall, cpu }
}

/** Milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  await run()
  const used = process.cpuUsage(cpu)
  return { wall: performance.now() - begun, cpu: (used.user + used.system) / 1000 }
}
