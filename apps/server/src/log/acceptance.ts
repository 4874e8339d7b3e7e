/**
 * The acceptance suite of the port `Log`: every adapter keeps these promises. No test framework in here, so that a
 * bench or a simulation can run it too.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { channelId, entryIdOf, epochKey, limits, type ChannelId } from '@ebb/protocol'
import { sha256 } from '../signatures.ts'
import type { Log, StoredEntry, Write, WriteOutcome } from './log.ts'

export interface LogUnderTest {
  /** Opens the log, the same one each time; whoever opened it before has closed it or is thought to have crashed. */
  readonly open: () => Promise<Log>
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const anyKey = () => epochKey(random(32))
/** Any time will do; buckets end an hour later. */
const now = 1_800_000_000
const bucket = now + 3600

const create = (channel: ChannelId, publicKey = anyKey()): Write => ({ kind: 'create', channel, publicKey })
function message(
  channel: ChannelId,
  of: Partial<Extract<Write, { kind: 'message' }>> = {},
): Extract<Write, { kind: 'message' }> {
  const body = of.body ?? random(200)
  return { kind: 'message', channel, n: 0, id: entryIdOf(body, sha256), bucket, body, proven: true, ...of }
}
const commit = (channel: ChannelId, n = 0): Extract<Write, { kind: 'commit' }> => ({
  ...message(channel, { n }),
  kind: 'commit',
  next: anyKey(),
})
const places = (outcomes: readonly WriteOutcome[]): (number | string)[] =>
  outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : outcome.seq))
const readAll = (log: Log, channel: ChannelId, from = 1, to = 1_000_000): Promise<readonly StoredEntry[]> =>
  log.read(channel, { from, to, bytes: 1e9 })

/** Each in turn, on a log of its own. */
export const logPromises: { readonly [name: string]: (under: LogUnderTest) => Promise<void> } = {
  async 'places are given in the order of the batch, from 1, for each channel'({ open }) {
    const log = await open()
    const [a, b] = [channelId(random(16)), channelId(random(16))]
    const outcomes = await log.write([create(a), create(b), message(a), message(b), message(a), message(a)])
    assert.deepEqual(places(outcomes), [0, 0, 1, 1, 2, 3])
    assert.deepEqual(places(await log.write([message(a), message(b)])), [4, 2])
    await log.close()
  },

  async 'what was written is read back: all fields, in order, from any place'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    const writes = [message(a), message(a, { body: random(70_000) }), commit(a), message(a, { n: 1 })]
    await log.write([create(a), ...writes])
    const entries = await readAll(log, a)
    for (const [i, write] of writes.entries()) {
      const next = write.kind === 'commit' ? write.next : null
      const wanted = { seq: i + 1, id: write.id, kind: write.kind, bucket, body: write.body, next }
      assert.deepEqual(plain(entries[i]!), plain(wanted))
    }
    assert.deepEqual(
      (await readAll(log, a, 2, 3)).map((entry) => entry.seq),
      [2, 3],
    )
    assert.deepEqual(await readAll(log, channelId(random(16))), [])
    await log.close()
  },

  async 'a read stops when its bytes are reached, after one entry at least'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    await log.write([create(a), ...Array.from({ length: 10 }, () => message(a, { body: random(1000) }))])
    assert.equal((await log.read(a, { from: 1, to: 10, bytes: 1 })).length, 1)
    assert.equal((await log.read(a, { from: 1, to: 10, bytes: 2500 })).length, 3)
    await log.close()
  },

  async 'a repeat gets its old place, before anything is said about epochs or proofs'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    const first = message(a)
    await log.write([create(a), first, commit(a)])
    assert.deepEqual(await log.write([first, { ...first, proven: false }, { ...first, n: 7 }]), [
      { seq: 1, fresh: false },
      { seq: 1, fresh: false },
      { seq: 1, fresh: false },
    ])
    const twice = message(a, { n: 1 })
    assert.deepEqual(places(await log.write([twice, twice])), [3, 3])
    await log.close()
  },

  async 'of two commits in one epoch one is stale, and so is every later append to it'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    const outcomes = await log.write([create(a), message(a), commit(a), commit(a), message(a), message(a, { n: 1 })])
    assert.deepEqual(places(outcomes), [0, 1, 2, 'stale', 'stale', 3])
    await log.close()
  },

  async 'refusals: unknown channel, an epoch that never was, a missing proof, another creation'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    const publicKey = anyKey()
    const outcomes = await log.write([
      message(a),
      create(a, publicKey),
      message(a, { n: 1 }),
      message(a, { proven: false }),
      create(a),
      create(a, publicKey),
    ])
    assert.deepEqual(places(outcomes), ['unknown-channel', 0, 'wrong-epoch', 'not-open', 'channel-exists', 0])
    await log.close()
  },

  async 'an epoch tells its key, its first place and the commit that ended it'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    const publicKey = anyKey()
    const ends = commit(a)
    await log.write([create(a, publicKey), message(a), ends, message(a, { n: 1 })])
    assert.deepEqual(plain(await log.epoch(a, 0)), plain({ publicKey, first: 1, last: 2, newest: 3 }))
    assert.deepEqual(plain(await log.epoch(a, 1)), plain({ publicKey: ends.next, first: 3, last: null, newest: 3 }))
    assert.equal(await log.epoch(a, 2), 'wrong-epoch')
    assert.equal(await log.epoch(channelId(random(16)), 0), 'unknown-channel')
    await log.close()
  },

  async 'everything acknowledged is there after a crash'({ open }) {
    const crashed = await open()
    const a = channelId(random(16))
    await crashed.write([create(a), message(a), commit(a)])
    await crashed.write([message(a, { n: 1 })])
    await crashed.close()
    const log = await open()
    assert.equal((await readAll(log, a)).filter((entry) => entry.body !== null).length, 3)
    assert.deepEqual(places(await log.write([message(a, { n: 1 })])), [4])
    await log.close()
  },

  async 'what ended is expired: (seq, id, kind) stays, bodies of later buckets too, and its id is still a repeat'({
    open,
  }) {
    const log = await open()
    const a = channelId(random(16))
    const first = message(a)
    await log.write([create(a), first, message(a, { bucket: bucket + 3600 })])
    assert.deepEqual((await log.expire(bucket - 1)).buckets, 0)
    assert.deepEqual((await log.expire(bucket)).buckets, 1)
    const [gone, kept] = await readAll(log, a)
    assert.deepEqual(plain(gone!), plain({ seq: 1, id: first.id, kind: 'message', bucket, body: null, next: null }))
    assert.notEqual(kept!.body, null)
    assert.deepEqual(await log.write([first]), [{ seq: 1, fresh: false }])
    await log.close()
  },

  async 'rows go a tombstone life after their bucket, and places are never given twice'({ open }) {
    const log = await open()
    const a = channelId(random(16))
    await log.write([create(a), message(a), message(a)])
    assert.equal((await log.expire(bucket + limits.tombstoneLife - 1)).rows, 0)
    assert.equal((await log.expire(bucket + limits.tombstoneLife)).rows, 2)
    assert.deepEqual(await readAll(log, a), [])
    await log.close()
    const again = await open()
    assert.deepEqual(places(await again.write([message(a)])), [3])
    await again.close()
  },

  async 'a closed log can be opened and checked'({ open }) {
    await (await open()).close()
    const log = await open()
    await log.check()
    await log.close()
  },
}

/** Buffers and arrays with the same bytes are the same. */
function plain(value: object | string): unknown {
  if (typeof value === 'string') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, v]) => [name, v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v]),
  )
}
