/**
 * What is being written to somebody with whom there is no conversation yet, so none that could keep a draft. In this page's
 * memory only: it goes with the page, and locking loads that anew.
 */
import { me } from './house.ts'
import { now } from './now.ts'

interface NewDraft {
  readonly text: string
  /** Seconds since 1970: it ends as what is sent now would. */
  readonly ends: number
}

const kept = new Map<string, NewDraft>()

export function newDraft(to: string): string {
  const found = kept.get(to)
  if (found !== undefined && found.ends <= now.peek()) kept.delete(to)
  return kept.get(to)?.text ?? ''
}

/** No text: it is forgotten. */
export function keepNewDraft(to: string, text: string): void {
  if (text === '') kept.delete(to)
  else if (kept.get(to)?.text !== text) kept.set(to, { text, ends: now.peek() + (me.peek()?.ceiling ?? 0) })
}
