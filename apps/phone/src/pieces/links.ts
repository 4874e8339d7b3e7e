/** Finds addresses in what somebody wrote. Only what can be nothing but what it looks like becomes a link. */

export type TextPart = { readonly text: string; readonly href?: string }

/** Plain letters only: what other alphabets or direction marks could disguise stays text. */
const address = /\bhttps?:\/\/[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?/giu

/** Letters that belong to a word. If one follows at once, the address may go on with something that only looks like it. */
const goesOn = /^[\p{L}\p{N}\p{M}\p{Cf}@\\]/u

export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(address)) {
    const shown = withoutEnd(match[0])
    const start = match.index
    const followed = goesOn.test(text.slice(start + match[0].length, start + match[0].length + 2))
    if (followed || !isPlain(shown)) continue
    if (start > at) parts.push({ text: text.slice(at, start) })
    parts.push({ text: shown, href: shown })
    at = start + shown.length
  }
  return at < text.length || parts.length === 0 ? [...parts, { text: text.slice(at) }] : parts
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function withoutEnd(found: string): string {
  const cut = found.replace(/[.,;:!?'*]+$/, '')
  return cut.endsWith(')') && !cut.includes('(') ? withoutEnd(cut.slice(0, -1)) : cut
}

/** A host with a dot, none of whose parts stands for other letters, and nobody's name before it. */
function isPlain(found: string): boolean {
  if (!URL.canParse(found)) return false
  const { hostname, username, password } = new URL(found)
  if (username !== '' || password !== '') return false
  const parts = hostname.split('.')
  return parts.length > 1 && parts.every((part) => part !== '' && !part.startsWith('xn--'))
}
