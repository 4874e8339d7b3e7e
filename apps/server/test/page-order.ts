/** What an attacker makes of the places of bytes in a database file (https://sqlite.org/fileformat2.html). */
const pageSize = 4096
/** Standard deviations that chance does not reach: once in two million. */
export const chance = 5

/** For each of `pieces` (of at least four bytes) every offset at which it stands; one pass for all of them. */
export function placesOf(file: Buffer, pieces: readonly Uint8Array[]): number[][] {
  const places: number[][] = pieces.map(() => [])
  const byStart = new Map<number, number[]>()
  for (const [i, piece] of pieces.entries()) {
    const start = Buffer.from(piece).readInt32LE()
    byStart.set(start, [...(byStart.get(start) ?? []), i])
  }
  for (let at = 0; at + 4 <= file.length; at++) {
    for (const i of byStart.get(file.readInt32LE(at)) ?? []) {
      const piece = pieces[i]!
      if (file.compare(piece, 0, piece.length, at, at + piece.length) === 0) places[i]!.push(at)
    }
  }
  return places
}

export interface Shown {
  /** Rank correlation (Spearman) of the order of arrival with the best of: lowest, middle, highest place, last part's. */
  readonly correlation: number
  /** The same in standard deviations of what chance gives. */
  readonly deviation: number
  /** Of all pairs in one page: by how many standard deviations those in order outnumber the others. */
  readonly deviationWithin: number
}

/** `places[i]`: where the i-th thing that came lies, in one or more parts. */
export function orderShown(places: readonly (readonly number[])[]): Shown {
  const views = [
    places.map((of) => Math.min(...of)),
    places.map((of) => Math.max(...of)),
    places.map((of) => of.at(-1)!),
    places.map((of) => of.toSorted((a, b) => a - b)[of.length >> 1]!),
  ]
  const correlations = views.map((view) => rankCorrelation(view))
  const correlation = correlations.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0]!
  return { correlation, deviation: correlation * Math.sqrt(places.length - 1), deviationWithin: withinPages(places) }
}

function rankCorrelation(values: readonly number[]): number {
  const byValue = [...values.keys()].toSorted((a, b) => values[a]! - values[b]!)
  const n = values.length
  const squares = byValue.reduce((sum, index, rank) => sum + (index - rank) ** 2, 0)
  return 1 - (6 * squares) / (n * (n * n - 1))
}

/** Kendall's count over the pairs of each page. */
function withinPages(places: readonly (readonly number[])[]): number {
  const pages = new Map<number, { came: number; at: number }[]>()
  for (const [came, of] of places.entries())
    for (const at of of) {
      const page = Math.floor(at / pageSize)
      const there = pages.get(page)
      if (there === undefined) pages.set(page, [{ came, at }])
      else if (!there.some((other) => other.came === came)) there.push({ came, at })
    }
  let sum = 0
  let variance = 0
  for (const there of pages.values()) {
    for (const a of there) for (const b of there) if (a.came < b.came) sum += Math.sign(b.at - a.at)
    const k = there.length
    variance += (k * (k - 1) * (2 * k + 5)) / 18
  }
  return variance === 0 ? 0 : sum / Math.sqrt(variance)
}

/** Pages that the file lists as free, in the order in which they became so where none was used again. */
export function freePages(file: Buffer): number[] {
  const free: number[] = []
  for (let trunk = file.readUInt32BE(32); trunk !== 0;) {
    const at = (trunk - 1) * pageSize
    const count = file.readUInt32BE(at + 4)
    free.unshift(trunk, ...Array.from({ length: count }, (_, i) => file.readUInt32BE(at + 8 + i * 4)))
    trunk = file.readUInt32BE(at)
  }
  return free
}
