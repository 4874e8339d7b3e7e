/** The list of conversations as the page knows it, kept up to date by what happens. */
import { computed, signal } from '@preact/signals'
import type { ShownChat } from '@ebb/engine'

/** By conversation number. */
const byNumber = signal<ReadonlyMap<number, ShownChat>>(new Map())
export const chatsLoaded = signal(false)

const inOrder = (a: ShownChat, b: ShownChat): number =>
  Number(b.pinned) - Number(a.pinned) || b.at - a.at || b.conversation - a.conversation

/** Pinned first, newest first; of the same second, as the worker counts them. */
export const allChats = computed(() => [...byNumber.value.values()].toSorted(inOrder))
export const listed = computed(() => allChats.value.filter((c) => !c.archived && !c.blocked && !c.request))
export const requests = computed(() => allChats.value.filter((c) => c.request && !c.blocked))
export const archived = computed(() => allChats.value.filter((c) => c.archived && !c.blocked && !c.request))
export const blocked = computed(() => allChats.value.filter((c) => c.blocked))

export const chatWith = (handle: string): ShownChat | undefined => allChats.value.find((c) => c.with === handle)

/** Of a conversation that a command has begun. */
export const addressOf = (conversation: number): string => byNumber.value.get(conversation)?.with ?? `#${conversation}`

export function takeChats(all: readonly ShownChat[]): void {
  byNumber.value = new Map(all.map((chat) => [chat.conversation, shown(chat)]))
  chatsLoaded.value = true
}

/** The others. What is known already was told since, or is told when it changes. */
export function takeOtherChats(all: readonly ShownChat[]): void {
  const others = all.filter(({ conversation }) => !byNumber.value.has(conversation))
  if (others.length === 0) return
  byNumber.value = new Map([...byNumber.value, ...others.map((chat) => [chat.conversation, shown(chat)] as const)])
}

export function takeChat(chat: ShownChat): void {
  byNumber.value = new Map(byNumber.value).set(chat.conversation, shown(chat))
}

/** A stranger shows no picture to somebody who has not let them in. */
function shown(chat: ShownChat): ShownChat {
  return chat.request && chat.group !== undefined ? { ...chat, group: { ...chat.group, picture: undefined } } : chat
}

export function forgetChats(): void {
  byNumber.value = new Map()
  chatsLoaded.value = false
}
