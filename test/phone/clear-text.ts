/**
 * Whether something lies in a browser's files as it is: in one or two bytes a character, also where it was compressed.
 * This is how browsers keep addresses, forms and sessions, which are no part of any app.
 */
import { createHash } from 'node:crypto'
import { snappyIn } from '../attacker/snappy.ts'
import type { ProfileFiles } from '../attacker/profile.ts'

/** By the file's digest. */
const inside = new Map<string, readonly Uint8Array[]>()

/** Names of the files in which it lies. */
export function filesWith(files: ProfileFiles, text: string | Uint8Array): readonly string[] {
  const forms = typeof text === 'string' ? [Buffer.from(text), Buffer.from(text, 'utf16le')] : [Buffer.from(text)]
  return [...files]
    .filter(([, bytes]) =>
      forms.some((form) =>
        viewsOf(bytes).some((view) => Buffer.from(view.buffer, view.byteOffset, view.length).includes(form)),
      ),
    )
    .map(([name]) => name)
}

function viewsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const session = sessionIn(bytes)
  const views = inside.get(digest) ?? [bytes, ...snappyIn(bytes), ...(session === undefined ? [] : [session])]
  inside.set(digest, views)
  return views
}

const magic = Buffer.from('mozLz40\0', 'latin1')

/**
 * A file of Firefox's sessions: its mark, the length in four bytes, one block of LZ4
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
 */
function sessionIn(bytes: Uint8Array): Uint8Array | undefined {
  if (!magic.equals(bytes.subarray(0, magic.length))) return undefined
  const out: number[] = []
  let at = magic.length + 4
  const longer = (nibble: number): number => {
    if (nibble < 15) return nibble
    let length = nibble
    for (let more = 255; more === 255; length += more) more = bytes[at++] ?? 0
    return length
  }
  while (at < bytes.length) {
    const token = bytes[at++]!
    const literals = longer(token >> 4)
    out.push(...bytes.subarray(at, at + literals))
    at += literals
    if (at >= bytes.length) break
    const back = bytes[at]! + 256 * bytes[at + 1]!
    at += 2
    // One by one: a copy may reach into what it makes.
    for (let left = longer(token & 15) + 4; left > 0; left--) out.push(out[out.length - back]!)
  }
  return Uint8Array.from(out)
}
