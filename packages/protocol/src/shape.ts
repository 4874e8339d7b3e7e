/**
 * Shapes: how a structure lies in CBOR. A shape reads a decoded value and refuses everything unexpected, so that every
 * structure on the wire has one declaration, one encoder and one decoder.
 */
import { decodeCanonical, decodeKept, encodeCanonical, type Cbor, type CborRefusal } from './cbor.ts'

export interface Shape<T> {
  /** The value, or undefined where it does not fit. */
  readonly read: (value: Cbor) => T | undefined
  readonly write: (value: T) => Cbor
}
export type ShapeOf<S> = S extends Shape<infer T> ? T : never
export type DecodeRefusal = CborRefusal | 'unexpected-value'

/** Throws RangeError at a value outside its bounds: nobody would read what came of it. */
export const encodeAs = <T>(shape: Shape<T>, value: NoInfer<T>): Uint8Array =>
  encodeCanonical(writeChecked(shape, value))

export function writeChecked<T>(shape: Shape<T>, value: NoInfer<T>): Cbor {
  const written = shape.write(value)
  if (shape.read(written) === undefined) throw new RangeError('a value outside the bounds of its structure')
  return written
}

/** The structure that `bytes` are, or why they are none. */
export function decodeAs<T>(shape: Shape<T>, bytes: Uint8Array): { value: T } | DecodeRefusal {
  const decoded = decodeCanonical(bytes)
  if (typeof decoded === 'string') return decoded
  const value = shape.read(decoded.value)
  return value === undefined ? 'unexpected-value' : { value }
}

/**
 * As `decodeAs`, for bytes that `encodeAs` has written and a seal has kept as they were: half of its time. Of another
 * version of the structure it says so. Throws at bytes that are no CBOR.
 */
export function decodeKeptAs<T>(shape: Shape<T>, bytes: Uint8Array): { value: T } | 'unexpected-value' {
  const value = shape.read(decodeKept(bytes))
  return value === undefined ? 'unexpected-value' : { value }
}

export const uint = (max: number = Number.MAX_SAFE_INTEGER, min = 0): Shape<number> => ({
  read: (v) => (typeof v === 'number' && Number.isInteger(v) && v >= min && v <= max ? v : undefined),
  write: (v) => v,
})

/** Bytes of exactly one length, branded by `make`. */
export const exactly = <T extends Uint8Array>(length: number, make: (bytes: Uint8Array) => T): Shape<T> => ({
  read: (v) => (v instanceof Uint8Array && v.length === length ? make(v) : undefined),
  write: (v) => v,
})

/** Bytes of exactly one length that need no brand. */
export const plain = (length: number): Shape<Uint8Array> => exactly(length, (b: Uint8Array) => b)

export const bytes = (max: number, min = 0): Shape<Uint8Array> => ({
  read: (v) => (v instanceof Uint8Array && v.length >= min && v.length <= max ? v : undefined),
  write: (v) => v,
})

/**
 * Text of at most `max` UTF-16 units, matching `pattern`. Written without byte order marks in front, which UTF-8
 * decoders drop, and with U+FFFD for lone surrogates, as UTF-8 has no place for them.
 */
export const text = (max: number, pattern?: RegExp): Shape<string> => ({
  read: (v) => (typeof v === 'string' && v.length <= max && (pattern?.test(v) ?? true) ? v : undefined),
  write: (v) => v.replace(/^\uFEFF+/, '').toWellFormed(),
})

export const flag: Shape<boolean> = { read: (v) => (typeof v === 'boolean' ? v : undefined), write: (v) => v }

export const constant = <const T extends number | string>(only: T): Shape<T> => ({
  read: (v) => (v === only ? only : undefined),
  write: () => only,
})

/** One of a list of words, by its place in the list; places never change their meaning. */
export const word = <const W extends readonly string[]>(words: W): Shape<W[number]> => ({
  read: (v) => (typeof v === 'number' ? words[v] : undefined),
  write: (v) => words.indexOf(v),
})

/** The value or null. */
export const maybe = <T>(inner: Shape<T>): Shape<T | null> => ({
  read: (v) => (v === null ? null : inner.read(v)),
  write: (v) => (v === null ? null : inner.write(v)),
})

export const list = <T>(item: Shape<T>, max: number, min = 0): Shape<readonly T[]> => ({
  read: (v) => {
    if (!Array.isArray(v) || v.length < min || v.length > max) return undefined
    const out: T[] = []
    for (const element of v as readonly Cbor[]) {
      const value = item.read(element)
      if (value === undefined) return undefined
      out.push(value)
    }
    return out
  },
  write: (v) => v.map(item.write),
})

/** The fields' own types are inferred in RecordOf. */
export type Fields = Record<string, Shape<any>> // oxlint-disable-line typescript/no-explicit-any
export type RecordOf<F extends Fields> = { readonly [K in keyof F]: ShapeOf<F[K]> }

/** An object whose fields lie in an array in the order of their declaration. */
export function record<F extends Fields>(fields: F): Shape<RecordOf<F>> {
  const names = Object.keys(fields)
  const shapes = Object.values(fields)
  return {
    read: (v) => {
      if (!Array.isArray(v) || v.length !== names.length) return undefined
      const out: Record<string, unknown> = {}
      // Counted: every frame passes here, and iterators of pairs cost as much as the rest.
      for (let place = 0; place < names.length; place++) {
        const value: unknown = shapes[place]!.read(v[place] as Cbor)
        if (value === undefined) return undefined
        out[names[place]!] = value
      }
      return out as RecordOf<F>
    },
    write: (v) => shapes.map((shape, place) => shape.write(v[names[place] as keyof F])),
  }
}

type Union<Options extends Record<string, Option>> = {
  readonly [K in keyof Options & string]: { readonly kind: K } & RecordOf<Options[K][1]>
}[keyof Options & string]
type Option = readonly [tag: number, fields: Fields]

/** One of several records, told apart by the number in the first place. */
export function choice<const Options extends Record<string, Option>>(options: Options): Shape<Union<Options>> {
  const byTag = new Map<unknown, { kind: string; shape: Shape<object> }>()
  for (const [kind, [tag, fields]] of Object.entries(options)) byTag.set(tag, { kind, shape: record(fields) })
  return {
    read: (v) => {
      if (!Array.isArray(v)) return undefined
      const option = byTag.get(v[0])
      const fields = option?.shape.read(v.slice(1))
      return fields === undefined ? undefined : ({ kind: option!.kind, ...fields } as Union<Options>)
    },
    write: (v) => {
      const tag = options[v.kind]![0]
      return [tag, ...(byTag.get(tag)!.shape.write(v) as readonly Cbor[])]
    },
  }
}
