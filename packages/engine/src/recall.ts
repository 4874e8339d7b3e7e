/**
 * What was said, in the memory of this process and nowhere else: to search it, to show what an answer answers, and to
 * find a message by its id. It is read from the vault after the start, newest first, and kept up by each turn.
 */
import { sameBytes, withoutMarks, type AccountId } from '@ebb/protocol'
import { attachmentIn, shelfName } from './attachments/names.ts'
import type { Conversation } from './records/conversation.ts'
import { conversationOf, messageKey, messagesOf } from './records/keys.ts'
import { messageExpires, readContent, textOf, traceOf, type KeptMessage, type Trace } from './records/message.ts'
import type { Reader } from './turn.ts'

interface Remembered {
  /** In the vault. */
  readonly key: number
  readonly sender: AccountId
  /** Undefined: it needs a newer app. */
  readonly text: string | undefined
  /** Seconds since 1970, on this device's own time. */
  readonly sent: number
  readonly ends: number
}

export interface Recall {
  /** What a turn has kept; before anybody is told of that turn. */
  note(messages: ReadonlyMap<number, KeptMessage | undefined>): void
  /** The message with this id, if it was read already. */
  known(conversation: number, id: Uint8Array): Remembered | undefined
  /** Whether everything of this conversation was read. */
  whole(conversation: number): boolean
  /** Vault key of what is kept of that message; reads on in its conversation until it is found or everything was read. */
  find(conversation: number, id: Uint8Array, as: Trace): Promise<number | undefined>
  /** Vault keys of what says this at `now`, newest first: from what was read, and where that is not enough from the rest. */
  search(text: string, limit: number, now: number): Promise<readonly number[]>
  /** What every attachment that was read is called on the shelf. */
  attachments(): ReadonlySet<string>
  /** Reads a little more; false where nothing is left to be read. */
  readOn(): Promise<boolean>
  /** Forgets everything and reads no more. */
  close(): void
}

interface Entry {
  readonly key: number
  readonly sender: AccountId
  readonly sent: number
  text: string | undefined
  /** As it is compared; undefined: it is gone. */
  folded: string | undefined
  ends: number
  name: number
}

/** What was not read yet of a conversation: everything up to this key, and about when the newest of it was sent. */
interface Front {
  to: number
  sent: number
}

/** Messages that are read at once, where somebody waits for them. */
const chunk = 256
/** And where nobody does: whoever comes meanwhile waits no longer than for these. */
const little = 64

