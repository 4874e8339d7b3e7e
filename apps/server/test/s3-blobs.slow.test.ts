/** Blobs in an S3 store over a real connection: a server that checks every signature, and fails in all the ways it knows. */
import * as fs from 'node:fs'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hex, limits, sameBytes } from '@ebb/protocol'
import { blobPromises } from '../src/blobs/acceptance.ts'
import { BlobsAway, type BlobStore } from '../src/blobs/blob-store.ts'
import { openS3Blobs } from '../src/blobs/s3-blobs.ts'
import { s3Requests } from '../src/blobs/s3-requests.ts'
import { nodeDisk, type Disk } from '../src/log/disk.ts'
import { StartRefusal } from '../src/index.ts'
import { random } from './client.ts'
import { signatureOf, startS3, type Fault, type S3Server } from './s3-server.ts'

const keys = { accessKeyId: 'an-access-key', secretAccessKey: 'a-secret-that-nobody-logs', region: 'eu-test-1' }
let directory: string
let s3: S3Server
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ebb-s3-blobs-'))
  s3 = await startS3(keys, 'ebb')
})
afterEach(async () => {
  await s3.close()
  rmSync(directory, { recursive: true })
})
interface Otherwise {
  url?: string
  region?: string
  accessKeyId?: string
  secretAccessKey?: string
  disk?: Disk
  missing?: () => void
  timeout?: number
  directory?: string
}
const unbegun = (of: Otherwise = {}): BlobStore => {
  const { url, region, accessKeyId, secretAccessKey } = { url: s3.url, ...keys, ...of }
  const requests = s3Requests(
    { url, region },
    { accessKeyId, secretAccessKey },
    { timeout: of.timeout ?? 10_000, pauses: [10, 20] },
  )
  return openS3Blobs({
    directory: of.directory ?? directory,
    random,
    disk: of.disk ?? nodeDisk,
    missing: of.missing ?? (() => {}),
    requests,
  })
}
async function open(of: Otherwise = {}): Promise<BlobStore> {
  const store = unbegun(of)
  await store.begin()
  return store
}
const bucket = 1_800_003_600
/** The next so many requests of this method to an object fail. */
function failNext(count: number, fault: Fault, method: string): void {
  let left = count
  s3.fault = (asked, path) => (asked === method && path.split('/').length > 2 && left-- > 0 ? fault : undefined)
}

describe('S3 keeps the promises of the port', () => {
  for (const [name, run] of Object.entries(blobPromises))
    test(name, () => {
      const fill = (full: boolean): void =>
        void (s3.fault = (method) => (full && method === 'PUT' ? 'error' : undefined))
      return expect(run({ open: () => open(), fill })).resolves.toBeUndefined()
    })

  test('a full disk here, where a new bucket’s key would lie, acknowledges nothing', async () => {
    let full = false
    const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
      if (full) throw Object.assign(new Error('injected'), { code: 'ENOSPC' })
      return fs.writeSync(...args)
    }) as typeof fs.writeSync
    const store = await open({ disk: { ...nodeDisk, writeSync } })
    const before = s3.objects.size
    full = true
    await expect(store.put(random(16), bucket, random(9))).rejects.toMatchObject({ name: 'BlobsFull' })
    expect(s3.objects.size).toBe(before)
    full = false
    expect(await store.put(random(16), bucket, random(9))).toBe('fresh')
    await store.close()
  })
})

describe('the server of these tests', () => {
  test('makes the signature of the example in the documentation of S3', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
    }
    const example = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
    }
    const request = { method: 'GET', path: '/test.txt', query: '', headers, body: new Uint8Array() }
    expect(signatureOf(example, request, Object.keys(headers))).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })

  test('refuses what is not signed', async () => {
    expect((await fetch(`${s3.url}/x`, { method: 'PUT', body: 'y' })).status).toBe(403)
    expect((await fetch(`${s3.url}?list-type=2`)).status).toBe(403)
    expect(s3.objects.size).toBe(0)
  })
})

