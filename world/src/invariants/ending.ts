/** What must hold once everybody is online, everything was delivered, and nothing waits. */
import { hex } from '@ebb/protocol'
import type { Said } from '../ledger.ts'
import { isSent } from './messages.ts'
import type { Ending, Invariant } from './invariant.ts'

/** Kept by its sender, not taken back, still alive by every clock, and between people who were never away for too long. */
const awaited = ({ ledger, now, slack }: Ending): readonly Said[] =>
  [...ledger.said.values()].filter((said) => {
    const present = !ledger.absentees.has(said.from) && !ledger.absentees.has(said.to)
    return present && said.kept && !said.takenBack && now + slack < ledger.livesUntil(said)
  })

/** Everything that was sent and may still live was shown to whom it was for. */
export const delivered: Invariant<Ending> = {
  name: 'delivered',
  check(ending) {
    const missing = awaited(ending).find(({ to, text }) => !ending.ledger.wasShown(to, text))
    return missing && `${missing.to} has never seen ${missing.text}`
  },
  plant(ending) {
    const [one] = awaited(ending)
    if (one === undefined) return undefined
    ending.ledger.everShown.delete(`${one.to}: ${one.text}`)
    return ending
  },
}

/** What was deleted for everyone is gone everywhere. */
export const takenBack: Invariant<Ending> = {
  name: 'taken-back',
  check({ glimpses, ledger }) {
    for (const { who, chats } of glimpses) {
      for (const { text } of [...chats.values()].flat()) {
        if (ledger.said.get(text ?? '')!.deletedForEveryone) return `${who} still sees ${text}, which was deleted`
      }
    }
    return undefined
  },
  plant(ending) {
    const shown = ending.glimpses.flatMap(({ chats }) => [...chats.values()].flat())
    if (shown.length === 0) return undefined
    ending.ledger.said.get(shown[0]!.text!)!.deletedForEveryone = true
    return ending
  },
}

/** Nothing waits to be sent any more. */
export const queuesEmpty: Invariant<Ending> = {
  name: 'queues-empty',
  check({ chats, glimpses, ledger }) {
    for (const [who, of] of chats)
      for (const [peer, { queued }] of of) if (queued > 0) return `${who} has ${queued} unsent for ${peer}`
    for (const { who, chats: shown } of glimpses) {
      const unsent = [...shown.values()].flat().find((message) => message.mine && !isSent(message))
      if (unsent !== undefined && ledger.said.get(unsent.text ?? '')!.kept)
        return `${who} has ${unsent.text} ${unsent.state}`
    }
    return undefined
  },
  plant: (ending) => withChat(ending, (chat) => ({ ...chat, queued: 1 })),
}

/** Both sides of a conversation that has a channel have the same clocks. */
export const policiesAgree: Invariant<Ending> = {
  name: 'policies-agree',
  check({ chats, states, ledger: { absentees } }) {
    for (const [who, of] of chats) {
      for (const [peer, mine] of of) {
        if (absentees.has(who) || absentees.has(peer)) continue
        const theirs = chats.get(peer)?.get(who)
        if (theirs === undefined || !shareChannel(states, who, peer)) continue
        const same = mine.ceiling === theirs.ceiling && mine.afterRead === theirs.afterRead
        if (!same)
          return `${who} has ${mine.ceiling}/${mine.afterRead} with ${peer}, who has ${theirs.ceiling}/${theirs.afterRead}`
      }
    }
    return undefined
  },
  plant: (ending) =>
    withChat(ending, (chat, who, peer) =>
      !ending.ledger.absentees.has(peer) && shareChannel(ending.states, who, peer)
        ? { ...chat, ceiling: chat.ceiling + 1 }
        : undefined,
    ),
}

/** What somebody began may have come to its end before it had a channel. */
function shareChannel(states: Ending['states'], who: string, peer: string): boolean {
  const channels = (name: string): string[] =>
    [...states.get(name)!.rooms.values()].filter(({ stage }) => stage === 'standing').map(({ channel }) => hex(channel))
  const theirs = new Set(channels(peer))
  return channels(who).some((channel) => theirs.has(channel))
}

/** On each channel everybody is at the same place, in the same epoch, and has seen the same history. */
export const channelsAgree: Invariant<Ending> = {
  name: 'channels-agree',
  check({ states }) {
    const first = new Map<string, { readonly who: string; readonly place: Place }>()
    for (const [who, { rooms, groups }] of states) {
      for (const { number, stage, channel, seq, hash } of rooms.values()) {
        const group = groups.get(number)
        if (group === undefined || stage === 'lost' || stage === 'left') continue
        const place = { seq, epoch: group.epoch, authenticator: hex(group.authenticator), history: hex(hash) }
        const other = first.get(hex(channel)) ?? { who, place }
        first.set(hex(channel), other)
        const differing = differs(place, other.place)
        if (differing !== undefined) return `${who} and ${other.who} are in one channel with different ${differing}`
      }
    }
    return undefined
  },
  plant(ending) {
    for (const [who, state] of ending.states) {
      for (const room of state.rooms.values()) {
        const shared = [...ending.states.values()].filter(({ rooms }) =>
          [...rooms.values()].some((r) => hex(r.channel) === hex(room.channel)),
        )
        if (room.stage !== 'standing' || shared.length < 2) continue
        const moved = { ...state, rooms: new Map([...state.rooms, [room.number, { ...room, seq: room.seq + 1 }]]) }
        return { ...ending, states: new Map([...ending.states, [who, moved]]) }
      }
    }
    return undefined
  },
}

interface Place {
  readonly seq: number
  readonly epoch: number
  readonly authenticator: string
  readonly history: string
}

const differs = (a: Place, b: Place): string | undefined =>
  (['seq', 'epoch', 'authenticator', 'history'] as const).find((field) => a[field] !== b[field])

type Chat = { readonly ceiling: number; readonly afterRead: number | null; readonly queued: number }

function withChat(
  ending: Ending,
  change: (chat: Chat, who: string, peer: string) => Chat | undefined,
): Ending | undefined {
  for (const [who, of] of ending.chats) {
    for (const [peer, chat] of of) {
      const changed = change(chat, who, peer)
      if (changed !== undefined)
        return { ...ending, chats: new Map([...ending.chats, [who, new Map([...of, [peer, changed]])]]) }
    }
  }
  return undefined
}
