/** One figure of a benchmark, as it is printed. */
export interface Figure {
  readonly bench: string
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** Who else did the same in the same run, and ours divided by theirs. */
  readonly peer?: string
  readonly ratio?: number
}

/** What benches may be told besides their peers. */
export interface BenchOptions {
  /** The command line of a server in the place of this checkout's, without its arguments. */
  readonly server?: string | undefined
}

export interface Bench {
  readonly name: string
  /** What it measures, in a line. */
  readonly about: string
  /** What it needs besides this checkout. */
  readonly needs: string
  readonly peers: readonly string[]
  run(against: readonly string[], print: (figure: Figure) => void, options: BenchOptions): Promise<void>
  /** An SVG of a run's figures. */
  readonly picture?: (figures: readonly Figure[]) => string
}

/** The middle of several runs: other programs on the machine disturb some of them. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
