/** What a device shows at any moment. */
import type { ShownMessage } from '@ebb/engine'
import type { Glimpse } from '../ledger.ts'
import type { Invariant, Moment } from './invariant.ts'

const changed = (moment: Moment, chats: ReadonlyMap<string, readonly ShownMessage[]>): Moment => ({
  ...moment,
  glimpse: { ...moment.glimpse, chats },
})

/** The first chat that fits, changed; undefined where none does. */
function inSomeChat(
  moment: Moment,
  change: (messages: readonly ShownMessage[], glimpse: Glimpse) => readonly ShownMessage[] | undefined,
): Moment | undefined {
  for (const [peer, messages] of moment.glimpse.chats) {
    const other = change(messages, moment.glimpse)
    if (other !== undefined) return changed(moment, new Map([...moment.glimpse.chats, [peer, other]]))
  }
  return undefined
}

/** No text stands there twice, now or under another number than before; none that nobody wrote. */
export const shownOnce: Invariant<Moment> = {
  name: 'shown-once',
  check({ glimpse, ledger }) {
    for (const [peer, messages] of glimpse.chats) {
      const here = new Set<string | undefined>()
      for (const { text, number, from } of messages) {
        const said = text === undefined ? undefined : ledger.said.get(text)
        const fits =
          said?.from === from && [said.from, said.to].includes(glimpse.who) && [said.from, said.to].includes(peer)
        if (!fits) return `${glimpse.who} sees from ${from} what nobody wrote: ${text}`
        if (here.has(text)) return `${glimpse.who} sees ${text} twice`
        here.add(text)
        const first = ledger.everShown.get(`${glimpse.who}: ${text}`)
        if (first !== undefined && first !== number)
          return `${glimpse.who} sees ${text} again, as number ${number} after ${first}`
      }
    }
    return undefined
  },
  plant: (moment) =>
    inSomeChat(moment, (messages) =>
      messages.length > 0 ? [...messages, { ...messages[0]!, number: 1_000_000 }] : undefined,
    ),
}

/** Of each sender, later messages stand below earlier ones. */
export const inOrder: Invariant<Moment> = {
  name: 'in-order',
  check({ glimpse, ledger }) {
    for (const messages of glimpse.chats.values()) {
      const newest = new Map<string, number>()
      for (const { text, from } of messages) {
        const { place } = ledger.said.get(text ?? '')!
        if (place < (newest.get(from) ?? 0))
          return `${glimpse.who} sees ${text} after ${from}’s number ${newest.get(from)}`
        newest.set(from, place)
      }
    }
    return undefined
  },
  plant: (moment) =>
    inSomeChat(moment, (messages) => {
      const second = messages.findIndex((message, i) => messages.slice(0, i).some(({ from }) => from === message.from))
      if (second < 0) return undefined
      return messages.toSpliced(second, 1).toSpliced(
        messages.findIndex(({ from }) => from === messages[second]!.from),
        0,
        messages[second]!,
      )
    }),
}

/** Nothing outlives its clocks by the clock of the device that shows it. */
export const endsInTime: Invariant<Moment> = {
  name: 'ends-in-time',
  check({ glimpse, ledger }) {
    for (const messages of glimpse.chats.values()) {
      for (const { text, mine } of messages) {
        const said = ledger.said.get(text ?? '')!
        if (glimpse.now >= said.claimed + said.ceiling)
          return `${glimpse.who} still sees ${text} ${glimpse.now - said.claimed} s after it was sent`
        const { seen, afterRead } = said
        if (mine || seen === undefined || afterRead === null) continue
        if (glimpse.now >= seen + afterRead)
          return `${glimpse.who} still sees ${text} ${glimpse.now - seen} s after reading it`
      }
    }
    return undefined
  },
  plant: (moment) =>
    [...moment.glimpse.chats.values()].some((messages) => messages.length > 0)
      ? { ...moment, glimpse: { ...moment.glimpse, now: moment.glimpse.now + 29 * 86_400 } }
      : undefined,
}

/** Delivered and read are more than sent. */
export const isSent = ({ state }: ShownMessage): boolean => ['sent', 'delivered', 'read'].includes(state)

/** The list of conversations counts what is there to be counted. */
export const counted: Invariant<Moment> = {
  name: 'counted',
  check({ glimpse }) {
    for (const [peer, { unread, queued }] of glimpse.counts) {
      const messages = glimpse.chats.get(peer)!
      const real = {
        unread: messages.filter(({ mine, read }) => !mine && !read).length,
        queued: messages.filter(({ state }) => state === 'queued').length,
      }
      if (unread !== real.unread) return `${glimpse.who} counts ${unread} unread of ${peer}, and has ${real.unread}`
      if (queued !== real.queued) return `${glimpse.who} counts ${queued} unsent for ${peer}, and has ${real.queued}`
    }
    return undefined
  },
  plant(moment) {
    const [first] = moment.glimpse.counts
    if (first === undefined) return undefined
    const [peer, counts] = first
    const off = new Map([...moment.glimpse.counts, [peer, { ...counts, unread: counts.unread + 1 }]])
    return { ...moment, glimpse: { ...moment.glimpse, counts: off } }
  },
}

/** Whatever its author’s device has taken stands there until its clocks have ended. */
export const nothingLost: Invariant<Moment> = {
  name: 'nothing-lost',
  check({ glimpse, ledger }) {
    for (const said of ledger.said.values()) {
      // With a clock from reading it may be gone soon after the server has it; `delivered` asks for it then.
      if (said.from !== glimpse.who || !said.kept || said.takenBack || said.afterRead !== null) continue
      if (glimpse.now >= ledger.livesUntil(said)) continue
      const shown = glimpse.chats.get(said.to)?.find(({ text }) => text === said.text)
      if (shown === undefined) return `${glimpse.who} has lost ${said.text}`
      if (said.acknowledged && !isSent(shown)) return `${glimpse.who} has forgotten that ${said.text} was sent`
    }
    return undefined
  },
  plant: (moment) =>
    inSomeChat(moment, (messages, { who, now }) => {
      const own = messages.find(({ text, from }) => {
        const said = moment.ledger.said.get(text ?? '')!
        return (
          from === who &&
          said.kept &&
          !said.takenBack &&
          said.afterRead === null &&
          now < moment.ledger.livesUntil(said)
        )
      })
      return own && messages.filter((message) => message !== own)
    }),
}
