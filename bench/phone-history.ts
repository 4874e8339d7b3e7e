/** Four weeks of messages, kept as the engine keeps them. */
import { load, openVault, type Vault, type VaultChange } from '@ebb/engine'
import { homeFolder, systemRandom } from '@ebb/node'
import { encodeContent, messageIdOf } from '@ebb/protocol'
import { sha256 } from '@ebb/seal'
import { encodeConversation, type Conversation } from '../packages/engine/src/records/conversation.ts'
import { messageKey, recordKeys } from '../packages/engine/src/records/keys.ts'
import {
  encodeMessage,
  messageBucket,
  messageExpires,
  type KeptMessage,
} from '../packages/engine/src/records/message.ts'
import type { State } from '../packages/engine/src/state.ts'
import type { HomeSize } from './phone-home.ts'
import { drawFrom, sentenceOf } from './phone-people.ts'

/** Stands once in all of it, in one of the oldest messages of the last conversation. */
export const rareWord = 'heliotrope'

/** The one with everybody is filled up to `messagesInOne` with the first, with the others evenly. */
export async function writeHistory(dir: string, passphrase: string, size: HomeSize): Promise<void> {
  const vault = await openVault({ ...(await homeFolder(dir)), passphrase, random: systemRandom })
  if ('refused' in vault) throw new Error(vault.refused)
  const state = await load(vault)
  const all = [...state.conversations.values()].toSorted((a, b) => a.number - b.number)
  const others = Math.ceil((size.messagesInAll - size.messagesInOne) / (size.conversations - 1))
  for (const [i, conversation] of all.entries()) {
    // The first with everybody is there already.
    const count = (i === 0 ? size.messagesInOne : others) - 1
    await write(vault, historyOf(state, conversation, { count, place: i, rare: i === all.length - 1 }))
  }
  await vault.close()
}

/** Few enough for one transaction, so many that the flushes count for little. */
const atOnce = 5000

async function write(vault: Vault, changes: readonly VaultChange[]): Promise<void> {
  for (let from = 0; from < changes.length; from += atOnce) await vault.commit(changes.slice(from, from + atOnce))
}

interface How {
  /** Of messages. */
  readonly count: number
  readonly place: number
  readonly rare: boolean
}

function historyOf(state: State, conversation: Conversation, { count, place, rare }: How): readonly VaultChange[] {
  const { number, next: first, lastMine, ceiling, afterRead } = conversation
  const channel = state.rooms.get(conversation.rooms[0]!)!.channel
  const own = state.profile!.account
  const theirs = state.contacts.get(conversation.contact!)!.account
  const draw = drawFrom(place)
  // From just after the first message until a little ago, later in some conversations than in others.
  const from = lastMine!.sent + 60
  const to = Math.floor(Date.now() / 1000) - 60 - place * 600
  const changes: VaultChange[] = []
  const ids: Uint8Array[] = []
  const last: { mine: Conversation['lastMine']; theirs: Conversation['lastTheirs'] } = { mine: lastMine, theirs: null }
  let mine = true
  let unread = 0
  const newest = first + count - 1
  for (let at = first; at <= newest; at++) {
    // Several in a row, as people write.
    if (draw() < 0.45) mine = !mine
    const sent = Math.floor(from + ((to - from) * (at - first)) / count)
    const answers = ids.length > 0 && draw() < 0.08 ? ids[Math.max(0, ids.length - 1 - Math.floor(draw() * 30))]! : null
    const text = rare && at === first + 1 ? `Bring the ${rareWord}.` : sentenceOf(place * 100_003 + at)
    const content = encodeContent({
      salt: systemRandom(16),
      replaces: null,
      inReplyTo: answers,
      sent,
      count: at,
      ceiling,
      afterRead,
      body: { kind: 'text', text },
    })
    const sender = mine ? own : theirs
    const id = messageIdOf({ channel, sender, content }, sha256)
    // The last one in every tenth conversation is unread.
    const isUnread = at === newest && !mine && place % 10 === 9
    const message: KeptMessage = {
      version: 4,
      state: mine ? 'sent' : 'received',
      id,
      sender,
      content,
      ceiling,
      afterRead,
      sent,
      read: mine || isUnread ? null : sent,
      edits: [],
      reactions: [],
      ballot: null,
      receipts: new Uint8Array(),
    }
    changes.push({
      kind: 'message',
      key: messageKey(number, at),
      bucket: messageBucket(number, message),
      bytes: encodeMessage(message),
      ends: messageExpires(message),
    })
    ids.push(id)
    unread += Number(isUnread)
    last[mine ? 'mine' : 'theirs'] = { sent, count: at }
  }
  const after: Conversation = {
    ...conversation,
    next: newest + 1,
    at: to,
    unread,
    readBefore: unread > 0 ? newest : newest + 1,
    lastMine: last.mine,
    lastTheirs: last.theirs,
  }
  changes.push({ kind: 'record', key: recordKeys.conversation(number), bytes: encodeConversation(after) })
  return changes
}
