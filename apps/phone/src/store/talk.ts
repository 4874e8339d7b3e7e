/** The conversation that is open: a stretch of it, what is being sent, and how it is read on. */
import { batch, signal } from '@preact/signals'
import type { Command, ShownMessage, ShownPage } from '@ebb/engine'
import type { Happened } from '../boundary.ts'
import { chatWith } from './chats.ts'
import { now } from './now.ts'
import { ask, drawFirst } from './office.ts'
import { words } from '../words/words.ts'
import { forgetAhead, openingOf } from './talk-ahead.ts'
import type { Pending, Talk } from './talk-shown.ts'

export type { Pending, Talk } from './talk-shown.ts'

/** Messages read at once. */
const stretch = 60
export const talk = signal<Talk | undefined>(undefined)
/** What was tapped away in it and is not kept yet. By itself, so that it is on the screen before anything else is drawn anew. */
export const pending = signal<readonly Pending[]>([])
/** The conversation that is open, or is being opened. */
let wanted: { readonly with: string; readonly message: number | undefined; fresh: boolean } | undefined
let opening = 0
let pendingKey = 1

/** Opens at the first unread message, or at one that was looked for, else at the end. */
export async function openTalk(to: string, message?: number): Promise<void> {
  const mine = ++opening
  wanted = { with: to, message, fresh: false }
  if (talk.value?.with !== to) empty()
  if (message !== undefined) {
    const page = await ask('page', { to, around: message, limit: stretch })
    if (mine === opening) show(to, page ?? nothing, null)
    return
  }
  const found = await openingOf(to)
  if (mine === opening) show(to, found?.page ?? nothing, found?.firstUnread ?? null)
}

/** Before anybody is led there: whoever comes then finds it, and nothing is drawn twice. */
export async function openTalkFirst(to: string, message?: number): Promise<void> {
  const opened = openTalk(to, message)
  wanted!.fresh = true
  await opened
}

/** Where somebody has come to a conversation that was not opened for them just now. */
export function enterOpenTalk(to: string, message?: number): void {
  const fresh = wanted?.fresh === true && wanted.with === to && wanted.message === message
  if (fresh) wanted!.fresh = false
  else void openTalk(to, message)
}

/** Of this one alone, where it is said: another may be open already. */
export function closeTalk(to?: string): void {
  if (to !== undefined && wanted?.with !== to) return
  wanted = undefined
  opening += 1
  forgetAhead()
  empty()
}

export async function loadOlder(): Promise<void> {
  const current = talk.value
  const first = current?.messages[0]
  if (current === undefined || !current.older || first === undefined) return
  const page = await ask('page', { to: current.with, before: first.number, limit: stretch })
  change(current.with, (t) => ({
    ...t,
    messages: merged(page?.messages ?? [], t.messages),
    older: page?.older ?? false,
  }))
}

export async function loadNewer(): Promise<void> {
  const current = talk.value
  const last = current?.messages.at(-1)
  if (current === undefined || !current.newer || last === undefined) return
  const page = await ask('page', { to: current.with, after: last.number, limit: stretch })
  change(current.with, (t) => ({
    ...t,
    messages: merged(t.messages, page?.messages ?? []),
    newer: page?.newer ?? false,
  }))
}

export async function toNewest(): Promise<void> {
  const current = talk.value
  if (current === undefined || !current.newer) return
  const page = await ask('page', { to: current.with, limit: stretch })
  change(current.with, (t) => ({ ...t, ...(page ?? nothing) }))
}