describe('a store does not begin, and says in one line what to do', () => {
  const cases: { [name: string]: { of?: () => Otherwise; fault?: Fault; line: RegExp } } = {
    'the secret is wrong': { of: () => ({ secretAccessKey: 'another' }), line: /refuses the credentials\. Check AWS_/ },
    'the access key is wrong': { of: () => ({ accessKeyId: 'another' }), line: /refuses the credentials\. Check AWS_/ },
    'the credentials may not write': {
      fault: 'forbidden',
      line: /refuses the credentials\. Check AWS_.*what they may do/,
    },
    'there is no such bucket': { of: () => ({ url: `${s3.url}x` }), line: /no such bucket\. Make it/ },
    'the region is wrong': { of: () => ({ region: 'us-east-1' }), line: /in another region.*Correct --blobs/ },
    'the bucket has moved': { fault: 'moved', line: /in another region.*Correct --blobs/ },
    'nothing listens there': {
      of: () => ({ url: 'http://127.0.0.1:9/ebb' }),
      line: /cannot be reached\. Check its address/,
    },
    'it does not answer': { fault: 'slow', line: /cannot be reached\. Check its address/ },
    'it answers with errors': { fault: 'error', line: /answers with errors\. Look after it/ },
  }
  for (const [name, { of, fault, line }] of Object.entries(cases))
    test(name, async () => {
      s3.fault = () => fault
      const store = unbegun({ timeout: fault === 'slow' ? 100 : 10_000, ...of?.() })
      const refusal: unknown = await store.begin().catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(StartRefusal)
      const { message } = refusal as StartRefusal
      expect(message).toMatch(line)
      for (const secret of [keys.secretAccessKey, keys.accessKeyId, '127.0.0.1']) expect(message).not.toContain(secret)
      await store.close()
    })
})

describe('faults on the way', () => {
  for (const fault of ['error', 'slow', 'cut', 'done, cut'] as const) {
    test(`a put meets “${fault}” twice, and is acknowledged at the third try; three times, and it is not`, async () => {
      const store = await open({ timeout: fault === 'slow' ? 3000 : 10_000 })
      const [id, body] = [random(16), random(300_000)]
      failNext(2, fault, 'PUT')
      expect(await store.put(id, bucket, body)).toBe('fresh')
      failNext(3, fault, 'PUT')
      const lost = random(16)
      await expect(store.put(lost, bucket, body)).rejects.toBeInstanceOf(BlobsAway)
      expect(await store.get(lost)).toBeUndefined()
      expect(await store.put(lost, bucket, body)).toBe('fresh')
      await store.close()
      const again = await open()
      for (const each of [id, lost]) expect(sameBytes((await again.get(each))!, body)).toBe(true)
      await again.close()
    })
  }
  for (const fault of ['error', 'slow', 'cut'] as const) {
    test(`a get meets “${fault}” twice and succeeds; three times, and it is away, not gone`, async () => {
      let missing = 0
      const store = await open({ timeout: fault === 'slow' ? 3000 : 10_000, missing: () => (missing += 1) })
      const [id, body] = [random(16), random(300_000)]
      await store.put(id, bucket, body)
      failNext(2, fault, 'GET')
      expect(sameBytes((await store.get(id))!, body)).toBe(true)
      failNext(3, fault, 'GET')
      const error: unknown = await store.get(id).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name: 'BlobsAway', why: fault === 'error' ? 'failing' : 'unreachable' })
      expect(JSON.stringify([String(error), error])).not.toMatch(/127\.0\.0\.1|secret|access/)
      expect(missing).toBe(0)
      await store.close()
    })
  }

  test('credentials that are taken back are named as the reason, and a check fails', async () => {
    const store = await open()
    s3.fault = () => 'forbidden'
    await expect(store.put(random(16), bucket, random(9))).rejects.toMatchObject({ why: 'credentials' })
    await expect(store.check()).rejects.toMatchObject({ why: 'credentials' })
    s3.fault = () => undefined
    await store.check()
    await store.close()
  })

  for (const [what, spoil] of Object.entries({
    gone: () => undefined,
    truncated: (object: Buffer) => object.subarray(0, object.length - 1),
    empty: () => Buffer.alloc(0),
    changed: (object: Buffer) => Buffer.from(object.map((byte, i) => (i === 5000 ? byte ^ 1 : byte))),
    'much larger': (object: Buffer) => Buffer.concat([object, Buffer.alloc(limits.blob)]),
  }))
    test(`an object that is ${what} is handed out as nothing, told of once, and put anew`, async () => {
      let missing = 0
      const store = await open({ missing: () => (missing += 1) })
      const [id, body] = [random(16), random(20_000)]
      await store.put(id, bucket, body)
      const [name] = s3.objects.keys()
      const after = spoil(s3.objects.get(name!)!)
      if (after === undefined) s3.objects.delete(name!)
      else s3.objects.set(name!, after)
      expect(await store.get(id)).toBeUndefined()
      expect(await store.get(id)).toBeUndefined()
      expect(missing).toBe(1)
      expect(await store.put(id, bucket, body)).toBe('fresh')
      expect(sameBytes((await store.get(id))!, body)).toBe(true)
      await store.close()
    })

  test('one object in the place of another is not handed out as it', async () => {
    const store = await open()
    const [a, b] = [random(16), random(16)]
    await store.put(a, bucket, random(500))
    await store.put(b, bucket, random(500))
    const [first, second] = [...s3.objects.keys()]
    s3.objects.set(first!, s3.objects.get(second!)!)
    expect([await store.get(a), await store.get(b)].filter((body) => body === undefined)).toHaveLength(1)
    await store.close()
  })
})

