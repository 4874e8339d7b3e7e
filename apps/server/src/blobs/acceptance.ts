/**
 * The acceptance suite of the port `BlobStore`: every adapter keeps these promises. No test framework in here, so that
 * a bench or a simulation can run it too.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { BlobsAway, BlobsFull, type BlobStore } from './blob-store.ts'

export interface BlobsUnderTest {
  /** Opens the store, the same one each time, and begins it; whoever had it open is closed or thought to be killed. */
  readonly open: () => Promise<BlobStore>
  /** From now on nothing can be written where the store's bytes lie; or it can again. */
  readonly fill: (full: boolean) => void
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
/** Any time will do. */
const bucket = 1_800_003_600
const later = bucket + 3600

/** Lengths in hex would tell little when two differ: whether they are the same is what counts. */
async function holds(store: BlobStore, id: Uint8Array, body: Uint8Array): Promise<boolean> {
  const got = await store.get(id)
  return got !== undefined && Buffer.compare(got, body) === 0
}

/** Each in turn, on a store of its own. */
export const blobPromises: { readonly [name: string]: (under: BlobsUnderTest) => Promise<void> } = {
  async 'what was put is got back, of every size, and an id that was never put is not there'({ open }) {
    const store = await open()
    for (const size of [0, 1, 300, 16_384, 16_385, 262_144, 1_048_576, 4_194_304]) {
      const [id, body] = [random(16), random(size)]
      assert.equal(await store.put(id, bucket, body), 'fresh')
      assert.ok(await holds(store, id, body), `${size} bytes`)
    }
    assert.equal(await store.get(random(16)), undefined)
    await store.close()
  },

  async 'the same again is the same, also with another bucket; other bytes under the id are refused'({ open }) {
    const store = await open()
    const [id, body] = [random(16), random(100_000)]
    const other = body.slice()
    other[99_999]! ^= 1
    assert.equal(await store.put(id, bucket, body), 'fresh')
    assert.equal(await store.put(id, bucket, body), 'same')
    assert.equal(await store.put(id, later, body), 'same')
    assert.equal(await store.put(id, bucket, other), 'blob-exists')
    assert.equal(await store.put(id, bucket, body.subarray(1)), 'blob-exists')
    assert.ok(await holds(store, id, body))
    await store.close()
  },

  async 'everything acknowledged is there after a kill, with many under way at once'({ open }) {
    const killed = await open()
    const blobs = Array.from({ length: 150 }, (_, i) => ({ id: random(16), body: random(1000 + i) }))
    const outcomes = await Promise.all(blobs.map(({ id, body }) => killed.put(id, bucket, body)))
    assert.deepEqual(new Set(outcomes), new Set(['fresh']))
    const again = await open()
    for (const { id, body } of blobs) {
      assert.ok(await holds(again, id, body))
      assert.equal(await again.put(id, bucket, body), 'same')
      assert.equal(await again.put(id, bucket, random(9)), 'blob-exists')
    }
    await again.close()
    await killed.close()
  },

  async 'of several puts for one id at once one wins, and the others hear it'({ open }) {
    const store = await open()
    const id = random(16)
    const bodies = [random(5000), random(5000), random(5000)]
    const outcomes = await Promise.all([...bodies, bodies[0]!].map((body) => store.put(id, bucket, body)))
    assert.deepEqual(outcomes, ['fresh', 'blob-exists', 'blob-exists', 'same'])
    assert.ok(await holds(store, id, bodies[0]!))
    await store.close()
  },

  async 'at its end a bucket is gone, in this run and the next; later ones are not'({ open }) {
    const store = await open()
    const [id, kept, body] = [random(16), random(16), random(20_000)]
    await store.put(id, bucket, body)
    await store.put(kept, later, body)
    assert.equal(await store.expire(bucket - 1), 0)
    assert.ok(await holds(store, id, body))
    assert.equal(await store.expire(bucket), 1)
    assert.equal(await store.get(id), undefined)
    assert.equal(await store.expire(bucket), 0)
    assert.ok(await holds(store, kept, body))
    // The id is free again: nothing remembers it.
    assert.equal(await store.put(id, later, random(7)), 'fresh')
    await store.close()
    const again = await open()
    assert.ok(await holds(again, kept, body))
    assert.equal((await again.get(id))?.length, 7)
    await again.close()
  },

  async 'what ends while it is being put or got is gone afterwards, and nothing fails'({ open }) {
    const store = await open()
    const ids = Array.from({ length: 8 }, () => random(16))
    await store.put(ids[0]!, bucket, random(100_000))
    const puts = ids.slice(1).map((id) => store.put(id, bucket, random(100_000)))
    const gets = ids.map((id) => store.get(id))
    await store.expire(bucket)
    assert.equal((await Promise.all(puts)).length, 7)
    await Promise.all(gets)
    await store.expire(bucket)
    for (const id of ids) assert.equal(await store.get(id), undefined)
    await store.close()
  },

  async 'without room nothing is acknowledged and what was there stays; with room it goes on'({ open, fill }) {
    const store = await open()
    const [id, body] = [random(16), random(70_000)]
    await store.put(id, bucket, body)
    const lost = [random(16), random(16), random(16)]
    fill(true)
    for (const [i, at] of [bucket, bucket, later].entries())
      await assert.rejects(
        store.put(lost[i]!, at, body),
        (error) => error instanceof BlobsFull || error instanceof BlobsAway,
      )
    fill(false)
    assert.ok(await holds(store, id, body))
    // Nobody was told of it, so other bytes may come under it as well.
    const others = random(70_001)
    for (const lostId of lost) assert.equal(await store.put(lostId, bucket, others), 'fresh')
    await store.close()
    const again = await open()
    for (const lostId of lost) assert.ok(await holds(again, lostId, others))
    assert.ok(await holds(again, id, body))
    await again.close()
  },

  async 'a store can be checked'({ open }) {
    const store = await open()
    await store.check()
    await store.close()
  },
}
