/** What tests of the log write, and disks that fail. */
import { entryIdOf, epochKey, type ChannelId } from '@ebb/protocol'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import type { Log, Write } from '../src/log/log.ts'
import { sha256 } from '../src/signatures.ts'
import { random } from './client.ts'

type Message = Extract<Write, { kind: 'message' }>
export const bucket = 1_800_003_600
export const message = (channel: ChannelId, body = random(200), of: { bucket?: number } = {}): Message => ({
  kind: 'message',
  channel,
  n: 0,
  id: entryIdOf(body, sha256),
  bucket,
  body,
  proven: true,
  ...of,
})
export const create = (channel: ChannelId): Write => ({ kind: 'create', channel, publicKey: epochKey(random(32)) })
export const readAll = (log: Log, channel: ChannelId) => log.read(channel, { from: 1, to: 1000, bytes: 1e9 })

/** A disk on which one function fails once its turn comes: without having done it, or after it was done. */
export function failing(
  name: keyof Disk,
  turn: number,
  of: { code: string; done: boolean },
): { disk: Disk; failed: () => boolean } {
  let calls = 0
  const real = nodeDisk[name] as (...args: unknown[]) => unknown
  const fail = (...args: unknown[]): unknown => {
    if (++calls !== turn) return real(...args)
    if (of.done) real(...args)
    throw Object.assign(new Error('injected'), { code: of.code })
  }
  return { disk: { ...nodeDisk, [name]: fail }, failed: () => calls >= turn }
}
