/**
 * The worker's main: the engine put together for a browser. One worker leads among all tabs and holds everything; the
 * others pass their page's asks on to it.
 */
import { tsMls } from '@ebb/engine'
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
import type { Answered, Asked, AskName, Happened } from './boundary.ts'
import { openerHint } from './house/hint.ts'
import { keepHouse } from './house/keeper.ts'
import { Refused } from './house/refused.ts'

const keeper = keepHouse({
  clock: systemClock,
  random: systemRandom,
  line: webSocketLine(),
  mls: tsMls,
  isHome,
  openHome,
  eraseHome,
  hint: openerHint,
  storage: async () => ({ ...(await storageUsed()), persistent: await isPersistent() }),
  tell: (happened) => tabs.tell(happened),
})

const tabs = joinTabs<Asked, Answered, Happened>({
  answer,
  onEvent: (happened) => postMessage(happened),
  // Whoever led before is gone, and its keys with it.
  onLead: () => void keeper.house().then((house) => tabs.tell({ house })),
})

addEventListener('message', ({ data }: MessageEvent<Asked>) => void pass(data))

async function pass(asked: Asked): Promise<void> {
  const outcome = await tabs.ask(asked)
  const refused: Answered = { id: asked.id, ok: false, why: 'elsewhere' }
  // Numbers of asks are each tab's own.
  postMessage('answer' in outcome ? outcome.answer : refused)
}

async function answer(asked: Asked): Promise<Answered> {
  const { id } = asked
  try {
    return { id, ok: true, value: await keeper.answer<AskName>(asked.ask, asked.with) }
  } catch (error) {
    if (error instanceof Refused) return { id, ok: false, why: error.why }
    tabs.tell({ broken: 'bug' })
    return { id, ok: false, why: 'elsewhere' }
  }
}
