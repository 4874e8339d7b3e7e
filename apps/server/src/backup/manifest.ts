/** The file `manifest.json` of a backup, written last: what belongs to it, how long each file is, and its digest. */
import { createHash } from 'node:crypto'

export const manifestName = 'manifest.json'
const backedUp = ['accounts', 'server.key'] as const

export interface Manifest {
  readonly version: 1
  /** Seconds since 1970: what has happened afterwards is not in it. */
  readonly made: number
  readonly accounts: number
  readonly files: { readonly [K in (typeof backedUp)[number]]: FileFacts }
}
interface FileFacts {
  readonly bytes: number
  /** SHA-256, hex. */
  readonly sha256: string
}

export const factsOf = (file: Uint8Array): FileFacts => ({
  bytes: file.length,
  sha256: createHash('sha256').update(file).digest('hex'),
})

/** Undefined: this is no manifest, or `newer`: one of a later version. */
export function readManifest(text: string): Manifest | 'newer' | undefined {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return undefined
  }
  const { version, made, accounts, files } = (found ?? {}) as Record<keyof Manifest, unknown>
  if (typeof version === 'number' && version > 1) return 'newer'
  const all = (files ?? {}) as Record<string, unknown>
  const fits =
    version === 1 &&
    [made, accounts].every((number) => Number.isSafeInteger(number)) &&
    Object.keys(all).toSorted().join() === backedUp.join() &&
    Object.values(all).every((facts) => isFacts(facts))
  return fits ? (found as Manifest) : undefined
}

function isFacts(of: unknown): of is FileFacts {
  const { bytes, sha256 } = (of ?? {}) as Record<keyof FileFacts, unknown>
  return Number.isSafeInteger(bytes) && typeof sha256 === 'string'
}

export const isAsListed = (file: Uint8Array, { bytes, sha256 }: FileFacts): boolean =>
  file.length === bytes && factsOf(file).sha256 === sha256
