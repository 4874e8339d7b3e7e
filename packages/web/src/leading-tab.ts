/**
 * One tab of many leads: it alone opens what can be open only once. Every tab has a worker of its own, and each worker
 * joins here. A Web Lock chooses: whoever holds it leads until it leaves or ends, however that happens, and then the
 * next one in the queue does. The others hand the asks of their pages to the leader over a BroadcastChannel.
 *
 * Asks, answers and events are plaintext. The channel reaches workers and pages of the same origin only, and what goes
 * over it lies in the browser's memory and nowhere else.
 *
 * When the leader goes, what it was asked and had not answered may have been done or not: the asking tab hears
 * `elsewhere`. What was asked while nobody led waits for the next leader. A leader that says nothing for long (its tab
 * sleeps, say) is not waited for, and neither is one that does not say that it leads. Browsers that put background tabs
 * to sleep spare those that hold a lock others wait for; for the rest, a page should have its worker leave on `freeze`
 * and join again on `resume`.
 */
export interface TabParts<Ask, Answer, Event> {
  /** Answers an ask of this tab or another, while this one leads. All three kinds of values are structured clones. */
  readonly answer: (ask: Ask) => Promise<Answer>
  /** This tab leads from now on, before anything is asked of it. */
  readonly onLead: () => void
  /** What the leader told, in every tab, its own too. */
  readonly onEvent: (event: Event) => void
  /** Of lock and channel. */
  readonly name?: string
  /** Milliseconds between two signs of life that a follower wants while it waits for an answer. */
  readonly beat?: number
}

export type Outcome<Answer> = { readonly answer: Answer } | { readonly refused: 'elsewhere' }

export interface Tab<Ask, Answer, Event> {
  /** Rejects where the leader's `answer` did, without saying why. */
  ask(ask: Ask): Promise<Outcome<Answer>>
  /** Tells every tab. For the leader only; from any other it is lost. */
  tell(event: Event): void
  leads(): boolean
  /** Lets the next one lead. Close everything first. What waits here is refused. */
  leave(): void
}

type Word<Ask, Answer, Event> =
  | { readonly say: 'who' }
  | { readonly say: 'leads'; readonly from: string }
  | { readonly say: 'ask'; readonly from: string; readonly to: string; readonly id: number; readonly ask: Ask }
  | { readonly say: 'answer'; readonly to: string; readonly id: number; readonly answer: Answer }
  | { readonly say: 'failed'; readonly to: string; readonly id: number }
  | { readonly say: 'event'; readonly from: string; readonly event: Event }
  | { readonly say: 'alive?'; readonly from: string; readonly to: string }
  | { readonly say: 'alive'; readonly to: string }

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  /** Undefined: nobody led when it was asked. */
  sentTo: string | undefined
  readonly resolve: (outcome: Outcome<Answer>) => void
  readonly reject: (error: unknown) => void
}

/**
 * So many signs of life may fail to come: more than a leader needs that hears nothing while it works on a passphrase, on a slow
 * phone too. Counted, not timed: a tab that slept itself has heard nothing either.
 */
const mostMissed = 4

export function joinTabs<Ask, Answer, Event>({
  answer,
  onLead,
  onEvent,
  name = 'ebb',
  beat: between = 2000,
}: TabParts<Ask, Answer, Event>): Tab<Ask, Answer, Event> {
  const me = crypto.randomUUID()
  const channel = new BroadcastChannel(name)
  const queue = new AbortController()
  const waiting = new Map<number, Waiting<Ask, Answer>>()
  let leader: string | undefined
  let release: (() => void) | undefined
  let left = false
  let asked = 0
  let missed = 0
  let beating: ReturnType<typeof setInterval> | undefined

  const post = (word: Word<Ask, Answer, Event>): void => {
    if (!left) channel.postMessage(word)
  }
  const settle = (id: number): Waiting<Ask, Answer> | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) clearInterval(beating)
    if (waiting.size === 0) beating = undefined
    return found
  }
  const refuse = (which: (one: Waiting<Ask, Answer>) => boolean): void => {
    for (const [id, one] of waiting) if (which(one)) settle(id)?.resolve({ refused: 'elsewhere' })
  }

  /** Hands on what waits for somebody to lead; what was handed to an earlier leader is lost with it. */
  const follow = (next: string): void => {
    leader = next
    missed = 0
    refuse(({ sentTo }) => sentTo !== undefined && sentTo !== next)
    for (const [id, one] of waiting) if (one.sentTo === undefined) hand(id, one)
  }
  const hand = (id: number, one: Waiting<Ask, Answer>): void => {
    if (leader === undefined) return beat()
    one.sentTo = leader
    if (leader === me) {
      Promise.try(answer, one.ask).then(
        (value) => settle(id)?.resolve({ answer: value }),
        (error: unknown) => settle(id)?.reject(error),
      )
      return
    }
    post({ say: 'ask', from: me, to: leader, id, ask: one.ask })
    beat()
  }
  const beat = (): void => {
    if (beating !== undefined) return
    missed = 0
    beating = setInterval(listenForLife, between)
  }
  const listenForLife = (): void => {
    if (leader === me) return
    missed += 1
    // One that has slept since before this tab came has not said that it leads.
    if (missed > mostMissed) refuse(({ sentTo }) => sentTo === leader)
    else post(leader === undefined ? { say: 'who' } : { say: 'alive?', from: me, to: leader })
  }

  const lead = async (): Promise<void> => {
    if (left) return
    const held = new Promise<void>((resolve) => (release = resolve))
    onLead()
    post({ say: 'leads', from: me })
    follow(me)
    await held
  }
  const answerFor = (from: string, id: number, ask: Ask): void => {
    Promise.try(answer, ask).then(
      (value) => post({ say: 'answer', to: from, id, answer: value }),
      () => post({ say: 'failed', to: from, id }),
    )
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Word<Ask, Answer, Event>>) => {
    // What is meant for another tab, or comes from one that leads no more, means nothing here.
    if (left || ('to' in data && data.to !== me)) return
    if ('to' in data && (data.say === 'answer' || data.say === 'failed' || data.say === 'alive')) missed = 0
    switch (data.say) {
      case 'who':
        if (leader === me) post({ say: 'leads', from: me })
        return
      case 'leads':
        if (leader !== data.from) follow(data.from)
        return
      case 'ask':
        return answerFor(data.from, data.id, data.ask)
      case 'answer':
        return settle(data.id)?.resolve({ answer: data.answer })
      case 'failed':
        return settle(data.id)?.reject(new Error('the leading tab failed'))
      case 'event':
        if (data.from === leader) onEvent(data.event)
        return
      case 'alive?':
        return post({ say: 'alive', to: data.from })
      case 'alive':
    }
  })

  const leave = (): void => {
    if (left) return
    left = true
    leader = undefined
    refuse(() => true)
    channel.close()
    queue.abort()
    release?.()
  }
  // It rejects when this tab leaves the queue, or when the browser takes the lock away.
  navigator.locks.request(name, { signal: queue.signal }, lead).catch((error: unknown) => {
    leave()
    if ((error as { name?: string }).name !== 'AbortError') throw error
  })
  // Whoever leads already says so again.
  post({ say: 'who' })

  return {
    ask: (ask) =>
      new Promise((resolve, reject) => {
        if (left) return resolve({ refused: 'elsewhere' })
        const one = { ask, sentTo: undefined, resolve, reject }
        waiting.set(++asked, one)
        hand(asked, one)
      }),
    tell(event) {
      if (leader !== me) return
      post({ say: 'event', from: me, event })
      onEvent(event)
    },
    leads: () => leader === me,
    leave,
  }
}
