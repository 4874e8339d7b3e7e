/** What was looked for and found. In memory only; what has ended is found no more, even on this screen. */
import { signal } from '@preact/signals'
import type { Hit } from '@ebb/engine'
import { allChats } from './chats.ts'
import { ask, onHappened } from './office.ts'

/** Hits that are shown at first, so that they are there at once. */
const first = 20
const all = 200

export interface Search {
  readonly text: string
  /** Newest first; undefined while nobody has answered. */
  readonly hits: readonly Hit[] | undefined
  /** There may be more than are here. */
  readonly more: boolean
}

const none: Search = { text: '', hits: undefined, more: false }
export const search = signal<Search>(none)
let asked = 0
let underWay: Promise<void> | undefined

/** While one search is under way only the newest wish waits: typing quickly leaves nothing behind it. */
export async function lookFor(text: string): Promise<void> {
  const mine = ++asked
  const wanted = text.trim()
  search.value = wanted === '' ? { ...none, text } : { ...search.value, text }
  await underWay
  if (wanted === '' || mine !== asked) return
  underWay = find(mine, text, wanted).catch(() => undefined)
  await underWay
}

async function find(mine: number, text: string, wanted: string): Promise<void> {
  const few = await ask('search', { text: wanted, limit: first })
  if (mine !== asked) return
  search.value = { text, hits: few, more: few.length === first }
  if (few.length < first) return
  const many = await ask('search', { text: wanted, limit: all })
  if (mine === asked) search.value = { text, hits: many, more: many.length === all }
}

export function endSearch(): void {
  asked += 1
  search.value = none
}

onHappened((happened) => {
  if (!('event' in happened) || happened.event.kind !== 'gone') return
  const gone = happened.event.message
  const { hits } = search.value
  const { conversation } = happened.event
  const to = allChats.value.find((chat) => chat.conversation === conversation)?.with
  if (hits === undefined) return
  search.value = {
    ...search.value,
    hits: hits
      // Numbers count within a conversation; where that is unknown, better one too many.
      .filter((hit) => !(hit.message.number === gone && (to === undefined || hit.with === to)))
      .map((hit) =>
        hit.message.replyTo === gone && (to === undefined || hit.with === to)
          ? { ...hit, message: { ...hit.message, replyTo: undefined, quote: undefined } }
          : hit,
      ),
  }
})
