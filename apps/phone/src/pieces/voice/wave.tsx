/** How loud somebody speaks, as bars; what was heard already is stronger. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'

/** Of each bar, in the drawing's own units. */
const [step, height, thinnest] = [4, 32, 2]

export interface WaveProps {
  /** From 0 to 1. */
  readonly bars: readonly number[]
  /** From 0 to 1. */
  readonly played: number
}

export function Wave({ bars, played }: WaveProps): JSX.Element {
  const path = useMemo(() => bars.map(bar).join(''), [bars])
  const drawing = (part: string): JSX.Element => (
    <svg
      class={`wave-bars ${part}`}
      viewBox={`0 0 ${bars.length * step} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  )
  return (
    <span class="wave" style={{ '--played': String(played) }}>
      {drawing('')}
      {drawing('wave-played')}
    </span>
  )
}

function bar(level: number, at: number): string {
  const high = Math.max(thinnest, Math.min(1, level) * (height - 4))
  return `M${at * step + step / 2} ${(height - high) / 2}v${high}`
}
