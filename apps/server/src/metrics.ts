/** Counters and histograms in Prometheus' text format, named after the steps. No label ever holds an id. */
export interface Counter {
  add(count: number, label?: string): void
}
export interface Histogram {
  observe(value: number): void
}

export class Metrics {
  readonly #lines: (() => string[])[] = []

  /** `label`: the name of the one label, whose values are words of closed lists. */
  counter(name: string, help: string, label?: string): Counter {
    const values = new Map<string, { sum: number }>(label === undefined ? [['', { sum: 0 }]] : [])
    this.#lines.push(() => [
      ...heading(name, help, 'counter'),
      ...[...values].map(([value, { sum }]) => `${name}${label === undefined ? '' : `{${label}="${value}"}`} ${sum}`),
    ])
    return {
      add(count, value = '') {
        const known = values.get(value)
        if (known === undefined) values.set(value, { sum: count })
        else known.sum += count
      },
    }
  }

  gauge(name: string, help: string, read: () => number): void {
    this.#lines.push(() => [...heading(name, help, 'gauge'), `${name} ${read()}`])
  }

  /** One figure for each of a few parts of this server; `label` says which. */
  gauges(name: string, help: string, label: string, read: () => readonly (readonly [string, number])[]): void {
    this.#lines.push(() => [
      ...heading(name, help, 'gauge'),
      ...read().map(([part, value]) => `${name}{${label}="${part}"} ${value}`),
    ])
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const counts = Array.from({ length: bounds.length + 1 }, () => 0)
    let sum = 0
    this.#lines.push(() => {
      let total = 0
      const lines = heading(name, help, 'histogram')
      for (const [i, bound] of [...bounds, '+Inf'].entries()) {
        total += counts[i]!
        lines.push(`${name}_bucket{le="${bound}"} ${total}`)
      }
      return [...lines, `${name}_sum ${sum}`, `${name}_count ${total}`]
    })
    return {
      observe(value) {
        const at = bounds.findIndex((bound) => value <= bound)
        counts[at < 0 ? bounds.length : at]! += 1
        sum += value
      },
    }
  }

  text(): string {
    return `${this.#lines.flatMap((lines) => lines()).join('\n')}\n`
  }
}

const heading = (name: string, help: string, type: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
]

/** What the steps count. */
export const stepMetrics = (metrics: Metrics) => ({
  append: metrics.counter('ebb_append_total', 'Entries made durable', 'kind'),
  appendRefused: metrics.counter('ebb_append_refused_total', 'Appends and commits refused', 'why'),
  refused: metrics.counter('ebb_refused_total', 'Requests refused, and lines ended', 'why'),
  opened: metrics.counter('ebb_opened_total', 'Segments opened, by signature (open) or by ticket (reopen)', 'by'),
  flood: metrics.counter('ebb_flood_total', 'What was refused or cut because there was too much of it', 'kind'),
  fanOut: metrics.counter('ebb_fan_out_total', 'Entries handed to open lines'),
  reread: metrics.counter('ebb_fan_out_read_total', 'Entries read from the log for lines that were behind'),
  expire: metrics.counter('ebb_expire_total', 'Buckets whose key was destroyed'),
  pruned: metrics.counter('ebb_expire_rows_total', 'Rows of expired entries that were removed'),
  putBlob: metrics.counter('ebb_put_blob_total', 'Blobs put, by what came of it', 'outcome'),
  putBlobBytes: metrics.counter('ebb_put_blob_bytes_total', 'Bytes of blobs made durable'),
  getBlob: metrics.counter('ebb_get_blob_total', 'Blobs handed out'),
  getBlobBytes: metrics.counter('ebb_get_blob_bytes_total', 'Bytes of blobs handed out'),
  reports: metrics.counter(
    'ebb_reports_total',
    'Reports of commits that cannot be followed, by what came of it',
    'outcome',
  ),
  groupEntries: metrics.histogram(
    'ebb_group_commit_entries',
    'Writes in one group commit',
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000],
  ),
  groupSeconds: metrics.histogram(
    'ebb_group_commit_seconds',
    'Time of one group commit',
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  ),
})
export type StepMetrics = ReturnType<typeof stepMetrics>
