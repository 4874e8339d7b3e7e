/** To a conversation. Beside the list, one takes the place of the other; from a new name the way back leads to the list. */
import { go, route, swap } from '../store/route.ts'
import { wide } from './wide.ts'

export function enterTalk(to: string, message?: number): void {
  const place = { at: 'talk', with: to, ...(message !== undefined && { message }) } as const
  const here = route.peek().at
  if (here === 'new' || (wide.peek() && here !== 'chats')) swap(place)
  else go(place)
}
