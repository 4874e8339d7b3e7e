/** To a conversation. Beside the list, one takes the place of the other; from a new name the way back leads to the list. */
import { go, route, swap } from '../store/route.ts'
import { openTalkFirst } from '../store/talk.ts'
import { wide } from './wide.ts'

/** Milliseconds for which nobody notices that a tap has not led anywhere yet. */
const unnoticed = 100
let entering = 0

/** Mostly it is there before anything of it is drawn; what takes longer shows that it does. */
export async function enterTalk(to: string, message?: number): Promise<void> {
  const mine = ++entering
  const from = route.peek()
  const patience = new Promise((resolve) => setTimeout(resolve, unnoticed))
  await Promise.race([openTalkFirst(to, message), patience])
  // Who has gone elsewhere meanwhile stays there.
  if (mine === entering && route.peek() === from) lead(to, message)
}

function lead(to: string, message: number | undefined): void {
  const place = { at: 'talk', with: to, ...(message !== undefined && { message }) } as const
  const here = route.peek().at
  if (here === 'new' || here === 'new-group' || (wide.peek() && here !== 'chats')) swap(place)
  else go(place)
}
