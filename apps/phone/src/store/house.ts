/** Whether this device is empty, locked or open, and what follows from it. */
import { batch, computed, signal } from '@preact/signals'
import type { Warning } from '@ebb/engine'
import { beginAnew } from '../anew.ts'
import type { Happened, House, Me, PhoneRefusal } from '../boundary.ts'
import { forgetChats, takeChat, takeChats, takeOtherChats } from './chats.ts'
import { whenDrawn } from './drawn.ts'
import { hearNothing } from './heard.ts'
import { ask, endOffice, onHappened, Refusal } from './office.ts'
import { closeTalk, takeHappened } from './talk.ts'

/** Undefined until the worker has looked. */
export const house = signal<House | undefined>(undefined)
export const me = computed<Me | undefined>(() => (house.value?.at === 'open' ? house.value.me : undefined))
/** The line to the server. `barred`: it does not want this device, or it is another server. */
export const line = signal<{ readonly at: 'online' | 'offline' | 'barred'; readonly why?: PhoneRefusal }>({
  at: 'offline',
})
/** Something a person should know: a lying server, a wrong clock. The newest, until it is put away. */
export const warning = signal<Warning | undefined>(undefined)
/** The keys go: nothing is heard or recorded any more, and pictures are let go of. */
export const locking = signal(false)
/** Number of the conversation that it is about, if it is about one. */
export const warnedAbout = signal<number | undefined>(undefined)
/** A bug, or a disk that failed. */
export const broken = signal<PhoneRefusal | 'bug' | undefined>(undefined)

/** The tab that leads says nothing, and nothing is known of the house yet. */
export const unanswered = signal(false)

/** Once, by main. Resolves when it is known what to show. */
export async function enterHouse(): Promise<void> {
  onHappened(take)
  if (!(await looked())) void lookOn()
}

/** When the leader wakes or goes, a look is answered. One that is refused at once is not repeated at once. */
async function lookOn(): Promise<void> {
  unanswered.value = true
  while (house.value === undefined && !(await looked())) await new Promise((resolve) => setTimeout(resolve, 1000))
  unanswered.value = false
}

async function looked(): Promise<boolean> {
  try {
    await lookAgain()
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What the disk refuses it refuses again.
    if (error.why === 'elsewhere') return false
    broken.value = error.why
    return true
  }
}

export async function lookAgain(): Promise<void> {
  settle(await ask('house', {}))
}

function settle(next: House): void {
  batch(() => {
    house.value = next
    if (next.at !== 'open') return
    line.value = { at: next.me.online ? 'online' : 'offline' }
    if (next.me.joined) takeChats(next.chats)
  })
}

/**
 * Ends the worker with every key, then loads the page anew, so that nothing of what it showed stays in its memory.
 */
export async function lock(): Promise<void> {
  beSilent()
  // A worker that hangs is ended all the same.
  const patience = new Promise((resolve) => setTimeout(resolve, 2000))
  await Promise.race([ask('lock', {}).catch(() => undefined), patience])
  leave()
}

export async function erase(): Promise<void> {
  await ask('erase', {})
  leave()
}

/** The worker's answer and its news may both lead here. */
function leave(): void {
  beSilent()
  forgetChats()
  closeTalk()
  endOffice()
  beginAnew('/')
}

function beSilent(): void {
  locking.value = true
  hearNothing()
}

function take(happened: Happened): void {
  if ('broken' in happened) {
    broken.value = happened.broken
    return
  }
  if ('house' in happened) {
    if (happened.house.at !== 'open' && house.value?.at === 'open') return leave()
    settle(happened.house)
    // A refusal means that there is nobody to tell.
    void whenDrawn().then(() => ask('drawn', {}).catch(() => undefined))
    return
  }
  if ('chats' in happened) return takeOtherChats(happened.chats)
  const { event, chat } = happened
  if (chat !== undefined) takeChat(chat)
  if (event.kind === 'line') line.value = event.why === undefined ? { at: event.at } : { at: event.at, why: event.why }
  if (event.kind === 'warning')
    batch(() => {
      warning.value = event.what
      warnedAbout.value = event.about
    })
  takeHappened(happened)
}
