/** How loud somebody speaks, as it is recorded, sent and drawn. */

/** So many parts a voice message of this app has; others may have others, up to 128 (protocol/limits.ts). */
export const parts = 64
/** Whatever is not louder than this at any time is drawn as silence, and not enlarged until it looks like speech. */
const whisper = 0.01

/** The root of the mean square of samples between -1 and 1: from 0, silence, to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length))
}

/** `levels`, from 0 to 1, at equal distances: a byte for each of `parts` equal parts, 255 for the loudest. */
export function waveformOf(levels: readonly number[]): Uint8Array {
  const loudest = Math.max(whisper, ...thinned(levels, parts))
  return Uint8Array.from(thinned(levels, parts), (level) => Math.round(255 * Math.sqrt(level / loudest)))
}

/** As many bars as there is room for, from 0 to 1, whatever its author has sent. */
export const barsOf = (waveform: Uint8Array, count = parts): readonly number[] =>
  thinned(
    Array.from(waveform, (byte) => byte / 255),
    count,
  )

/** The loudest of each stretch; where there are fewer than wanted each stands for several. */
function thinned(levels: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, part) => {
    const from = Math.floor((part * levels.length) / count)
    const to = Math.max(from + 1, Math.floor(((part + 1) * levels.length) / count))
    return levels.slice(from, to).reduce((most, level) => Math.max(most, level), 0)
  })
}
