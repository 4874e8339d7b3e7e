/** What can be done with a conversation from outside of it. Each asks the worker; what follows arrives by itself. */
import type { Command, ShownChat } from '@ebb/engine'
import { ask, Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'
import { say } from './snackbar.tsx'

type Arranged = Omit<Extract<Command, { do: 'arrange' }>, 'do' | 'to'>

export const arrange = (to: string, how: Arranged): Promise<void> => order({ do: 'arrange', to, ...how })

/** A command whose refusal is told at the foot of the screen. */
export async function order(command: Command): Promise<void> {
  try {
    await ask('command', command)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say(words.value.refusals[error.why])
  }
}

/** Everything unread in it counts as read from now on, by the person's own word. */
export async function markRead({ with: to }: ShownChat): Promise<void> {
  const opening = await ask('opening', { to, limit: 200 })
  let page = opening?.page
  while (page !== undefined && page !== null) {
    const messages = page.messages.filter((m) => !m.mine && !m.read).map((m) => m.number)
    if (messages.length > 0) await order({ do: 'seen', to, messages })
    const last = page.messages.at(-1)
    page =
      page.newer && last !== undefined
        ? ((await ask('page', { to, after: last.number, limit: 200 })) ?? undefined)
        : undefined
  }
}

export async function block(to: string): Promise<void> {
  await order({ do: 'block', to })
  say(words.value.talk.wasBlocked(to))
}
