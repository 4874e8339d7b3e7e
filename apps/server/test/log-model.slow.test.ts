/**
 * The log beside a model of it: any writes, repeats, ends, failures of the disk and restarts, in any order. What the model
 * says was accepted is there, in its order and with its bytes, and nothing else.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelId, entryIdOf, epochKey, limits, type ChannelId, type EpochKey } from '@ebb/protocol'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { decodeHeads, headsOf } from '../src/log/heads.ts'
import { LogFull, type Log, type StoredEntry, type Write, type WriteOutcome } from '../src/log/log.ts'
import { openSqliteLog } from '../src/log/sqlite-log.ts'
import { sha256 } from '../src/signatures.ts'
import { random } from './client.ts'

const begin = 1_800_000_000
const hour = 3600

interface Model {
  readonly channels: Map<number, { n: number; entries: Map<number, StoredEntry>; last: number }>
  now: number
}
const channel = (number: number): ChannelId => channelId(new Uint8Array(16).fill(number))
const key = (number: number): EpochKey => epochKey(new Uint8Array(32).fill(number))

type Judged = { readonly outcome: WriteOutcome; readonly entry?: StoredEntry }
function judge(model: Model, write: Write): Judged {
  const of = model.channels.get(write.channel[0]!)
  if (write.kind === 'create') return { outcome: of === undefined ? { seq: 0, fresh: true } : { seq: 0, fresh: false } }
  if (of === undefined) return { outcome: 'unknown-channel' }
  const repeat = [...of.entries.values()].find(({ id }) => Buffer.compare(id, write.id) === 0)
  if (repeat !== undefined) return { outcome: { seq: repeat.seq, fresh: false } }
  if (write.n !== of.n) return { outcome: write.n < of.n ? 'stale' : 'wrong-epoch' }
  if (!write.proven) return { outcome: 'not-open' }
  const { id, kind, bucket, body } = write
  const next = write.kind === 'commit' ? write.next : null
  return { outcome: { seq: of.last + 1, fresh: true }, entry: { seq: of.last + 1, id, kind, bucket, body, next } }
}

function apply(model: Model, write: Write): WriteOutcome {
  const { outcome, entry } = judge(model, write)
  const at = write.channel[0]!
  if (write.kind === 'create' && typeof outcome === 'object' && outcome.fresh)
    model.channels.set(at, { n: 0, entries: new Map(), last: 0 })
  if (entry === undefined) return outcome
  const of = model.channels.get(at)!
  of.entries.set(entry.seq, entry)
  of.last = entry.seq
  if (entry.kind === 'commit') of.n += 1
  return outcome
}

/** What has ended, and what has been so for a tombstone's life. */
function end(model: Model): void {
  for (const { entries } of model.channels.values())
    for (const [seq, entry] of entries) {
      if (entry.bucket <= model.now) entries.set(seq, { ...entry, body: null })
      if (entry.bucket <= model.now - limits.tombstoneLife) entries.delete(seq)
    }
}

