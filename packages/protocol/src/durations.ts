/** Durations as people write them: `30s 5m 1h 1d 4w`. */
const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** Whole seconds, at least 1, or undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text)
  if (match === null) return undefined
  return Number(match[1]) * seconds[match[2] as keyof typeof seconds]
}

/** The shortest exact form: 3600 is `1h`, 90 is `90s`. */
export function formatDuration(duration: number): string {
  const unit = (['w', 'd', 'h', 'm'] as const).find((u) => duration % seconds[u] === 0) ?? 's'
  return `${duration / seconds[unit]}${unit}`
}

/** The choices that people are offered, in seconds. */
export const presets = [30, 300, 3600, 28_800, 86_400, 604_800, 2_419_200] as const
