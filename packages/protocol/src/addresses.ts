/** Finds addresses in what somebody wrote. Only what can be nothing but what it looks like becomes a link. */

/** Places in the text, in units of UTF-16: from the first to before the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Plain letters only: what other alphabets or direction marks could disguise stays text. */
const address = /\bhttps?:\/\/[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?/giu

/** Letters that belong to a word. If one follows at once, the address may go on with something that only looks like it. */
const goesOn = /^[\p{L}\p{N}\p{M}\p{Cf}@\\]/u

/** In order, none over another. */
export function addressesIn(text: string): readonly Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(address)) {
    const from = match.index
    const end = from + match[0].length
    const shown = withoutEnd(match[0])
    if (!goesOn.test(text.slice(end, end + 2)) && isPlain(shown)) found.push({ from, to: from + shown.length })
  }
  return found
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function withoutEnd(found: string): string {
  const opened = found.indexOf('(')
  let end = found.length
  while (end > 0 && (".,;:!?'*".includes(found[end - 1]!) || (found[end - 1] === ')' && opened < 0))) end -= 1
  return found.slice(0, end)
}

/** A host with a dot, none of whose parts stands for other letters. Nobody's name fits before it. */
function isPlain(found: string): boolean {
  const [, host, port] = /^https?:\/\/([a-z0-9.-]+)(?::([0-9]+))?/iu.exec(found) ?? []
  if (host === undefined || Number(port ?? 0) > 65_535) return false
  const parts = host.toLowerCase().split('.')
  if (parts.length < 2 || parts.some((part) => part === '' || part.startsWith('xn--'))) return false
  // What ends in a number is the address of a machine, in the one form that means what it looks like.
  if (!/^(?:[0-9]+|0x[0-9a-f]*)$/.test(parts.at(-1)!)) return true
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
}