const write = fc.record({
  kind: fc.constantFrom('create', 'message', 'message', 'message', 'message', 'commit'),
  channel: fc.integer({ min: 1, max: 4 }),
  text: fc.integer({ min: 0, max: 60 }),
  size: fc.constantFrom(1, 15, 16, 17, 400, 3000, 70_000),
  life: fc.integer({ min: 1, max: 5 }),
  epoch: fc.constantFrom(0, 0, 0, 0, 0, 0, -1, 1),
  proven: fc.constantFrom(true, true, true, true, false),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('write' as const), writes: fc.array(write, { maxLength: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('fail' as const),
      writes: fc.array(write, { minLength: 1, maxLength: 12 }),
      call: fc.constantFrom('writeSync' as const, 'fdatasyncSync' as const),
      turn: fc.integer({ min: 1, max: 2 }),
      done: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.constantFrom(1, 2, 24 * 29, 24 * 31) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type Made = typeof write extends fc.Arbitrary<infer T> ? T : never

function madeOf(model: Model, of: Made): Write {
  const body = new Uint8Array(of.size).fill(of.text)
  const n = Math.max(0, (model.channels.get(of.channel)?.n ?? 0) + of.epoch)
  const bucket = model.now + of.life * hour
  const entry = { channel: channel(of.channel), n, id: entryIdOf(body, sha256), bucket, body, proven: of.proven }
  if (of.kind === 'create') return { kind: 'create', channel: entry.channel, publicKey: key(of.channel) }
  return of.kind === 'commit' ? { kind: 'commit', next: key(n + 1), ...entry } : { kind: 'message', ...entry }
}

class Stand {
  readonly directory = mkdtempSync(join(tmpdir(), 'ebb-log-model-'))
  readonly model: Model = { channels: new Map(), now: begin }
  #failure: { call: string; turn: number; done: boolean } | undefined
  failures = 0
  log: Log = this.#open()

  #open(): Log {
    const disk: Disk = { ...nodeDisk }
    for (const call of ['writeSync', 'fdatasyncSync'] as const) {
      const real = nodeDisk[call] as (...args: unknown[]) => unknown
      Object.assign(disk, {
        [call]: (...args: unknown[]) => {
          if (this.#failure?.call !== call || --this.#failure.turn > 0) return real(...args)
          if (this.#failure.done) real(...args)
          this.#failure = undefined
          throw Object.assign(new Error('injected'), { code: 'ENOSPC' })
        },
      })
    }
    return openSqliteLog({ directory: this.directory, random, disk, pruned: 3 })
  }

  async do(of: Step): Promise<void> {
    if (of.does === 'restart') {
      await this.log.close()
      this.log = this.#open()
    } else if (of.does === 'wait') {
      this.model.now += of.hours * hour
      for (let rows = -1; rows !== 0;) rows = (await this.log.expire(this.model.now)).rows
      end(this.model)
    } else await this.#write(of)
  }

  async #write(of: Extract<Step, { writes: unknown }>): Promise<void> {
    const tried = structuredClone(this.model)
    const writes: Write[] = []
    const wanted: WriteOutcome[] = []
    for (const made of of.writes) {
      const next = madeOf(tried, made)
      writes.push(next)
      wanted.push(apply(tried, next))
    }
    this.#failure = of.does === 'fail' ? { ...of } : undefined
    try {
      assert.deepEqual(await this.log.write(writes), wanted)
      for (const [at, state] of tried.channels) this.model.channels.set(at, state)
    } catch (error) {
      if (!(error instanceof LogFull)) throw error
      this.failures += 1
    }
    this.#failure = undefined
  }

  async compare(): Promise<void> {
    for (const [number, { entries, last, n }] of this.model.channels) {
      const found = await this.log.read(channel(number), { from: 1, to: last + 5, bytes: 1e9 })
      assert.deepEqual(found.map(plain), [...entries.values()].toSorted((a, b) => a.seq - b.seq).map(plain))
      const epoch = await this.log.epoch(channel(number), n)
      assert.equal(typeof epoch === 'object' && epoch.newest, last)
    }
  }

  /** What lies in the database is what the model has, whose time is over and gone too. */
  compareDisk(): void {
    const db = new DatabaseSync(join(this.directory, 'channels.db'), { readOnly: true })
    const rows = db.prepare('SELECT heads FROM batches').all()
    db.close()
    const sections = rows.map((row) => decodeHeads(row['heads'] as Uint8Array)!)
    assert.ok(sections.every((all) => all.length > 0))
    const heads = sections.flat().reduce((sum, section) => sum + [...headsOf(section)].length, 0)
    assert.equal(
      heads,
      [...this.model.channels.values()].reduce((sum, { entries }) => sum + entries.size, 0),
    )
  }
}

const plain = ({ id, body, next, ...entry }: StoredEntry) => ({
  ...entry,
  id: Buffer.from(id).toString('hex'),
  body: body === null ? null : `${body.length} of ${body[0]}`,
  next: next?.[0] ?? null,
})

test('it holds what was accepted, and nothing else, through failures, ends and restarts', async () => {
  let failures = 0
  let gone = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const stand = new Stand()
      try {
        for (const made of [1, 2, 3]) await stand.do({ does: 'write', writes: [creation(made)] })
        for (const of of steps) {
          await stand.do(of)
          await stand.compare()
        }
        stand.compareDisk()
        failures += stand.failures
        for (const { entries, last } of stand.model.channels.values()) gone += last - entries.size
      } finally {
        await stand.log.close()
        rmSync(stand.directory, { recursive: true })
      }
    }),
    { numRuns: 60 },
  )
  expect(failures).toBeGreaterThan(20)
  expect(gone).toBeGreaterThan(20)
}, 120_000)

const creation = (number: number): Made => ({
  kind: 'create',
  channel: number,
  text: 0,
  size: 1,
  life: 1,
  epoch: 0,
  proven: true,
})
