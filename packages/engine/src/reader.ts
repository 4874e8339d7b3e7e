/** The vault as a turn and the view may look at it, with what is remembered of it in memory. */
import { sameBytes } from '@ebb/protocol'
import { calendarOf } from './calendar.ts'
import { recallOf, type Recall } from './recall.ts'
import { messagesOf } from './records/keys.ts'
import { decodeMessage, traceOf, type KeptMessage } from './records/message.ts'
import type { State } from './state.ts'
import type { Reader } from './turn.ts'
import type { KeptRead, Vault } from './vault/index.ts'

export interface VaultReader extends Reader {
  readonly recall: Recall
  /** Whether somebody waits for what is being read; what is only remembered does not count. */
  busy(): boolean
  /** What a turn has kept, by vault key; undefined: forgotten. */
  note(messages: ReadonlyMap<number, KeptMessage | undefined>): void
}

export function readerOf(vault: Vault, state: () => State): VaultReader {
  const inVault = messagesIn(vault)
  const recall = recallOf({ messages: inVault }, state().conversations.values())
  let waiting = 0
  const counted = async <T>(read: Promise<T>): Promise<T> => {
    waiting += 1
    try {
      return await read
    } finally {
      waiting -= 1
    }
  }
  const messages: Reader['messages'] = (range) => counted(inVault(range))
  const calendar = calendarOf({
    async takeDue(now) {
      const due = await vault.takeDue(now)
      return { messages: due.messages.flatMap(decoded), next: due.next }
    },
    async read(keys) {
      const found: { key: number; message: KeptMessage }[] = []
      for (const stretch of stretches(keys))
        for (const one of await messages(stretch)) if (keys.has(one.key)) found.push(one)
      return found
    },
  })
  return {
    recall,
    busy: () => waiting > 0,
    messages,
    newest: async (conversations) => {
      const last = conversations.map((number) => ({ ...messagesOf(number), backwards: true, limit: 1 }))
      const read = await counted(vault.readMessages(...last))
      return read.map((found) => found.flatMap(decoded)[0])
    },
    due: calendar.due,
    async trace(conversation, id, as) {
      const key = await recall.find(conversation, id, as)
      const [found] = key === undefined ? [] : await messages({ from: key, to: key })
      const trace = found && traceOf(found.message)
      return trace?.as === as && sameBytes(trace.of, id) ? found : undefined
    },
    note(kept) {
      calendar.note(kept)
      recall.note(kept)
    },
  }
}

/** What is lost is passed over, so that as many are found as there are. */
const messagesIn =
  (vault: Vault): Reader['messages'] =>
  async ({ limit = Number.POSITIVE_INFINITY, backwards = false, ...whole }) => {
    const found: { key: number; message: KeptMessage }[] = []
    let { from, to } = whole
    while (found.length < limit && from <= to) {
      const wanted = limit - found.length
      const range = { from, to, backwards, ...(Number.isFinite(wanted) && { limit: wanted }) }
      const [some = []] = await vault.readMessages(range)
      found.push(...some.flatMap(decoded))
      if (some.length < wanted) break
      if (backwards) to = some.at(-1)!.key - 1
      else from = some.at(-1)!.key + 1
    }
    return found
  }

/** Few reads of neighbours instead of many of one message each. */
function stretches(keys: ReadonlySet<number>): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  for (const key of [...keys].toSorted((a, b) => a - b)) {
    const last = out.at(-1)
    if (last !== undefined && key - last.to <= 8 && key - last.from < 512) last.to = key
    else out.push({ from: key, to: key })
  }
  return out
}

/** A message whose key is gone is gone. */
function decoded(read: KeptRead) {
  if ('lost' in read) return []
  const message = decodeMessage(read.bytes)
  if (typeof message === 'string') throw new Error('a kept message does not decode')
  return [{ key: read.key, message: message.value }]
}
