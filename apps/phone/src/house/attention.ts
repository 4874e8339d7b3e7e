/** Work that nobody waits for rests while a page is about to draw what it has asked for: both want the same processors. */

/** Milliseconds from an ask until what came of it has been drawn, on a slow phone. */
const drawing = 400

export interface Attention {
  /** Somebody asks for something. */
  asked(): void
  /** The clock's own pause, and longer while somebody has just asked. */
  pause(): Promise<void>
}

export function attentionTo(pause: () => Promise<void>, now: () => number = () => performance.now()): Attention {
  let last = -Infinity
  return {
    asked() {
      last = now()
    },
    async pause() {
      await pause()
      for (let left = last + drawing - now(); left > 0; left = last + drawing - now())
        await new Promise((resolve) => setTimeout(resolve, left))
    },
  }
}
