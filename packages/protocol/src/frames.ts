/**
 * Frames: what goes over a connection. A frame is a header in deterministic CBOR, an array that begins with the
 * frame's number; where the header ends with a size, that many bytes of body follow it. A WebSocket message is one
 * frame after another (RFC 8742 with bodies), so frames built once are sent to many and joined without copying bodies.
 */
import { decodePrefix, encodeCanonical, type Cbor } from './cbor.ts'
import { entryKinds } from './entries.ts'
import { accountId, channelId, deviceKey, entryId, epochKey, signature } from './ids.ts'
import { limits } from './limits.ts'
import { refusalWords } from './refusals.ts'
import {
  bytes,
  constant,
  exactly,
  list,
  maybe,
  record,
  text,
  uint,
  word,
  flag,
  type Fields,
  type RecordOf,
  writeChecked,
  type Shape,
  plain,
} from './shape.ts'
import { handlePattern } from './handle.ts'
import { readQuickly } from './hot-frames.ts'

export const protocolVersion = 1
export const suites = ['classic', 'hybrid'] as const

/** From 1, so that 0 can speak of the connection as a whole. */
const request = uint(Number.MAX_SAFE_INTEGER, 1)
const account = exactly(32, accountId)
const device = exactly(32, deviceKey)
const channel = exactly(16, channelId)
const epoch = exactly(32, epochKey)
const proof = exactly(64, signature)
const suite = word(suites)
const origin = text(256)

/** What a client asks. `req` numbers its requests on one connection from 1; every one is answered. */
const asks = {
  /** A new account: the invitation's secret and the signed entry 0 of a chain. */
  register: [1, { req: request, secret: plain(16), entry: bytes(limits.chainEntry) }],
  authenticate: [2, { req: request, account, device, proof }],
  'extend-chain': [3, { req: request, account, entry: bytes(limits.chainEntry) }],
  'chain-of-handle': [4, { req: request, handle: text(limits.handle, handlePattern) }],
  'chain-of-account': [5, { req: request, account }],
  /** SHA-256 of a new invitation's secret. */
  invite: [6, { req: request, hash: plain(32) }],
  /** Body: `publication`. */
  publish: [7, { req: request, suite }, 'body'],
  stock: [8, { req: request }],
  claim: [9, { req: request, account, suite }],
  /** SHA-256 of an inbox token that this device has given to somebody. */
  'token-add': [10, { req: request, hash: plain(32) }],
  'token-revoke': [11, { req: request, hash: plain(32) }],
  'post-letter': [12, { req: request, device, token: maybe(plain(16)) }, 'body'],
  /** The letter is stored here, or of no use: the server forgets it. */
  'letter-done': [13, { req: request, id: plain(16) }],
  create: [14, { req: request, channel, publicKey: epoch, proof }],
  /** Subscribes to segment `n` from place `from` on. */
  open: [15, { req: request, channel, n: uint(), from: uint(), proof }],
  append: [16, { req: request, channel, n: uint(), bucket: uint() }, 'body'],
  commit: [17, { req: request, channel, n: uint(), next: epoch, oldProof: proof, newProof: proof }, 'body'],
  close: [18, { req: request, channel }],
  /** Bytes under a random id, which is all that whoever wants them needs, until the bucket ends. The same again is accepted. */
  'put-blob': [19, { req: request, id: plain(16), bucket: uint() }, 'body'],
  'get-blob': [20, { req: request, id: plain(16) }],
  /** Body: a sealed report, for the fault lane of epoch `n`, also after that epoch has ended. The same again is accepted. */
  report: [21, { req: request, channel, n: uint(), proof }, 'body'],
  /** What lies in that lane. */
  reports: [22, { req: request, channel, n: uint(), proof }],
  /** In the place of `authenticate`, by a ticket that this device was given on an earlier connection. */
  resume: [23, { req: request, account, device, ends: uint(), mac: plain(32) }],
  /** In the place of `open`, by a ticket for this segment. */
  reopen: [24, { req: request, channel, n: uint(), from: uint(), ends: uint(), mac: plain(32) }],
} as const

/** What a server says. */
const tells = {
  /** `now` in seconds since 1970; `ceiling` the organisation's longest, in seconds; `nonce` for every proof; `server` its Ed25519 key. */
  hello: [
    64,
    {
      version: constant(protocolVersion),
      origin,
      nonce: plain(32),
      now: uint(),
      ceiling: uint(),
      server: plain(32),
      proof,
    },
  ],
  done: [65, { req: request }],
  /** `req` 0: the connection as a whole, which then closes. */
  refused: [66, { req: uint(), why: word(refusalWords) }],
  /** Body: `chainEntries`. */
  chain: [67, { req: request }, 'body'],
  /** Key packages left, and whether a last-resort one is there, per suite. */
  stock: [68, { req: request, classic: uint(), hybrid: uint(), classicLast: flag, hybridLast: flag }],
  /** Body: `claimedPackages`. */
  'key-packages': [69, { req: request }, 'body'],
  /** `last`: place of the newest entry of the segment at this moment, or `from - 1`. */
  opened: [70, { req: request, last: uint() }],
  appended: [71, { req: request, seq: uint() }],
  /** `next`: with a commit, the key of the epoch that it begins. */
  entry: [
    72,
    { channel, seq: uint(), id: exactly(16, entryId), of: word(entryKinds), bucket: uint(), next: maybe(epoch) },
    'body',
  ],
  expired: [73, { channel, seq: uint(), id: exactly(16, entryId), of: word(entryKinds) }],
  letter: [74, { id: plain(16) }, 'body'],
  blob: [75, { req: request }, 'body'],
  /** Body: `sealedReports`. */
  reports: [76, { req: request }, 'body'],
  /** For the next connection, until `ends`: the secret of `resume`. It takes the place of the one before. */
  ticket: [77, { ends: uint(), secret: plain(32) }],
  /** The same for `reopen`: of this segment, for this device. */
  'segment-ticket': [78, { channel, n: uint(), ends: uint(), secret: plain(32) }],
} as const

