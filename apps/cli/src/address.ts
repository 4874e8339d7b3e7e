/** Whom a person names: `@alice`, or `#newsroom` for a group, or `#3` where several groups have one name. */
import type { View } from '@ebb/engine'
import { Refused } from './refused.ts'
import { harmlessName } from './say.ts'

/** What the engine's commands take. */
export async function addressIn(view: View, who: string): Promise<string> {
  if (!who.startsWith('#')) return who.replace(/^@/, '')
  const groups = (await view.chats()).filter((chat) => chat.group !== undefined)
  const named = groups.filter((chat) => chat.name === who.slice(1))
  const [only] = named.length === 0 ? groups.filter((chat) => chat.with === who) : named
  if (only === undefined) throw new Refused('unknown-group', 'There is no such group here. Look with: ebb chats.')
  if (named.length < 2) return only.with
  const numbers = named.map((chat) => `'${chat.with}'`).join(', ')
  throw new Refused('unknown-group', `Several groups have this name. Use the number of the one you mean: ${numbers}.`)
}

/** How what is printed names a conversation: `alice`, or `#newsroom`. */
export function labelOf(view: View, conversation: number): string | undefined {
  const name = view.nameOf(conversation)
  return view.addressOf(conversation)?.startsWith('#') === true ? `#${name}` : name
}

/** For people: with `@` in front of a handle. Others have chosen the names of groups. */
export const nameFor = (label: string): string => (label.startsWith('#') ? harmlessName(label) : `@${label}`)
