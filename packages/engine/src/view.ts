/** What the apps draw: read from what is kept, never written. Nothing that has come to its end is ever shown. */
import { hex } from '@ebb/protocol'
import { safetyCode, safetyNumber } from '@ebb/seal'
import type { Shelf } from './attachments/shelf.ts'
import { caughtUp, idle } from './line/caught-up.ts'
import type { CommandRefusal } from './events.ts'
import type { Clock } from './ports/index.ts'
import type { Recall } from './recall.ts'
import type { Conversation } from './records/conversation.ts'
import { conversationOf, messageKey, messageNumberOf } from './records/keys.ts'
import { isUnread, messageContent, type KeptMessage } from './records/message.ts'
import { timeAt } from './records/time.ts'
import { addressOf, conversationAt } from './groups/address.ts'
import { policyOf } from './groups/policy.ts'
import { nameNow } from './groups/say-again.ts'
import type { ShownAttachment } from './render/attachment.ts'
import { inPlace, showChat } from './render/chat.ts'
import { showEntrance, showKnocks, type ShownEntrance, type ShownKnock } from './render/entrance.ts'
import { showGroup, showMembers, type ShownGroup, type ShownMember, type ShownNote } from './render/group.ts'
import { showIntroductions, type ShownIntroduction } from './render/introduction.ts'
import { waitingForPolls, type ShownPoll, type WaitingForPoll } from './render/poll.ts'
import { receiptsOf, showReceipts, type ReceiptCounts, type ShownReceipts } from './render/receipts.ts'
import { answersIn, isShown, showMessage, type Answered } from './render/message.ts'
import { allOf, newestOf, numberOf, oldestOf, stretchOf, type Source } from './render/stretch.ts'
import type { State } from './state.ts'
import type { Kept } from './steps/order.ts'
import type { Reader } from './turn.ts'

/** covered: nobody has opened it here. opened: it was. waiting: an own one. spent: the server has it, and it is gone here. */
export interface ShownOnce {
  readonly at: 'covered' | 'opened' | 'waiting' | 'spent'
  readonly kind: 'text' | 'picture' | 'voice' | 'file' | undefined
  /** How much of what hangs on it is on this device, from 0 to 1: it opens at 1. */
  readonly here: number
}

export interface ShownMessage {
  readonly number: number
  /** Handle of who wrote it, without `@`. */
  readonly from: string
  readonly mine: boolean
  /** `note`: no message but a line about the conversation, here and at the other side alike. */
  readonly state: KeptMessage['state']
  /** Undefined: it needs a newer app, or it is a note. Of an attachment: what its author says of it, perhaps nothing. */
  readonly text: string | undefined
  readonly attachment: ShownAttachment | undefined
  /** It can be looked at once, and nothing of it is in here. */
  readonly once: ShownOnce | undefined
  /** `text` is its question. */
  readonly poll: ShownPoll | undefined
  /** It was said elsewhere. */
  readonly forwarded: boolean
  /** Where its text names members of the group, in UTF-16 units from its beginning; `mine`: this account. */
  readonly mentions: readonly { readonly from: number; readonly to: number; readonly mine: boolean }[]
  /** What it said before its author gave it another text, the first one first. */
  readonly earlier: readonly string[]
  /** Of an own one in a group where receipts are sent and wanted: `state` is what all of them say. */
  readonly receipts: ReceiptCounts | undefined
  /** One of each person. */
  readonly reactions: readonly { readonly emoji: string; readonly from: string; readonly mine: boolean }[]
  readonly note: ShownNote | undefined
  /** Number of the message that this one answers, while that lives. */
  readonly replyTo: number | undefined
  /** What it says, shortened, and whose it is; goes with it. */
  readonly quote: { readonly from: string; readonly text: string } | undefined
  /** Seconds since 1970. */
  readonly sent: number
  readonly expires: number
  readonly read: boolean
  /** Both clocks of this message, in seconds. */
  readonly ceiling: number
  readonly afterRead: number | null
}

/** unverified: nobody compared the number. changed: the handle leads to another account, and nothing is sent until somebody decides. */
export type Shield = 'unverified' | 'verified' | 'changed'

