/** The worker's side of a test's page. */
import type { Answered } from './words.ts'

export type Asks = Readonly<Record<string, (given: never) => unknown>>

export function serveAsks(asks: Asks): void {
  globalThis.addEventListener('message', ({ data }: MessageEvent<{ id: number; ask: string; given: never }>) => {
    const answer = (answered: Answered): void => postMessage({ id: data.id, answered })
    Promise.try(async () => asks[data.ask]!(data.given)).then(
      (value) => answer({ value: value ?? null }),
      (error: unknown) => {
        const { name, why, message } = error as { name: string; why?: string; message: string }
        answer({ failed: { name, why, message } })
      },
    )
  })
}

/** Things that a test opened, by number. */
export function shelf<T>() {
  const things: T[] = []
  return { put: (thing: T): number => things.push(thing) - 1, at: (number: number): T => things[number]! }
}
