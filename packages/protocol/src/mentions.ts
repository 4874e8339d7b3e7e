/** Where a text names people: `@` and a handle. Who of them is meant, if anybody, is for whoever knows who is in the group. */
import type { Span } from './addresses.ts'
import { blocksOf } from './marks.ts'

/** A name as it stands in a text, from its `@` on, in UTF-16 units. */
export interface NameIn extends Span {
  /** In small letters, without `@`. */
  readonly handle: string
}

/** In order. A part of a longer word, of an address or of code names nobody. In linear time. */
export function namesIn(text: string): readonly NameIn[] {
  if (!text.includes('@')) return []
  const found = [...text.matchAll(name)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    handle: match[0].slice(1).toLowerCase(),
  }))
  if (found.length === 0) return []
  const said = blocksOf(text).flatMap(({ runs }) => runs.filter(({ kind }) => kind === 'text'))
  let at = 0
  return found.filter(({ from, to }) => {
    while (at < said.length && said[at]!.to <= from) at += 1
    const run = said[at]
    return run !== undefined && run.from <= from && to <= run.to
  })
}

/** A handle's letters, capital or small, with nothing around it that would make it a part of something else. */
const name = /(?<![\p{L}\p{N}_@.-])@[A-Za-z][A-Za-z0-9]{0,31}(?:[.-][A-Za-z0-9]{1,31}){0,15}(?![\p{L}\p{N}_@])/gu