describe('what lies in the store', () => {
  test('is opaque: neither the content, nor ids or ends in names; keys lie here only', async () => {
    const store = await open()
    const [id, text] = [random(16), Buffer.from('what nobody but its reader reads '.repeat(100))]
    await store.put(id, bucket, text)
    const held = readFileSync(join(directory, 'bucket-keys'))
    for (const [name, object] of s3.objects) {
      expect(object.includes(text.subarray(0, 33))).toBe(false)
      for (const told of [hex(id), String(bucket), bucket.toString(16)]) expect(name).not.toContain(told)
      for (let at = 0; at < held.length; at += 64) {
        const key = held.subarray(at + 8, at + 40)
        if (key.some((byte) => byte !== 0)) expect(object.includes(key)).toBe(false)
      }
    }
    expect([...s3.objects.keys()].every((name) => /^[0-9a-f]{32}\/[0-9a-f]{32}\/[0-9a-f]{32}$/.test(name))).toBe(true)
    expect(readdirSync(directory)).toEqual(['bucket-keys'])
    await store.close()
  })

  test('goes after its end, also what no list in memory knows, and where the store is away, later', async () => {
    const store = await open()
    for (let i = 0; i < 25; i++) await store.put(random(16), bucket, random(50))
    const kept = random(16)
    await store.put(kept, bucket + 3600, random(50))
    failNext(3, 'done, cut', 'PUT')
    await expect(store.put(random(16), bucket, random(50))).rejects.toThrow()
    expect(s3.objects.size).toBe(27)
    s3.fault = () => 'error'
    expect(await store.expire(bucket)).toBe(1)
    expect(s3.objects.size).toBe(27)
    s3.fault = () => undefined
    await expect
      .poll(async () => {
        await store.expire(bucket)
        return s3.objects.size
      })
      .toBe(1)
    expect(await store.get(kept)).toHaveLength(50)
    await store.close()
  })

  test('of a bucket whose key is gone goes after the next start; what another server has there stays', async () => {
    const other = mkdtempSync(join(tmpdir(), 'ebb-s3-other-'))
    const [store, theirs] = [await open(), await open({ directory: other })]
    const id = random(16)
    await theirs.put(id, bucket, random(50))
    await store.put(random(16), bucket, random(50))
    // Killed between destroying the key and deleting the object.
    s3.fault = () => 'error'
    await store.expire(bucket)
    await store.close()
    s3.fault = () => undefined
    const again = await open()
    await expect
      .poll(async () => {
        await again.expire(bucket)
        return s3.objects.size
      })
      .toBe(1)
    expect(await theirs.get(id)).toHaveLength(50)
    await again.close()
    await theirs.close()
    rmSync(other, { recursive: true })
  })
})
