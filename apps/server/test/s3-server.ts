/**
 * A small S3 server for tests, stricter than most: every request is signed (SigV4, in the Authorization header), for
 * this region, lately, with the hash of its body. It fails in the ways in which stores and networks do, when told to.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** `error`: 500 and nothing done. `slow`: no answer. `cut`: half of the answer, or of reading the request, then the connection ends. `done, cut`: done, and the connection ends without an answer. */
export type Fault = 'error' | 'slow' | 'cut' | 'done, cut' | 'forbidden' | 'moved'

export interface S3Server {
  /** `http://127.0.0.1:PORT/BUCKET` */
  readonly url: string
  readonly objects: Map<string, Buffer>
  /** Methods and paths of everything that was asked. */
  readonly asked: string[]
  fault: (method: string, path: string) => Fault | undefined
  close(): Promise<void>
}

/** Names in one page of a list. */
const page = 10

export async function startS3(keys: S3Keys, bucket: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>()
  const asked: string[] = []
  const http = createServer((request, response) => void answer(request, response))
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const server: S3Server = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/${bucket}`,
    objects,
    asked,
    fault: () => undefined,
    async close() {
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
  }
  return server

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = request.url!.split('?')
    const method = request.method!
    asked.push(`${method} ${request.url}`)
    const fault = server.fault(method, path)
    if (fault === 'cut' && method === 'PUT') return void request.once('data', () => request.socket.destroy())
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    if (fault === 'slow') return
    if (fault === 'error') return send(response, 500, 'InternalError')
    if (fault === 'forbidden') return send(response, 403, 'AccessDenied')
    if (fault === 'moved') return send(response, 301, 'PermanentRedirect')
    const refused = judge(keys, { method, path, query, headers: request.headers, body })
    if (refused !== undefined) return send(response, ...refused)
    const [, named, ...rest] = path.split('/')
    if (named !== bucket) return send(response, 404, 'NoSuchBucket')
    const [status, content] = perform(method, rest.join('/'), { query: new URLSearchParams(query), body })
    if (fault === 'done, cut') return void request.socket.destroy()
    response.writeHead(status, { 'content-length': content.length })
    if (fault !== 'cut') return void response.end(content)
    response.write(content.subarray(0, content.length >> 1), () => request.socket.destroy())
  }

  function perform(method: string, name: string, of: { query: URLSearchParams; body: Buffer }): [number, Buffer] {
    if (name === '') return [200, Buffer.from(listed(of.query))]
    const there = objects.get(name)
    if (method === 'PUT') objects.set(name, of.body)
    if (method === 'DELETE') objects.delete(name)
    if (method === 'GET') return there === undefined ? [404, Buffer.from('<Code>NoSuchKey</Code>')] : [200, there]
    return [method === 'DELETE' ? 204 : 200, Buffer.alloc(0)]
  }

  function listed(query: URLSearchParams): string {
    const after = query.get('continuation-token') ?? ''
    const names = [...objects.keys()]
      .filter((name) => name.startsWith(query.get('prefix') ?? '') && name > after)
      .toSorted()
    const shown = names.slice(0, Math.min(page, Number(query.get('max-keys') ?? page)))
    const more = shown.length < names.length ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : ''
    const contents = shown.map((name) => `<Contents><Key>${name}</Key><Size>1</Size></Contents>`).join('')
    return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents}${more}</ListBucketResult>`
  }
}

const send = (response: ServerResponse, status: number, code: string): void =>
  void response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)

export interface Signed {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingMessage['headers']
  readonly body: Uint8Array
}

/** Undefined: it is signed as it must be. */
function judge(keys: S3Keys, request: Signed): [number, string] | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    )
  if (match === null) return [403, 'AccessDenied']
  const [, accessKeyId, day, region, names = '', signature] = match
  if (accessKeyId !== keys.accessKeyId) return [403, 'InvalidAccessKeyId']
  if (region !== keys.region) return [400, 'AuthorizationHeaderMalformed']
  const signed = names.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name)))
    return [403, 'AccessDenied']
  const date = String(request.headers['x-amz-date'])
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!date.startsWith(day!) || !(Math.abs(at - Date.now()) < 900_000)) return [403, 'RequestTimeTooSkewed']
  if (sha256(request.body) !== request.headers['x-amz-content-sha256']) return [400, 'XAmzContentSHA256Mismatch']
  return signature === signatureOf(keys, request, signed) ? undefined : [403, 'SignatureDoesNotMatch']
}

/** The signature that the holder of the secret makes, in hex. */
export function signatureOf(keys: S3Keys, request: Signed, signed: readonly string[]): string {
  const { method, path, query, headers } = request
  const date = String(headers['x-amz-date'])
  const scope = `${date.slice(0, 8)}/${keys.region}/s3/aws4_request`
  const canonical = [
    method,
    path,
    query.split('&').toSorted().join('&'),
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${keys.secretAccessKey}`)
  return hmac(key, toSign).toString('hex')
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
