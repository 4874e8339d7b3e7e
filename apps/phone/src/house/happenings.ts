/** What the engine tells becomes what pages are told: with the chat and the message as they are now. */
import type { EngineEvent, ShownChat, View } from '@ebb/engine'
import type { Happened } from '../boundary.ts'

/** In order. What comes while something is looked up is looked up together, each chat once. */
export function tellOf(view: () => View | undefined, tell: (happened: Happened) => void): (event: EngineEvent) => void {
  let waiting: EngineEvent[] = []
  let working = false

  async function work(): Promise<void> {
    working = true
    // The engine starts before its view is there.
    await Promise.resolve()
    while (waiting.length > 0) {
      const events = waiting
      waiting = []
      const shown = view()
      if (shown === undefined) continue
      const told = await Promise.all(events.map((event) => withMessage(shown, event)))
      const chats = await chatsOf(shown, events)
      for (const [i, happened] of told.entries()) {
        const chat = chats.get(i)
        tell(chat === undefined ? happened : { ...happened, chat })
      }
    }
    working = false
  }

  return (event) => {
    waiting.push(event)
    if (!working) void work()
  }
}

async function withMessage(view: View, event: EngineEvent): Promise<Extract<Happened, { event: unknown }>> {
  if (!('message' in event) || event.kind === 'gone') return { event }
  const to = view.addressOf(event.conversation)
  const message = to === undefined ? undefined : await view.message(to, event.message)
  return message === undefined ? { event } : { event, message }
}

/** By place in the list: each chat with its last event, as it is after all of them. */
async function chatsOf(view: View, events: readonly EngineEvent[]): Promise<ReadonlyMap<number, ShownChat>> {
  const last = new Map<number, number>()
  for (const [i, event] of events.entries()) if ('conversation' in event) last.set(event.conversation, i)
  const found = new Map<number, ShownChat>()
  for (const [conversation, i] of last) {
    const chat = await view.chat(conversation)
    if (chat !== undefined) found.set(i, chat)
  }
  return found
}