export interface ShownChat {
  readonly conversation: number
  /** Its address: the other side's handle, without `@`, or `#` and a number where it is a group. */
  readonly with: string
  /** What people call it. */
  readonly name: string
  /** Undefined: a conversation of two. */
  readonly group: ShownGroup | undefined
  readonly shield: Shield
  readonly verified: boolean
  readonly ceiling: number
  readonly afterRead: number | null
  readonly unread: number
  /** Something unread mentions this account. */
  readonly mentioned: boolean
  readonly queued: number
  /** What stands above it, the one that was pinned last at the end. */
  readonly pins: readonly ShownMessage[]
  readonly last: ShownMessage | undefined
  /** Somebody unknown has begun it, and it was neither accepted nor answered. */
  readonly request: boolean
  /** Handle of who has introduced them, without `@`: that one's word for their account, and no more. */
  readonly introducedBy: string | undefined
  readonly blocked: boolean
  readonly pinned: boolean
  readonly muted: boolean
  readonly archived: boolean
  readonly draft: { readonly text: string; readonly replyTo: number | undefined } | undefined
  /** Handles of whoever is writing there now, without `@`, where typing notices are sent and wanted. */
  readonly writing: readonly string[]
  /** Why what waits here is not on its way, until it is tried again. */
  readonly trouble: CommandRefusal | undefined
  /** When something last happened in it, seconds since 1970. */
  readonly at: number
}

/** A stretch of a conversation, oldest first. */
export interface ShownPage {
  readonly messages: readonly ShownMessage[]
  /** Whether there is more before and after. */
  readonly older: boolean
  readonly newer: boolean
}

export interface PageRange {
  /** Ends before this number. */
  readonly before?: number
  /** Begins after this number. */
  readonly after?: number
  /** Half of it before this number, which is included. */
  readonly around?: number
  readonly limit: number
}

export interface Hit {
  readonly with: string
  readonly message: ShownMessage
}

export interface View {
  /** Undefined until somebody has joined. */
  me():
    | {
        readonly handle: string
        readonly origin: string
        readonly ceiling: number
        readonly joined: boolean
        readonly receipts: boolean
        readonly typing: boolean
      }
    | undefined
  /** Pinned ones first, then by when something last happened. */
  chats(): Promise<readonly ShownChat[]>
  /** What a list begins with, in its order: no more than `limit` of those that stand in it, and as many requests. */
  firstChats(limit: number): Promise<readonly ShownChat[]>
  chat(conversation: number): Promise<ShownChat | undefined>
  /** Oldest first; undefined where there is no such conversation. */
  messages(handle: string): Promise<readonly ShownMessage[] | undefined>
  /** The newest `limit` messages where the range says no more. Undefined where there is no such conversation. */
  page(handle: string, range: PageRange): Promise<ShownPage | undefined>
  /** Number of the oldest message that nobody here has read. */
  firstUnread(handle: string): Promise<number | undefined>
  message(handle: string, number: number): Promise<ShownMessage | undefined>
  /** Who has an own message in a group; undefined where its `receipts` are. */
  receipts(to: string, number: number): Promise<ShownReceipts | undefined>
  /** Everything that says this, whatever the case, newest first. */
  search(text: string, limit: number): Promise<readonly Hit[]>
  /** How commands name it, and how people call it: the handle, or the group's name. */
  addressOf(conversation: number): string | undefined
  nameOf(conversation: number): string | undefined
  /** Undefined where there is no such group. */
  members(to: string): readonly ShownMember[] | undefined
  /** Links into a group and who asks; undefined where there is no such group, or this account does not lead it. */
  entrance(to: string): ShownEntrance | undefined
  /** Who was introduced, and waits for a decision. */
  introductions(): readonly ShownIntroduction[]
  /** What this account has asked for by links into groups. */
  knocks(): readonly ShownKnock[]
  /** The safety number with somebody this device has met. */
  safety(handle: string): { readonly digits: string; readonly code: string; readonly verified: boolean } | undefined
  online(): boolean
  /** Everything that lay at the server is here. */
  caughtUp(): boolean
  /** Nothing is on its way to the server, and nothing waits to be. */
  idle(): boolean
}