type Table = Record<string, readonly [tag: number, fields: Fields, body?: 'body']>
type FramesOf<T extends Table> = {
  readonly [K in keyof T & string]: { readonly kind: K } & RecordOf<T[K][1]> &
    (T[K] extends readonly [unknown, unknown, 'body'] ? { readonly body: Uint8Array } : unknown)
}[keyof T & string]

export type Ask = FramesOf<typeof asks>
export type Tell = FramesOf<typeof tells>
export type FrameRefusal = 'malformed'

/** Body of `publish`. `lastResort` null keeps the one that is there. */
export const publication = record({
  packages: list(bytes(limits.keyPackage), limits.keyPackagesPerDevice),
  lastResort: maybe(bytes(limits.keyPackage)),
})
/** Body of `chain`. */
export const chainEntries = list(bytes(limits.chainEntry), limits.chainEntries)
/** Body of `key-packages`. */
export const claimedPackages = list(
  record({ device, keyPackage: bytes(limits.keyPackage), lastResort: flag }),
  limits.devicesPerAccount,
)
/** Body of `reports`, in no order that means anything. */
export const sealedReports = list(bytes(limits.report), limits.reportsInLane)

const askCodec = codec(asks, limits.asksPerMessage, readQuickly)
// A server joins what waits for one connection, as long as its queue may be.
const tellCodec = codec(tells, Number.POSITIVE_INFINITY)
export const encodeAsk = (frame: Ask): Uint8Array => askCodec.encode(frame)
export const encodeTell = (frame: Tell): Uint8Array => tellCodec.encode(frame)
/** All frames of one WebSocket message. Bodies are slices of `message`. */
export const decodeAsks = (message: Uint8Array): readonly Ask[] | FrameRefusal => askCodec.decode(message)
export const decodeTells = (message: Uint8Array): readonly Tell[] | FrameRefusal => tellCodec.decode(message)
/** For tests and the specification: every frame's name, number and whether a body follows. */
export const frameNumbers = [...Object.entries(asks), ...Object.entries(tells)].map(([name, [number, , body]]) => ({
  name,
  number,
  body: body === 'body',
}))

interface Option {
  readonly kind: string
  readonly tag: number
  readonly shape: Shape<object>
  readonly body: boolean
}

/** `readByHeart` knows some frames; what it does not know is read by the table. */
function codec<T extends Table>(
  table: T,
  mostFrames: number,
  readByHeart: (message: Uint8Array, at: number) => { frame: FramesOf<T>; end: number } | undefined = () => undefined,
) {
  const byTag = new Map<unknown, Option>()
  const byKind = new Map<string, Option>()
  for (const [kind, [tag, fields, body]] of Object.entries(table)) {
    const option = { kind, tag, shape: record(fields), body: body === 'body' }
    byTag.set(tag, option)
    byKind.set(kind, option)
  }

  const encodeChecked = (frame: FramesOf<T>): Uint8Array => {
    const { tag, shape } = byKind.get(frame.kind)!
    return pack(tag, writeChecked(shape, frame), frame)
  }
  function decodeMessage(message: Uint8Array): readonly FramesOf<T>[] | FrameRefusal {
    const frames: FramesOf<T>[] = []
    let at = 0
    while (at < message.length) {
      if (frames.length >= mostFrames) return 'malformed'
      const known = readByHeart(message, at)
      if (known !== undefined) {
        // Nearly always it comes by itself.
        if (at === 0 && known.end === message.length) return [known.frame]
        frames.push(known.frame)
        at = known.end
        continue
      }
      const head = decodePrefix(message.subarray(at, at + limits.header))
      if (typeof head === 'string' || !Array.isArray(head.value)) return 'malformed'
      const option = byTag.get(head.value[0])
      if (option === undefined) return 'malformed'
      at += head.size
      const fields = option.shape.read(head.value.slice(1, option.body ? -1 : undefined))
      if (fields === undefined) return 'malformed'
      const frame: Record<string, unknown> = { kind: option.kind, ...fields }
      if (option.body) {
        const size: unknown = head.value.at(-1)
        if (typeof size !== 'number' || size < 0 || at + size > message.length) return 'malformed'
        frame['body'] = message.subarray(at, at + size)
        at += size
      }
      frames.push(frame as FramesOf<T>)
    }
    return frames.length > 0 ? frames : 'malformed'
  }

  return { encode: encodeChecked, decode: decodeMessage }
}

function pack(tag: number, fields: Cbor, frame: object): Uint8Array {
  const header = [tag, ...(fields as readonly Cbor[])]
  if (!('body' in frame)) return encodeCanonical(header)
  const body = frame.body as Uint8Array
  header.push(body.length)
  const head = encodeCanonical(header)
  const out = new Uint8Array(head.length + body.length)
  out.set(head, 0)
  out.set(body, head.length)
  return out
}
