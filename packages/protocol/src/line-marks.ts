/** Marks within one line: `code`, *emphasis*, **strong**, ~~struck out~~, and addresses. In linear time. */
import { addressesIn, type Span } from './addresses.ts'

/** A stretch of text that is shown in one way. A sign only marks: it is not shown where marks are. */
export interface Run extends Span {
  readonly kind: 'text' | 'sign' | 'code' | 'address'
  readonly strong: boolean
  readonly emphasis: boolean
  readonly strike: boolean
}

interface Piece extends Span {
  readonly kind: 'sign' | 'code' | 'address' | 'mark'
  pair?: 'opens' | 'closes'
}

/** Every character of the line from `from` to before `to` lies in exactly one run, in order. */
export function runsOf(text: string, from: number, to: number): readonly Run[] {
  const line = text.slice(from, to)
  const runs: Run[] = []
  const open = { strong: 0, emphasis: 0, strike: 0 }
  let at = 0
  const put = (kind: Run['kind'], until: number): void => {
    const { strong, emphasis, strike } = open
    const style = { strong: strong > 0, emphasis: emphasis > 0, strike: strike > 0 }
    if (until > at) runs.push({ kind, from: from + at, to: from + until, ...style })
    at = until
  }
  for (const piece of mayMark.test(line) ? piecesOf(line) : []) {
    if (piece.kind === 'mark' && piece.pair === undefined) continue
    put('text', piece.from)
    put(piece.kind === 'mark' ? 'sign' : piece.kind, piece.to)
    const step = piece.pair === 'opens' ? 1 : -1
    if (piece.kind === 'mark') for (const style of styles[line.slice(piece.from, piece.to)]!) open[style] += step
  }
  put('text', line.length)
  return runs
}

/** Without one of these a line is text. */
const mayMark = /[*~`:]/

const styles: { readonly [mark: string]: readonly ('strong' | 'emphasis' | 'strike')[] } = {
  '*': ['emphasis'],
  '**': ['strong'],
  '***': ['strong', 'emphasis'],
  '~~': ['strike'],
}

function piecesOf(line: string): readonly Piece[] {
  const signs = /\\[*~`]|`+|\*+|~+/g
  const closing = closingTicks(line)
  const addresses = addressesIn(line)
  const pieces: Piece[] = []
  const opened = openMarks(line)
  let next = 0
  const passAddresses = (until: number): void => {
    for (; next < addresses.length && addresses[next]!.from < until; next++) {
      const { from, to } = addresses[next]!
      if (from < signs.lastIndex) continue
      pieces.push({ kind: 'address', from, to })
      signs.lastIndex = to
    }
  }
  for (;;) {
    const before = signs.lastIndex
    const match = signs.exec(line)
    if (match === null) signs.lastIndex = before
    const from = match?.index ?? line.length
    const to = signs.lastIndex
    // An address holds the signs in it.
    signs.lastIndex = before
    const known = pieces.length
    passAddresses(from)
    if (pieces.length > known && signs.lastIndex > from) continue
    if (match === null) return pieces
    signs.lastIndex = to
    if (match[0].startsWith('\\')) pieces.push({ kind: 'sign', from, to: from + 1 })
    else if (match[0].startsWith('`')) {
      const end = closing(from, match[0].length)
      if (end === undefined || line.slice(to, end).trim() === '') continue
      const after = end + match[0].length
      pieces.push(
        { kind: 'sign', from, to },
        { kind: 'code', from: to, to: end },
        { kind: 'sign', from: end, to: after },
      )
      signs.lastIndex = after
    } else if (match[0] in styles) pieces.push(opened({ kind: 'mark', from, to }))
  }
}

/** Where the next ticks of that many stand. Asked from left to right. */
function closingTicks(line: string): (after: number, count: number) => number | undefined {
  const places = new Map<number, number[]>()
  for (const { 0: ticks, index } of line.matchAll(/`+/g)) {
    const alike = places.get(ticks.length)
    if (alike === undefined) places.set(ticks.length, [index])
    else alike.push(index)
  }
  for (const list of places.values()) list.reverse()
  return (after, count) => {
    const list = places.get(count) ?? []
    while (list.length > 0 && list.at(-1)! <= after) list.pop()
    return list.at(-1)
  }
}

/** Pairs each mark with the nearest open one that is alike; what was opened between them stays text. */
function openMarks(line: string): (mark: Piece) => Piece {
  const open: { readonly piece: Piece; readonly sign: string }[] = []
  const counts: Record<string, number> = {}
  return (piece) => {
    const sign = line.slice(piece.from, piece.to)
    const [before, after] = [line.slice(Math.max(0, piece.from - 2), piece.from), line.slice(piece.to, piece.to + 2)]
    if ((counts[sign] ?? 0) > 0 && /\S$/u.test(before) && !wordBegins.test(after)) {
      for (;;) {
        const last = open.pop()!
        counts[last.sign]! -= 1
        if (last.sign !== sign) continue
        last.piece.pair = 'opens'
        piece.pair = 'closes'
        return piece
      }
    }
    if (/^\S/u.test(after) && !wordEnds.test(before)) {
      open.push({ piece, sign })
      counts[sign] = (counts[sign] ?? 0) + 1
    }
    return piece
  }
}

/** Marks stand around words, so that 2*3*4 is what it is; some scripts put nothing between words. */
const unspaced = String.raw`(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])`
const wordBegins = new RegExp(String.raw`^${unspaced}[\p{L}\p{N}\p{M}]`, 'u')
const wordEnds = new RegExp(String.raw`${unspaced}[\p{L}\p{N}\p{M}]$`, 'u')
