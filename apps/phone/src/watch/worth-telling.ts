/** Whether somebody who does not see the app wants to know of what has happened. */
import type { Happened } from '../boundary.ts'

export function isWorthTelling(happened: Happened): boolean {
  if (!('event' in happened) || happened.event.kind !== 'message') return false
  const { chat, message } = happened
  if (message === undefined || message.mine || message.read || chat?.blocked === true) return false
  // Whoever is mentioned wants to know, wherever that is; what is shown of it is the same.
  return chat?.muted !== true || message.mentions.some(({ mine }) => mine)
}
