/**
 * Deterministic CBOR (RFC 8949 §4.2.1), narrowed: unsigned and negative safe integers, byte and text strings, arrays,
 * null, true, false. One byte string per value: what is decoded is encoded again and compared.
 */
import { decode, decodeFirst, encode, rfc8949EncodeOptions } from 'cborg'
import { limits } from './limits.ts'
import { sameBytes } from './ids.ts'

export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[]

export type CborRefusal = 'truncated' | 'too-deep' | 'not-canonical' | 'trailing-bytes'

/** The first value of `bytes` and how many bytes it took, or why there is none. */
export function decodePrefix(bytes: Uint8Array): { value: Cbor; size: number } | CborRefusal {
  if (bytes.length === 0) return 'truncated'
  const deep = tooDeep(bytes)
  if (deep !== undefined) return deep
  let value: unknown
  let rest: Uint8Array
  try {
    ;[value, rest] = decodeFirst(bytes, decodeOptions)
  } catch {
    return 'not-canonical'
  }
  if (!isPlain(value)) return 'not-canonical'
  const size = bytes.length - rest.length
  return sameBytes(encodeCanonical(value), bytes.subarray(0, size)) ? { value, size } : 'not-canonical'
}

/** The one value that `bytes` are, or why not. */
export function decodeCanonical(bytes: Uint8Array): { value: Cbor } | CborRefusal {
  const first = decodePrefix(bytes)
  if (typeof first === 'string') return first
  return first.size === bytes.length ? { value: first.value } : 'trailing-bytes'
}

/**
 * The one value that `bytes` are, for bytes that `encodeCanonical` has written and a seal has kept as they were: what
 * only a stranger's bytes could be is not looked for. Throws at bytes that are no CBOR.
 */
export const decodeKept = (bytes: Uint8Array): Cbor => decode(bytes, decodeOptions) as Cbor

/** A plain array with memory of its own: in Node cborg returns a pooled Buffer, whose `slice` would not copy. */
export const encodeCanonical = (value: Cbor): Uint8Array => new Uint8Array(encode(value, rfc8949EncodeOptions))

const decodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
} as const

function isPlain(value: unknown): value is Cbor {
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0)
  return value === null || typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array
}

/** Walks the heads only, without recursion, so that a deep value cannot overflow a decoder's stack. */
function tooDeep(bytes: Uint8Array): CborRefusal | undefined {
  const open: number[] = [1]
  let at = 0
  while (open.length > 0) {
    const head = readHead(bytes, at)
    if (typeof head === 'string') return head
    at = head.next
    if (head.major === 2 || head.major === 3) at += head.argument
    if (at > bytes.length) return 'truncated'
    open[open.length - 1]! -= 1
    if (head.major === 4) open.push(head.argument)
    if (open.length > limits.depth + 1) return 'too-deep'
    while (open.length > 0 && open.at(-1) === 0) open.pop()
  }
  return undefined
}

function readHead(bytes: Uint8Array, at: number): { major: number; argument: number; next: number } | CborRefusal {
  const first = bytes[at]
  if (first === undefined) return 'truncated'
  const major = first >> 5
  const info = first & 31
  // Maps and tags are no part of the narrowed form; 28 to 31 are reserved or of indefinite length.
  if (major === 5 || major === 6 || info > 27) return 'not-canonical'
  if (info < 24) return { major, argument: info, next: at + 1 }
  const width = 1 << (info - 24)
  if (at + 1 + width > bytes.length) return 'truncated'
  let argument = 0
  for (let i = 0; i < width; i++) argument = argument * 256 + bytes[at + 1 + i]!
  return { major, argument, next: at + 1 + width }
}
