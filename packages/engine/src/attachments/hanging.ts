/** What a person does with attachments, past the engine's turns: files are read and written here, and never wait in its state. */
import { piecesOf } from '@ebb/seal'
import type { Attachment } from '@ebb/protocol'
import type { Answer, Command } from '../events.ts'
import { conversationAt } from '../groups/address.ts'
import { messageKey } from '../records/keys.ts'
import { messageExpires, type KeptMessage } from '../records/message.ts'
import { timeAt } from '../records/time.ts'
import type { Clock, RandomBytes } from '../ports/clock.ts'
import type { State } from '../state.ts'
import { isOnce, isOpened } from '../steps/once.ts'
import type { Reader } from '../turn.ts'
import { attach, type AttachmentSource, type FreshPiece } from './attach.ts'
import { attachmentOf, shelfName } from './names.ts'
import { AttachmentError, contentOf, isWhole, sourceOf } from './open.ts'
import type { Shelf } from './shelf.ts'

export interface Hanging {
  /**
   * Seals a file and sends it: what is sealed goes to the server at once, and the message when all of it is there. Undefined:
   * it is larger than 104,857,600 bytes. Throws StorageError, and what the source throws; then nothing was sent.
   */
  hang(source: AttachmentSource, sending: FileSending): Promise<Answer | undefined>
  /** Asks for what is missing of a message's attachment; `transfer` events say when more of it is here. */
  fetch(to: string, message: number): Promise<Answer>
  /** Sends on what a message says, with what hangs on it, which must be here and is sealed under a key of its own. */
  forward(of: Forwarding): Promise<Answer>
  /** Opens what can be looked at once; its text is in the answer, and what hangs on it can be opened then. */
  reveal(to: string, message: number): Promise<Answer>
  /** The attachment of a living message, if all of it is here. Throws AttachmentError where it is not what its author has named. */
  open(to: string, message: number): Promise<OpenAttachment | undefined>
}

/** As the command `send`, with what the file is called. */
export interface FileSending extends Omit<Extract<Command, { do: 'send' }>, 'do' | 'attachment'> {
  readonly as: Pick<Attachment, 'type' | 'name' | 'form'>
}

export interface Forwarding {
  /** Where the message is, and where it goes. */
  readonly from: string
  readonly message: number
  readonly to: string
}

/** Nothing that may be looked at once, but while it is. */
const isUncovered = (message: KeptMessage): boolean => !isOnce(message) || isOpened(message)

export interface OpenAttachment extends Pick<Attachment, 'size' | 'type' | 'name'> {
  readonly content: AsyncIterable<Uint8Array>
}

interface Parts {
  readonly shelf: Shelf
  readonly random: RandomBytes
  readonly clock: Clock
  readonly reader: Reader
  readonly state: () => State
  readonly command: (command: Command) => Promise<Answer>
}

export function hangingOf({ shelf, random, clock, reader, state, command }: Parts): Hanging {
  async function attachmentAt(
    to: string,
    message: number,
    fits: (message: KeptMessage) => boolean = () => true,
  ): Promise<Attachment | undefined> {
    const conversation = conversationAt(state(), to)
    if (conversation === undefined) return undefined
    const key = messageKey(conversation.number, message)
    const [kept] = await reader.messages({ from: key, to: key })
    const lives = kept !== undefined && messageExpires(kept.message) > timeAt(state().time, clock.now()).passed
    return lives && fits(kept.message) ? attachmentOf(kept.message) : undefined
  }
  const missingOf = ({ key, size }: Attachment) => shelf.missing(shelfName(key), piecesOf(size).length)

  return {
    async hang(source, { as, ...said }) {
      const { to, ceiling } = said
      const ahead = (piece: FreshPiece) =>
        command({ do: 'put-ahead', to, ...(ceiling !== undefined && { ceiling }), ...piece })
      for (const means of [
        { shelf, random, ahead },
        { shelf, random },
      ]) {
        const sealed = await attach(source, means)
        if (sealed === undefined) return undefined
        const answer = await command({ do: 'send', ...said, attachment: { ...sealed, ...as } })
        // Nothing leads to these pieces.
        if (!answer.ok) await shelf.drop(shelfName(sealed.key))
        // It took so long that the message ends in a later bucket than what was put: that is sealed under another key.
        if (answer.ok || answer.why !== 'stale') return answer
      }
      throw new Error('what was not put ahead lies in no bucket')
    },
    async fetch(to, message) {
      const attachment = await attachmentAt(to, message)
      if (attachment === undefined) return { ok: false, why: 'unknown-message' }
      return command({ do: 'fetch', to, message, pieces: missingOf(attachment) })
    },
    async forward(of) {
      const attachment = await attachmentAt(of.from, of.message, (message) => !isOnce(message))
      if (attachment === undefined) return command({ do: 'forward', ...of })
      if (missingOf(attachment).length > 0) return { ok: false, why: 'not-fetched' }
      try {
        if (!(await isWhole(attachment, shelf))) return { ok: false, why: 'not-fetched' }
        const sealed = (await attach(await sourceOf(attachment, shelf), { shelf, random }))!
        const answer = await command({ do: 'forward', ...of, attachment: sealed })
        // Nothing leads to these pieces.
        if (!answer.ok) await shelf.drop(shelfName(sealed.key))
        return answer
      } catch (error) {
        if (!(error instanceof AttachmentError)) throw error
        return { ok: false, why: error.why }
      }
    },
    async reveal(to, message) {
      const attachment = await attachmentAt(to, message)
      const here = attachment === undefined || missingOf(attachment).length === 0
      return command({ do: 'reveal', to, message, here })
    },
    async open(to, message) {
      const attachment = await attachmentAt(to, message, isUncovered)
      if (attachment === undefined || missingOf(attachment).length > 0) return undefined
      if (!(await isWhole(attachment, shelf))) return undefined
      const { size, type, name } = attachment
      return { size, type, name, content: contentOf(attachment, shelf) }
    },
  }
}
