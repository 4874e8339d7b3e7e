/** Pictures of groups: small, in memory only, and drawn only where their first bytes say that they are pictures of bounded size. */
import { effect } from '@preact/signals'
import { locking } from '../store/house.ts'
import { groupPictureType } from './attachment/bounds.ts'

interface Kept {
  readonly bytes: Uint8Array
  /** Undefined: none that is drawn. */
  readonly url: string | undefined
}

/** By the group's address. */
const kept = new Map<string, Kept>()

// A page that goes does not take along what a browser keeps of its pictures, but what it lets go of itself is gone.
effect(() => {
  if (locking.value) for (const group of kept.keys()) forget(group)
})

/** The same address for as long as the picture is the same, so that nothing is decoded twice. Undefined: there is none. */
export function groupPictureUrl(group: string, bytes: Uint8Array | undefined): string | undefined {
  const known = kept.get(group)
  if (bytes !== undefined && known !== undefined && isSame(known.bytes, bytes)) return known.url
  forget(group)
  if (bytes === undefined || locking.peek()) return undefined
  const type = groupPictureType(bytes)
  const url =
    type === undefined ? undefined : URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }))
  kept.set(group, { bytes, url })
  return url
}

function forget(group: string): void {
  const url = kept.get(group)?.url
  if (url !== undefined) URL.revokeObjectURL(url)
  kept.delete(group)
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
