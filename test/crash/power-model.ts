/** What a log must hold after a loss of power, and what is done to it until then. */
import { join } from 'node:path'
import { channelId, entryIdOf, epochKey, sameBytes, type ChannelId, type EpochKey } from '@ebb/protocol'
import type { Disk } from '../../apps/server/src/log/disk.ts'
import { readAll } from '../../apps/server/src/log/disk.ts'
import type { Log, StoredEntry, Write } from '../../apps/server/src/log/log.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'
import { nameOf } from './wire-client.ts'

type Append = Exclude<Write, { kind: 'create' }>
interface Channel {
  readonly id: ChannelId
  n: number
  made: boolean
  /** By place, from 1. */
  readonly entries: Append[]
  /** Places that a start found forgotten. */
  readonly gone: Set<number>
}

const key = (fill: number): EpochKey => epochKey(new Uint8Array(32).fill(fill))
const [slotSize, slotCount] = [64, 4096]

/** Seconds for which what is left of an entry stays. */
export const tombstoneLife = 600

export class PowerModel {
  readonly problems: string[] = []
  acknowledged = 0
  /** Entries that starts found forgotten, in their time. */
  forgotten = 0
  readonly #random: () => number
  readonly #channels: readonly Channel[]
  #now = 1_800_000_000
  /** Until then everything has ended for sure, and until then it may have. */
  #expired = 0
  #expiring = 0
  /**
   * Batches that were under way when the power went, since the last that was acknowledged: one of them may be there, as a
   * whole. Also an earlier one that a start has not found: where two batches write the same bytes to a sector, what the
   * second left can complete the first. Nobody was told of either.
   */
  #underWay: (readonly Write[])[] = []

  constructor(random: () => number) {
    this.#random = random
    const fresh = (at: number): Channel => ({
      id: channelId(new Uint8Array(16).fill(at)),
      n: 0,
      made: false,
      entries: [],
      gone: new Set(),
    })
    this.#channels = [1, 2, 3].map(fresh)
  }

