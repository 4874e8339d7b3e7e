/** What the apps draw: read from what is kept, never written. Nothing that has come to its end is ever shown. */
import { hex, sameBytes } from '@ebb/protocol'
import { safetyCode, safetyNumber } from '@ebb/seal'
import { caughtUp, idle } from './line/caught-up.ts'
import type { Clock } from './ports/index.ts'
import type { Conversation } from './records/conversation.ts'
import { messageNumberOf, messagesOf } from './records/keys.ts'
import { messageContent, messageExpires, type KeptMessage } from './records/message.ts'
import { timeAt } from './records/time.ts'
import type { State } from './state.ts'
import type { Reader } from './turn.ts'

export interface ShownMessage {
  readonly number: number
  /** Handle of who wrote it, without `@`. */
  readonly from: string
  readonly mine: boolean
  readonly state: KeptMessage['state']
  /** Undefined: it needs a newer app. */
  readonly text: string | undefined
  /** Number of the message that this one answers, while that lives. */
  readonly replyTo: number | undefined
  /** Seconds since 1970. */
  readonly sent: number
  readonly expires: number
  readonly read: boolean
  readonly afterRead: number | null
}

export interface ShownChat {
  readonly conversation: number
  readonly with: string
  readonly verified: boolean
  readonly ceiling: number
  readonly afterRead: number | null
  readonly unread: number
  readonly queued: number
  readonly last: ShownMessage | undefined
}

export interface View {
  /** Undefined until somebody has joined. */
  me():
    | { readonly handle: string; readonly origin: string; readonly ceiling: number; readonly joined: boolean }
    | undefined
  chats(): Promise<readonly ShownChat[]>
  /** Oldest first; undefined where there is no such conversation. */
  messages(handle: string): Promise<readonly ShownMessage[] | undefined>
  message(handle: string, number: number): Promise<ShownMessage | undefined>
  handleOf(conversation: number): string | undefined
  /** The safety number with somebody this device has met. */
  safety(handle: string): { readonly digits: string; readonly code: string; readonly verified: boolean } | undefined
  online(): boolean
  /** Everything that lay at the server is here. */
  caughtUp(): boolean
  /** Nothing is on its way to the server, and nothing waits to be. */
  idle(): boolean
}

export function viewOf(current: () => State, reader: Reader, clock: Clock): View {
  const withHandle = (handle: string) => [...current().conversations.values()].find((c) => c.handle === handle)

  async function shownIn(conversation: Conversation): Promise<ShownMessage[]> {
    const now = timeAt(current().time, clock.now()).passed
    const kept = (await reader.messages(messagesOf(conversation.number))).filter(
      ({ message }) => messageExpires(message) > now,
    )
    const numbers = new Map(kept.map(({ key, message }) => [hex(message.id), messageNumberOf(key)]))
    return bySender(kept).flatMap(({ key, message }) => shown(conversation, messageNumberOf(key), message, numbers))
  }

  function shown(
    conversation: Conversation,
    number: number,
    message: KeptMessage,
    numbers: ReadonlyMap<string, number>,
  ): ShownMessage[] {
    const profile = current().profile!
    const content = messageContent(message)
    if (content.body.kind !== 'text' && content.body.kind !== 'unknown') return []
    // Shown by the local clock, whatever it was set back by.
    const ahead = current().time.passed - current().time.wall
    const mine = sameBytes(message.sender, profile.account)
    return [
      {
        number,
        from: mine ? profile.handle : conversation.handle,
        mine,
        state: message.state,
        text: content.body.kind === 'text' ? content.body.text : undefined,
        replyTo: content.inReplyTo === null ? undefined : numbers.get(hex(content.inReplyTo)),
        sent: message.sent - ahead,
        expires: messageExpires(message) - ahead,
        read: message.read !== null,
        afterRead: message.afterRead,
      },
    ]
  }

  return {
    me() {
      const { profile } = current()
      return (
        profile && {
          handle: profile.handle,
          origin: profile.origin,
          ceiling: profile.ceiling,
          joined: profile.secret === null,
        }
      )
    },
    async chats() {
      const chats = [...current().conversations.values()].map(async (conversation) => {
        const messages = await shownIn(conversation)
        const contact = conversation.contact === null ? undefined : current().contacts.get(conversation.contact)
        return {
          conversation: conversation.number,
          with: conversation.handle,
          verified: contact?.verified ?? false,
          ceiling: conversation.ceiling,
          afterRead: conversation.afterRead,
          unread: messages.filter((m) => !m.read && !m.mine).length,
          queued: messages.filter((m) => m.state === 'queued').length,
          last: messages.at(-1),
        }
      })
      return (await Promise.all(chats)).toSorted((a, b) => (b.last?.sent ?? 0) - (a.last?.sent ?? 0))
    },
    async messages(handle) {
      const conversation = withHandle(handle)
      return conversation && shownIn(conversation)
    },
    async message(handle, number) {
      const conversation = withHandle(handle)
      return conversation && (await shownIn(conversation)).find((m) => m.number === number)
    },
    handleOf: (conversation) => current().conversations.get(conversation)?.handle,
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
}

type Kept = { readonly key: number; readonly message: KeptMessage }

/**
 * In the order in which they came, but what came from one sender in the order in which it was written: from two
 * channels of one conversation it can come in another.
 */
function bySender(kept: readonly Kept[]): readonly Kept[] {
  const senders = Map.groupBy(kept, ({ message }) => hex(message.sender))
  const written = new Map([...senders].map(([sender, theirs]) => [sender, theirs.toSorted(inOrder).values()]))
  return kept.map(({ message }) => written.get(hex(message.sender))!.next().value!)
}

function inOrder(a: Kept, b: Kept): number {
  const [one, other] = [messageContent(a.message), messageContent(b.message)]
  return one.sent - other.sent || one.count - other.count
}
