/** One tab's worker, for the tests of leading and following. */
import { joinTabs, type Tab } from '../../src/index.ts'
import { serveAsks } from './serve-asks.ts'

interface Wanted {
  readonly what: 'echo' | 'wait' | 'fail'
  readonly text: string
  /** Comes back twice. */
  readonly blob?: Blob
}

const me = crypto.randomUUID()
let tab: Tab<Wanted, { readonly text: string; readonly by: string; readonly blob?: Blob }, string>
let letGo: (() => void) | undefined
const goOn = Promise.withResolvers<void>()
let underWay = 0

serveAsks({
  me: () => me,
  join: ({ name, beat }: { name: string; beat?: number }) => {
    tab = joinTabs({
      name,
      ...(beat !== undefined && { beat }),
      answer: async ({ what, text, blob }) => {
        underWay += 1
        if (what === 'fail') throw new Error(text)
        if (what === 'wait') await goOn.promise
        return { text, by: me, ...(blob && { blob: new Blob([blob, blob]) }) }
      },
      onLead: () => postMessage({ tell: 'leads' }),
      onEvent: (event) => postMessage({ tell: event }),
    })
  },
  ask: (wanted: Wanted) => tab.ask(wanted),
  blob: async ({ text }: { text: string }) => {
    const outcome = await tab.ask({ what: 'echo', text, blob: new Blob([text]) })
    return 'answer' in outcome ? { by: outcome.answer.by, text: await outcome.answer.blob!.text() } : outcome
  },
  underWay: () => underWay,
  goOn: () => goOn.resolve(),
  tell: ({ event }: { event: string }) => tab.tell(event),
  leads: () => tab.leads(),
  leave: () => tab.leave(),
  /** Somebody else has the lock, so nobody leads. */
  holdLock: ({ name }: { name: string }) =>
    new Promise<void>((resolve, reject) => {
      navigator.locks
        .request(name, () => new Promise<void>((release) => ((letGo = release), resolve())))
        .catch(() => reject(new Error('no lock')))
    }),
  letGo: () => letGo?.(),
  /** The worker hears nothing and says nothing, after its page has been told. */
  sleep: ({ milliseconds }: { milliseconds: number }) => {
    postMessage({ tell: 'sleeps' })
    const until = performance.now() + milliseconds
    while (performance.now() < until);
  },
})
