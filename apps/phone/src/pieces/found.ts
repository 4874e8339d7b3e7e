/** Where in a text something was found, and what is shown around it. */

export interface Piece {
  readonly text: string
  readonly found: boolean
}

/** Characters before the first place that are shown. */
const lead = 40
const most = 180

/** The stretch around the first place, cut into what was looked for and the rest. Cases are alike, as in the search. */
export function piecesAround(text: string, wanted: string): readonly Piece[] {
  const flat = text.replaceAll(/\s+/g, ' ')
  const first = placeOf(flat, wanted, 0)
  const start = Math.max(0, first - lead)
  const shown = `${start > 0 ? '…' : ''}${flat.slice(start, start + most)}`
  const pieces: Piece[] = []
  let at = 0
  while (at < shown.length) {
    const next = placeOf(shown, wanted, at)
    if (next < 0) break
    if (next > at) pieces.push({ text: shown.slice(at, next), found: false })
    pieces.push({ text: shown.slice(next, next + wanted.length), found: true })
    at = next + wanted.length
  }
  return at < shown.length ? [...pieces, { text: shown.slice(at), found: false }] : pieces
}

/** Minus one where it stands nowhere: a letter's other case may be longer, and then the search saw what this does not. */
function placeOf(text: string, wanted: string, from: number): number {
  if (wanted === '') return -1
  const [low, lowWanted] = [text.toLowerCase(), wanted.toLowerCase()]
  return low.length === text.length ? low.indexOf(lowWanted, from) : text.indexOf(wanted, from)
}
