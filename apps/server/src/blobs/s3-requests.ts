/**
 * The four requests that a store of blobs makes of S3: put, get, delete and list, each signed, bounded in time, and
 * made again a few times where the store may do better next time. What is thrown is `BlobsAway`, and never holds what a
 * request or an answer held.
 */
import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { BlobsAway, type AwayReason } from './blob-store.ts'
import type { S3Credentials, S3Place } from './s3-place.ts'

export interface S3Requests {
  /** Resolves when the store has answered that it keeps the object. */
  put(name: string, body: Uint8Array): Promise<void>
  /** Undefined: there is no such object, or it has more than `most` bytes. */
  get(name: string, most: number): Promise<Uint8Array | undefined>
  remove(name: string): Promise<void>
  /** Names that begin with `prefix`, all of them page by page, or at most `most`. */
  list(prefix: string, most?: number): AsyncIterable<readonly string[]>
}

export interface S3Patience {
  /** Milliseconds for one request, its answer included. */
  readonly timeout: number
  /** Milliseconds to wait before each further try; as many as there are. */
  readonly pauses: readonly number[]
}

export function s3Requests(place: S3Place, credentials: S3Credentials, patience: S3Patience): S3Requests {
  const { url, region } = place
  const turn = gate(atOnce)
  const signer = new AwsClient({ ...credentials, service: 's3', region, retries: 0 })

  /** The answer's status and body; undefined where the object is not there. */
  async function ask(
    method: string,
    path: string,
    of: { body?: Uint8Array; most: number },
  ): Promise<Uint8Array | undefined> {
    for (let tries = 0; ; tries++) {
      const answer = await turn(() => once(method, path, of))
      if (typeof answer !== 'string') return answer.body
      const pause = patience.pauses[tries]
      if (pause === undefined || !(answer === 'unreachable' || answer === 'failing')) throw new BlobsAway(answer)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  async function once(
    method: string,
    path: string,
    { body, most }: { body?: Uint8Array; most: number },
  ): Promise<{ body: Uint8Array | undefined } | AwayReason> {
    const signal = AbortSignal.timeout(patience.timeout)
    // With its hash signed, a body that changes on the way is refused.
    const hash = createHash('sha256')
      .update(body ?? new Uint8Array())
      .digest('hex')
    try {
      const request = await signer.sign(`${url}${path}`, {
        method,
        headers: { 'x-amz-content-sha256': hash },
        ...(body !== undefined && { body: body as BodyInit }),
      })
      const response = await fetch(request, { signal, redirect: 'manual' })
      const { status } = response
      const content = await bounded(response, most)
      if (status >= 200 && status < 300) return { body: content }
      const why = reasonFor(status, content)
      return why === 'no-object' ? { body: undefined } : why
    } catch {
      return 'unreachable'
    }
  }

  const remove = async (name: string): Promise<void> => void (await ask('DELETE', `/${name}`, { most: longestError }))
  return {
    async put(name, body) {
      const kept = await ask('PUT', `/${name}`, { body, most: longestError })
      if (kept === undefined) throw new BlobsAway('no-bucket')
    },
    get: (name, most) => ask('GET', `/${name}`, { most }),
    remove,
    async *list(prefix, most) {
      for (let token: string | undefined = ''; token !== undefined;) {
        const query: string = [
          ...(token === '' ? [] : [`continuation-token=${encodeURIComponent(token)}`]),
          'list-type=2',
          ...(most === undefined ? [] : [`max-keys=${most}`]),
          `prefix=${encodeURIComponent(prefix)}`,
        ].join('&')
        const answer = await ask('GET', `?${query}`, { most: longestList })
        const text = Buffer.from(answer ?? []).toString('utf8')
        if (answer === undefined) throw new BlobsAway('no-bucket')
        if (!text.includes('<ListBucketResult')) throw new BlobsAway('failing')
        yield [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => match[1]!)
        token =
          most === undefined ? /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(text)?.[1] : undefined
      }
    },
  }
}

/** Requests under way at once; the time of one runs from its turn. */
const atOnce = 16
const longestError = 65_536
/** A thousand names of at most a hundred bytes, and much around each. */
const longestList = 4_194_304

function reasonFor(status: number, content: Uint8Array | undefined): AwayReason | 'no-object' {
  const says = (code: string): boolean => content !== undefined && Buffer.from(content).includes(code)
  // "AuthorizationHeaderMalformed": it was signed for another region.
  if (status === 400 && says('AuthorizationHeaderMalformed')) return 'elsewhere'
  if (status >= 300 && status < 400) return 'elsewhere'
  if (status === 401 || status === 403) return 'credentials'
  if (status !== 404) return 'failing'
  return says('NoSuchBucket') ? 'no-bucket' : 'no-object'
}

/** Undefined where there is more; a body that ends before its length rejects. */
async function bounded(response: Response, most: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > most) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Lets so many run at once; the others wait in their order. */
function gate(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= most) await new Promise<void>((mine) => waiting.push(mine))
    else running += 1
    try {
      return await run()
    } finally {
      // Its place goes to the next one in line.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
