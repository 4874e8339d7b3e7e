/** What hangs on messages, on its way: what is being fetched here, and what could not be had. */
import { signal } from '@preact/signals'
import type { Happened, PhoneRefusal } from '../boundary.ts'
import { chatWith } from './chats.ts'
import { ask, onHappened, Refusal } from './office.ts'

/** By conversation and message. */
const fetching = signal<ReadonlyMap<string, 'coming' | PhoneRefusal>>(new Map())

export const fetchingOf = (to: string, message: number): 'coming' | PhoneRefusal | undefined =>
  fetching.value.get(nameOf(chatWith(to)?.conversation, message))

export async function fetchAttachment(to: string, message: number): Promise<void> {
  const name = nameOf(chatWith(to)?.conversation, message)
  if (fetching.peek().get(name) === 'coming') return
  set(name, 'coming')
  try {
    await ask('fetch', { to, message })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    set(name, error.why)
  }
}

export async function stopFetching(to: string, message: number): Promise<void> {
  set(nameOf(chatWith(to)?.conversation, message), undefined)
  await ask('command', { do: 'fetch', to, message, pieces: [] }).catch(() => undefined)
}

function set(name: string, state: 'coming' | PhoneRefusal | undefined): void {
  const next = new Map(fetching.peek())
  if (state === undefined) next.delete(name)
  else next.set(name, state)
  fetching.value = next
}

const nameOf = (conversation: number | undefined, message: number): string => `${conversation} ${message}`

onHappened((happened: Happened) => {
  if (!('event' in happened)) return
  const { event, message } = happened
  if (event.kind !== 'transfer' && event.kind !== 'gone') return
  const name = nameOf(event.conversation, event.message)
  if (!fetching.peek().has(name)) return
  if (event.kind === 'transfer' && event.why !== undefined) set(name, event.why)
  else if (event.kind === 'gone' || (message?.attachment ?? message?.once)?.here === 1) set(name, undefined)
})