/** `current` is what was kept last; `recall` what is remembered of it. */
export function viewOf(
  current: () => State,
  { reader, recall, shelf }: { readonly reader: Reader; readonly recall: Recall; readonly shelf: Pick<Shelf, 'count'> },
  clock: Clock,
): View {
  const withHandle = (to: string) => conversationAt(current(), to)
  const now = (): number => timeAt(current().time, clock.now()).passed
  const sourceOf = (conversation: Conversation): Source => ({
    reader,
    conversation,
    fits: (kept) => isShown(kept, now()),
  })

  function answered(conversation: number, id: Uint8Array): Answered | undefined {
    const remembered = recall.known(conversation, nameNow(current(), id))
    const lives = remembered !== undefined && remembered.ends > now()
    return lives ? { ...remembered, number: messageNumberOf(remembered.key) } : undefined
  }

  /** What they answer is looked for in memory and among them; until everything is remembered, a little above them too. */
  async function show(conversation: Conversation, kept: readonly Kept[]): Promise<ShownMessage[]> {
    const { number } = conversation
    const near = new Map(answersIn(kept))
    const known = (id: Uint8Array): Answered | undefined =>
      answered(number, id) ?? near.get(hex(nameNow(current(), id)))
    const unknown = kept.some(({ message }) => {
      const { inReplyTo } = messageContent(message)
      return inReplyTo !== null && known(inReplyTo) === undefined
    })
    if (unknown && !recall.whole(number)) {
      const above = await stretchOf(sourceOf(conversation), { before: numberOf(kept[0]!), limit: 128 })
      for (const [id, answered] of answersIn(above.kept)) near.set(id, answered)
    }
    const waiting = await waitingOf(conversation, kept)
    return kept.map((one) => showMessage(current(), conversation, one, { answered: known, shelf, waiting }))
  }

  /** What this account has said of the polls among these and the server does not have yet. */
  async function waitingOf(
    { number }: Conversation,
    kept: readonly Kept[],
  ): Promise<(id: Uint8Array) => WaitingForPoll | undefined> {
    const queue = current().conversations.get(number)?.queue ?? []
    const isPoll = ({ message }: Kept): boolean => messageContent(message).body.kind === 'poll'
    if (queue.length === 0 || !kept.some(isPoll)) return () => undefined
    const [from, to] = [messageKey(number, Math.min(...queue)), messageKey(number, Math.max(...queue))]
    const queued = (await reader.messages({ from, to })).filter(({ key }) => queue.includes(messageNumberOf(key)))
    const waiting = waitingForPolls(queued.map(({ message }) => message))
    return (id) => waiting.get(hex(id))
  }

  /** `newest`: what lies last in it, if that is known. Messages that came out of order, and lines about clocks, hide others. */
  async function chat(conversation: Conversation, newest?: Kept): Promise<ShownChat> {
    const fits = (kept: Kept): boolean => kept.message.state !== 'note' && isShown(kept, now())
    const known = newest !== undefined && conversation.tangles.length === 0 && fits(newest)
    const last = known ? newest : await newestOf({ ...sourceOf(conversation), fits })
    const around = { answered: (id: Uint8Array) => answered(conversation.number, id), shelf, waiting: () => undefined }
    const shown = last && showMessage(current(), conversation, last, around)
    const latest = current().conversations.get(conversation.number) ?? conversation
    return showChat(current(), latest, { last: shown, pins: await pinsOf(latest) })
  }

  async function chatsOf(all: readonly Conversation[]): Promise<readonly ShownChat[]> {
    const newest = await reader.newest(all.map(({ number }) => number))
    const shown = await Promise.all(all.map((one, i) => chat(one, newest[i])))
    return shown.toSorted((a, b) => inPlace({ ...a, number: a.conversation }, { ...b, number: b.conversation }))
  }

  async function pinsOf({ number, pins }: Conversation): Promise<readonly ShownMessage[]> {
    const found = await Promise.all(pins.map((pin) => messageAt(messageKey(number, pin))))
    return found.flatMap((one) => one?.message ?? [])
  }

  /** That of them which is still there and shown. */
  async function messageAt(key: number): Promise<{ conversation: Conversation; message: ShownMessage } | undefined> {
    const conversation = current().conversations.get(conversationOf(key))
    const [kept] = await reader.messages({ from: key, to: key })
    if (conversation === undefined || kept === undefined || !isShown(kept, now())) return undefined
    const [message] = await show(conversation, [kept])
    return message && { conversation, message }
  }

  return {
    me() {
      const { profile } = current()
      if (profile === undefined) return undefined
      const { handle, origin, ceiling, receipts, typing } = profile
      return { handle, origin, ceiling, joined: profile.secret === null, receipts, typing }
    },
    chats: () => chatsOf([...current().conversations.values()]),
    firstChats(limit) {
      const inOrder = [...current().conversations.values()].toSorted(inPlace)
      const listed = inOrder.filter(({ accepted, blocked, archived }) => accepted && !blocked && !archived)
      const requests = inOrder.filter(({ accepted, blocked }) => !accepted && !blocked)
      return chatsOf([...listed.slice(0, limit), ...requests.slice(0, limit)])
    },
    async chat(number) {
      const conversation = current().conversations.get(number)
      return conversation && chat(conversation)
    },
    async messages(handle) {
      const conversation = withHandle(handle)
      if (conversation === undefined) return undefined
      const kept = await allOf(sourceOf(conversation))
      return show(conversation, kept)
    },
    async page(handle, range) {
      const conversation = withHandle(handle)
      if (conversation === undefined) return undefined
      const { kept, older, newer } = await stretchOf(sourceOf(conversation), range)
      return { messages: await show(conversation, kept), older, newer }
    },
    async firstUnread(handle) {
      const conversation = withHandle(handle)
      if (conversation === undefined || conversation.unread === 0) return undefined
      const source = { ...sourceOf(conversation), fits: isUnreadNow }
      const first = await oldestOf(source, conversation.readBefore)
      return first && numberOf(first)
    },
    async message(handle, number) {
      const conversation = withHandle(handle)
      return conversation && (await messageAt(messageKey(conversation.number, number)))?.message
    },
    async receipts(to, number) {
      const conversation = withHandle(to)
      const key = messageKey(conversation?.number ?? 0, number)
      const [kept] = await reader.messages({ from: key, to: key })
      if (conversation === undefined || kept === undefined || !isShown(kept, now())) return undefined
      if (current().profile?.receipts !== true) return undefined
      const receipts = receiptsOf(current(), conversation.number, kept.message)
      return receipts && showReceipts(current(), receipts)
    },
    async search(text, limit) {
      const hits: Hit[] = []
      for (const key of await recall.search(text, limit, now())) {
        const found = await messageAt(key)
        if (found !== undefined) hits.push({ with: addressOf(current(), found.conversation), message: found.message })
      }
      return hits
    },
    addressOf(number) {
      const conversation = current().conversations.get(number)
      return conversation && addressOf(current(), conversation)
    },
    nameOf(number) {
      const [conversation, roster] = [current().conversations.get(number), current().rosters.get(number)]
      return conversation && (roster === undefined ? conversation.handle : policyOf(roster).name)
    },
    members(to) {
      const roster = current().rosters.get(withHandle(to)?.number ?? 0)
      return roster && showMembers(current(), roster)
    },
    entrance(to) {
      const roster = current().rosters.get(withHandle(to)?.number ?? 0)
      if (roster === undefined || !showGroup(current(), roster).admin) return undefined
      return showEntrance(current(), roster.number, clock.now())
    },
    introductions: () => showIntroductions(current(), now()),
    knocks: () => showKnocks(current(), clock.now()),
    safety(handle) {
      const { profile, contacts } = current()
      const contact = [...contacts.values()].find((c) => c.handle === handle)
      if (profile === undefined || contact === undefined) return undefined
      const { verified, account } = contact
      return { digits: safetyNumber(profile.account, account), code: safetyCode(profile.account, account), verified }
    },
    online: () => current().line.at === 'online',
    caughtUp: () => caughtUp(current()),
    idle: () => idle(current()),
  }

  function isUnreadNow(kept: Kept): boolean {
    return isUnread(kept.message) && isShown(kept, now())
  }
}