  /** What a start finds. */
  async look(log: Log, disk: Disk, directory: string): Promise<void> {
    const found = new Map<Channel, readonly StoredEntry[]>()
    for (const channel of this.#channels)
      found.set(channel, await log.read(channel.id, { from: 1, to: 1_000_000, bytes: 1e9 }))
    for (const [channel, entries] of found) {
      this.#compareAll(channel, entries)
      for (const [i, { seq }] of entries.entries())
        if (i > 0 && seq <= entries[i - 1]!.seq) this.problems.push(`place ${seq} after ${entries[i - 1]!.seq}`)
    }
    this.#adopt(found)
    for (const bucket of keptBuckets(disk, directory))
      if (bucket <= this.#expired) this.problems.push(`the key of an expired bucket is back`)
  }

  #compareAll({ entries: wanted, gone }: Channel, found: readonly StoredEntry[]): void {
    const places = new Map(found.map((entry) => [entry.seq, entry]))
    for (const [i, append] of wanted.entries()) {
      const [seq, entry] = [i + 1, places.get(i + 1)]
      if (entry !== undefined || append.bucket > this.#expiring - tombstoneLife) this.#compare(append, entry, seq)
      if (entry !== undefined && gone.has(seq)) this.problems.push(`what was forgotten is back at place ${seq}`)
      if (entry !== undefined || gone.has(seq)) continue
      gone.add(seq)
      this.forgotten += 1
    }
  }

  #compare(wanted: Append, entry: StoredEntry | undefined, seq: number): void {
    if (entry === undefined) return void this.problems.push(`lost: place ${seq}`)
    if (!sameBytes(entry.id, wanted.id)) this.problems.push(`another entry at place ${seq}`)
    const [mayBeGone, mustBeGone] = [wanted.bucket <= this.#expiring, wanted.bucket <= this.#expired]
    if (entry.body === null && !mayBeGone) this.problems.push(`lost: the body at place ${seq}`)
    if (entry.body !== null && mustBeGone) this.problems.push(`an expired body at place ${seq}`)
    if (entry.body !== null && !sameBytes(entry.body, wanted.body)) this.problems.push(`another body at place ${seq}`)
  }

  /** A batch that was under way: all of it or nothing. What is there now must stay. */
  #adopt(found: ReadonlyMap<Channel, readonly StoredEntry[]>): void {
    const more = [...found].flatMap(([channel, entries]) =>
      entries
        .filter(({ seq }) => seq > channel.entries.length)
        .map(({ id, seq }, i) => {
          if (seq !== channel.entries.length + 1 + i) this.problems.push(`a gap before place ${seq}`)
          return `${nameOf(channel.id)} ${nameOf(id)}`
        }),
    )
    if (more.length === 0) return
    const there = this.#underWay.find((batch) => {
      const wanted = batch.flatMap((write) =>
        write.kind === 'create' ? [] : [`${nameOf(write.channel)} ${nameOf(write.id)}`],
      )
      return wanted.toSorted().join() === more.toSorted().join()
    })
    if (there === undefined) return void this.problems.push(`${more.length} entries of no whole batch are there`)
    for (const write of there) this.#keep(write)
    this.#underWay = []
    for (const [channel, entries] of found) this.#compareAll(channel, entries)
    // Found is as good as acknowledged: a reader may have seen it.
    this.acknowledged += there.length
  }

  /** One thing that is done to a log; ends with PowerCut where the power goes. */
  async act(log: Log): Promise<void> {
    if (this.#random() < 0.15) {
      this.#now += 300
      this.#expiring = this.#now
      await log.expire(this.#now)
      this.#expired = this.#now
      return
    }
    const batch = this.#batch()
    this.#underWay.push(batch)
    const outcomes = await log.write(batch)
    this.#underWay = []
    for (const [i, write] of batch.entries()) {
      const outcome = outcomes[i]!
      if (typeof outcome === 'string' || !outcome.fresh) this.problems.push(`${write.kind} was answered otherwise`)
      const place = this.#keep(write)
      if (typeof outcome !== 'string' && outcome.seq !== place)
        this.problems.push(`place ${outcome.seq} was given instead of ${place}`)
    }
    this.acknowledged += batch.length
  }

  #batch(): Write[] {
    const writes: Write[] = []
    const epochs = new Map<Channel, number>()
    for (let i = 1 + Math.floor(this.#random() * 6); i > 0; i--) {
      const channel = this.#channels[Math.floor(this.#random() * this.#channels.length)]!
      if (!channel.made && !epochs.has(channel)) writes.push({ kind: 'create', channel: channel.id, publicKey: key(0) })
      const n = epochs.get(channel) ?? channel.n
      const size = [40, 400, 3000][Math.floor(this.#random() * 3)]!
      const body = Uint8Array.from({ length: size }, () => Math.floor(this.#random() * 256))
      const bucket = this.#now + 300 * (1 + Math.floor(this.#random() * 4))
      const append = { channel: channel.id, n, id: entryIdOf(body, sha256), bucket, body, proven: true }
      const ends = this.#random() < 0.1
      writes.push(ends ? { ...append, kind: 'commit', next: key(n + 1) } : { ...append, kind: 'message' })
      epochs.set(channel, ends ? n + 1 : n)
    }
    return writes
  }

  /** Returns its place; 0 for a channel. */
  #keep(write: Write): number {
    const channel = this.#channels.find(({ id }) => sameBytes(id, write.channel))!
    channel.made = true
    if (write.kind === 'create') return 0
    if (write.kind === 'commit') channel.n += 1
    return channel.entries.push(write)
  }
}

/** Whatever the first bytes of a slot say, whole or not. */
function keptBuckets(disk: Disk, directory: string): number[] {
  const fd = disk.openSync(join(directory, 'bucket-keys'), 'r+')
  const file = Buffer.from(readAll(disk, fd, slotSize * slotCount, 0)!)
  disk.closeSync(fd)
  const buckets = Array.from({ length: slotCount }, (_, slot) => Number(file.readBigUInt64BE(slot * slotSize)))
  return buckets.filter((bucket) => bucket > 0)
}
