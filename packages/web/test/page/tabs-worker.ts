/** One tab's worker, for the tests of leading and following. */
import { joinTabs, type Tab } from '../../src/index.ts'
import { serveAsks } from './serve-asks.ts'

interface Wanted {
  readonly what: 'echo' | 'wait' | 'fail'
  readonly text: string
}

const me = crypto.randomUUID()
let tab: Tab<Wanted, { readonly text: string; readonly by: string }, string>
let letGo: (() => void) | undefined
const goOn = Promise.withResolvers<void>()
let underWay = 0

serveAsks({
  me: () => me,
  join: ({ name, beat }: { name: string; beat: number }) => {
    tab = joinTabs({
      name,
      beat,
      answer: async ({ what, text }) => {
        underWay += 1
        if (what === 'fail') throw new Error(text)
        if (what === 'wait') await goOn.promise
        return { text, by: me }
      },
      onLead: () => postMessage({ tell: 'leads' }),
      onEvent: (event) => postMessage({ tell: event }),
    })
  },
  ask: (wanted: Wanted) => tab.ask(wanted),
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
