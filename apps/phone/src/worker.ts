/**
 * The worker's main: the house put together for a browser. One worker leads among all tabs and holds everything; the
 * others pass their page's asks on to it. The first screen waits for none of the engine: what it has to know can be seen
 * from outside.
 */
import { StorageError } from '@ebb/engine/ports'
import {
  eraseHome,
  isHome,
  isPersistent,
  joinTabs,
  openHome,
  storageUsed,
  systemClock,
  systemRandom,
  webSocketLine,
} from '@ebb/web'
import type { Answered, Asked, AskName, Happened, House, PhoneRefusal } from './boundary.ts'
import { attentionTo } from './house/attention.ts'
import { openerHint } from './house/hint.ts'
import type { Keeper } from './house/keeper.ts'
import { seenFromOutside } from './house/outside.ts'
import { Refused } from './house/refused.ts'

const attention = attentionTo(systemClock.pause)

/** Undefined until the engine has been loaded: nothing is open before. */
let keeper: Keeper | undefined

const tabs = joinTabs<Asked, Answered, Happened>({
  answer,
  onEvent: (happened) => postMessage(happened),
  // Whoever led before is gone, and its keys with it.
  onLead: () => void house().then((seen) => tabs.tell({ house: seen })),
})

const loading = import('./house/keeper.ts').then(
  ({ keepHouse }) =>
    (keeper = keepHouse({
      clock: { ...systemClock, pause: () => attention.pause() },
      random: systemRandom,
      line: webSocketLine(),
      isHome,
      openHome,
      eraseHome,
      hint: openerHint,
      storage: async () => ({ ...(await storageUsed()), persistent: await isPersistent() }),
      tell: (happened) => tabs.tell(happened),
    })),
)

const house = (): Promise<House> => keeper?.house() ?? seenFromOutside({ isHome, hint: openerHint })

addEventListener('message', ({ data }: MessageEvent<Asked>) => void pass(data))

async function pass(asked: Asked): Promise<void> {
  const outcome = await tabs.ask(asked)
  const refused: Answered = { id: asked.id, ok: false, why: 'elsewhere' }
  // Numbers of asks are each tab's own.
  postMessage('answer' in outcome ? outcome.answer : refused)
}

async function answer({ id, ask, with: parameters }: Asked): Promise<Answered> {
  attention.asked()
  try {
    const value = ask === 'house' ? await house() : await (await loading).answer<AskName>(ask, parameters)
    return { id, ok: true, value }
  } catch (error) {
    if (error instanceof Refused) return { id, ok: false, why: error.why }
    if (error instanceof StorageError) return { id, ok: false, why: error.why satisfies PhoneRefusal }
    tabs.tell({ broken: 'bug' })
    return { id, ok: false, why: 'elsewhere' }
  }
}