/** `conversations`: as they are at the start; what comes later is noted. */
export function recallOf(reader: Pick<Reader, 'messages'>, conversations: Iterable<Conversation>): Recall {
  const entries = new Map<number, Entry>()
  const byName = new Map<number, number>()
  /** In the order in which they became known, for the search. */
  let log: Entry[] = []
  const fronts = new Map<number, Front>()
  const authors: AccountId[] = []
  const attachments = new Set<string>()
  for (const { number, next, at } of conversations)
    if (next > 1) fronts.set(number, { to: messageKey(number, next - 1), sent: at })
  /** Noted while a stretch is being read: what was read of them is older. */
  const noted = new Set<number>()
  let reading: Promise<unknown> = Promise.resolve()
  let closed = false

  function put(key: number, message: KeptMessage): void {
    const content = readContent(message)
    const trace = traceOf(message, content)
    if (trace === undefined) return
    const attachment = attachmentIn(content)
    if (attachment !== undefined) attachments.add(shelfName(attachment.key))
    const name = nameOf(trace.of, trace.as)
    const ends = messageExpires(message)
    const old = entries.get(key)
    const text = textOf(message)
    // Its name changes when it is encrypted, its end when it is read.
    if (old !== undefined && old.text === text) {
      unname(old)
      old.name = name
      old.ends = ends
    } else {
      if (old !== undefined) drop(key)
      const sender = authorOf(message.sender)
      const entry = { key, sender, sent: message.sent, text, folded: fold(withoutMarks(text ?? '')), ends, name }
      entries.set(key, entry)
      if (text !== undefined) log.push(entry)
    }
    byName.set(name, key)
  }

  /** One and the same of each, so that many messages of one author hold it once. */
  function authorOf(account: AccountId): AccountId {
    const known = authors.find((one) => sameBytes(one, account))
    if (known === undefined) authors.push(account)
    return known ?? account
  }

  function drop(key: number): void {
    const entry = entries.get(key)
    if (entry === undefined) return
    unname(entry)
    entries.delete(key)
    entry.text = undefined
    entry.folded = undefined
  }

  function unname({ name, key }: Entry): void {
    if (byName.get(name) === key) byName.delete(name)
  }

  /** One at a time. */
  function read(conversation: number, limit = chunk): Promise<void> {
    const next = reading.then(async () => {
      const front = fronts.get(conversation)
      if (front === undefined || closed) return
      noted.clear()
      const { from } = messagesOf(conversation)
      const found = await reader.messages({ from, to: front.to, limit, backwards: true })
      if (closed) return
      for (const { key, message } of found) if (!noted.has(key)) put(key, message)
      const last = found.at(-1)
      if (last === undefined || found.length < limit) fronts.delete(conversation)
      else fronts.set(conversation, { to: last.key - 1, sent: last.message.sent })
    })
    reading = next.catch(() => undefined)
    return next
  }

  function keyOf(conversation: number, id: Uint8Array, as: Trace): number | undefined {
    const key = byName.get(nameOf(id, as))
    return key !== undefined && conversationOf(key) === conversation ? key : undefined
  }

  const newest = (): number | undefined => {
    let best: number | undefined
    for (const [conversation, { sent }] of fronts)
      if (best === undefined || sent > fronts.get(best)!.sent) best = conversation
    return best
  }

  return {
    note(messages) {
      for (const [key, message] of messages) {
        if (fronts.size > 0) noted.add(key)
        if (message === undefined) drop(key)
        else put(key, message)
      }
      if (log.length > 2 * entries.size + chunk) log = log.filter(({ folded }) => folded !== undefined)
    },
    known: (conversation, id) => entries.get(keyOf(conversation, id, 'said') ?? 0),
    whole: (conversation) => !fronts.has(conversation),
    async find(conversation, id, as) {
      while (keyOf(conversation, id, as) === undefined && fronts.has(conversation)) await read(conversation)
      return keyOf(conversation, id, as)
    },
    async search(text, limit, now) {
      const wanted = fold(text.trim())
      if (wanted === '' || limit < 1) return []
      let hits: Entry[] = []
      let [list, at] = [log, 0]
      for (;;) {
        // What is gone was taken out of the list meanwhile.
        if (list !== log) [list, at, hits] = [log, 0, []]
        for (; at < list.length; at++) if (list[at]!.folded?.includes(wanted) === true) hits.push(list[at]!)
        const best = newestOf(hits, limit, now)
        const next = newest()
        const enough = best.length === limit && best.at(-1)!.sent >= (fronts.get(next ?? 0)?.sent ?? 0)
        if (next === undefined || enough) return best.map(({ key }) => key)
        await read(next)
      }
    },
    attachments: () => attachments,
    async readOn() {
      const next = newest()
      if (next !== undefined) await read(next, little)
      return fronts.size > 0
    },
    close() {
      closed = true
      entries.clear()
      byName.clear()
      attachments.clear()
      log = []
      fronts.clear()
    },
  }
}

/** Of those that still live, without putting all in order. */
function newestOf(found: readonly Entry[], limit: number, now: number): readonly Entry[] {
  let best: Entry[] = []
  for (const entry of found) {
    if (entry.folded === undefined || entry.ends <= now) continue
    if (best.length >= 2 * limit) best = best.toSorted(newestFirst).slice(0, limit)
    best.push(entry)
  }
  return best.toSorted(newestFirst).slice(0, limit)
}

const newestFirst = (a: Entry, b: Entry): number => b.sent - a.sent || b.key - a.key

/** 48 bits of the id, and what it is: two with the same name are told apart when they are read. */
function nameOf(id: Uint8Array, as: Trace): number {
  const view = new DataView(id.buffer, id.byteOffset, 6)
  return (as === 'said' ? 0 : 2 ** 48) + view.getUint32(0) * 2 ** 16 + view.getUint16(4)
}

/** Without case and compatibility forms. Capitals first, because some letters are two as capitals. */
function fold(text: string): string {
  if (plainAscii.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')
}
const plainAscii = /^[ -~\n]*$/