/** Shown at once, kept and sent as soon as may be. Rejects with Refusal; what was written is the caller's to keep. */
export async function sendText(
  to: string,
  text: string,
  how: {
    readonly ceiling?: number
    readonly afterRead?: number
    readonly replyTo?: ShownMessage
    readonly once?: boolean
  } = {},
): Promise<void> {
  const { replyTo, ...clocks } = how
  const key = pendingKey++
  // What comes back of it is drawn too, and would be drawn first.
  drawFirst()
  if (talk.value?.with === to)
    pending.value = [...pending.value, { key, text: how.once === true ? words.value.kinds.onceSent : text, replyTo }]
  const command: Command = { do: 'send', to, text, ...clocks, ...(replyTo && { replyTo: replyTo.number }) }
  try {
    // Who reads far back sees the newest stretch, in which it will stand. Asked first, so answered first.
    await Promise.all([talk.value?.with === to ? toNewest() : undefined, ask('command', command)])
    if (talk.value === undefined) await openTalk(to)
  } finally {
    pending.value = pending.value.filter((p) => p.key !== key)
  }
}

/** The person has these before their eyes: their clocks start, and the worker says when they end. */
export async function seen(to: string, messages: readonly number[]): Promise<void> {
  change(to, (t) => ({
    ...t,
    messages: t.messages.map((m) => (messages.includes(m.number) ? { ...m, read: true } : m)),
  }))
  await ask('command', { do: 'seen', to, messages })
}

/** What the worker tells of the open conversation. */
export function takeHappened(happened: Extract<Happened, { event: unknown }>): void {
  const { event, message } = happened
  forgetAhead()
  const current = talk.value
  if (current === undefined || !('conversation' in event)) return
  if (chatWith(current.with)?.conversation !== event.conversation) return
  if (event.kind === 'gone') return drop(current, [event.message])
  if (message === undefined) return
  const known = current.messages.some((m) => m.number === message.number)
  // What lies beyond the stretch that is loaded is read when somebody gets there. Only what is new is added at its end.
  if (!known && (current.newer || event.kind !== 'message')) return
  // What is kept now was shown already: one message is never seen twice.
  batch(() => {
    change(current.with, (t) => ({ ...t, messages: merged(t.messages, [message]) }))
    if (!known && message.mine) pending.value = withoutFirst(pending.value, message.text)
  })
}

/** Whatever has come to its end leaves the screen by this page's own clock too, whoever is asleep. */
export function dropEnded(): void {
  const current = talk.value
  const ended = current?.messages.filter((m) => m.expires <= now.value).map((m) => m.number) ?? []
  if (current !== undefined && ended.length > 0) drop(current, ended)
}

const nothing = { messages: [], older: false, newer: false } as const

function show(to: string, page: ShownPage, firstUnread: number | null): void {
  batch(() => {
    if (talk.value?.with !== to) pending.value = []
    talk.value = { with: to, opened: opening, ...page, firstUnread }
  })
}

const empty = (): void =>
  batch(() => {
    talk.value = undefined
    pending.value = []
  })

function change(to: string, how: (talk: Talk) => Talk): void {
  if (talk.value?.with === to) talk.value = how(talk.value)
}

/** A message that is gone takes its quotes along. */
function drop(from: Talk, numbers: readonly number[]): void {
  const messages = from.messages
    .filter((m) => !numbers.includes(m.number))
    .map((m) =>
      m.replyTo !== undefined && numbers.includes(m.replyTo) ? { ...m, replyTo: undefined, quote: undefined } : m,
    )
  batch(() => {
    talk.value = { ...from, messages }
    pending.value = pending.value.map((p) =>
      p.replyTo !== undefined && numbers.includes(p.replyTo.number) ? { ...p, replyTo: undefined } : p,
    )
  })
}

function withoutFirst(all: readonly Pending[], text: string | undefined): readonly Pending[] {
  const at = all.findIndex((p) => p.text === text)
  return at < 0 ? all : all.toSpliced(at, 1)
}

/** Both in their order; of one number the later counts. */
function merged(first: readonly ShownMessage[], second: readonly ShownMessage[]): readonly ShownMessage[] {
  const fresh = new Map(second.map((m) => [m.number, m]))
  const kept = first.map((m) => fresh.get(m.number) ?? m)
  const there = new Set(first.map((m) => m.number))
  return [...kept, ...second.filter((m) => !there.has(m.number))]
}
