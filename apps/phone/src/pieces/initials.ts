/** What stands for a person's face. */

/** The first letters of the first two parts of a handle: `anna.keller` is AK, `alice` is A. */
export function initialsOf(handle: string): string {
  const parts = handle.split(/[.-]/).filter((part) => /^[a-z]/.test(part))
  return parts
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join('')
}

/** One of eight colours, the same for the same handle everywhere: FNV-1a over its letters. */
export function hueOf(handle: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < handle.length; at++) hash = Math.imul(hash ^ handle.charCodeAt(at), 0x01000193) >>> 0
  return hash % 8
}
