/**
 * What goes between a page and the worker that holds everything: asks in, answers and events out. A follower's asks
 * travel on to the leading tab's worker and look the same. Nothing in here holds a key.
 */
import type { AttachmentForm } from '@ebb/protocol'
import type {
  Answer,
  Command,
  CommandRefusal,
  EngineEvent,
  Forwarding,
  Hit,
  PageRange,
  ShownChat,
  ShownEntrance,
  ShownIntroduction,
  ShownKnock,
  ShownMember,
  ShownMessage,
  ShownPage,
  ShownReceipts,
  StorageRefusal,
  VaultRefusal,
} from '@ebb/engine'

/**
 * empty: nobody has joined on this device. locked: a passphrase opens it. open: everything can be asked.
 * `prf`: a security key or the device's own unlocking may stand in for the passphrase; the ids to offer.
 */
export type House =
  | { readonly at: 'empty' }
  | { readonly at: 'locked'; readonly prf: PrfHint | null }
  /** `passkey`: whether something else than the passphrase opens it too. `chats`: the list as it is now, or its beginning. */
  | { readonly at: 'open'; readonly me: Me; readonly passkey: boolean; readonly chats: readonly ShownChat[] }

export interface PrfHint {
  /** WebAuthn credential id. */
  readonly credential: Uint8Array
  /** Input of the pseudo-random function, 32 bytes. No secret. */
  readonly salt: Uint8Array
}

export interface Me {
  readonly handle: string
  readonly origin: string
  /** The organisation's longest ceiling, in seconds. */
  readonly ceiling: number
  readonly joined: boolean
  readonly receipts: boolean
  readonly typing: boolean
  readonly online: boolean
}

/** With a passphrase, or with 32 bytes that an authenticator made of `PrfHint.salt`. */
export type Opener = { readonly passphrase: string } | { readonly prf: Uint8Array }

export interface Storage {
  /** Bytes, as the browser counts them. */
  readonly used: number
  readonly quota: number
  /** Whether the browser has promised not to erase anything by itself. */
  readonly persistent: boolean
}

/** Every ask by its name: what goes in, what comes back when it is done. */
export interface Asks {
  house: [given: Record<never, never>, answer: House]
  /** Keys for a new account on this device. Then `command` with `join`. Every tab is told of the house that is open then. */
  found: [given: { readonly passphrase: string }, answer: null]
  unlock: [given: Opener, answer: null]
  /** The house that a page was told of is on its screen: what else there is of it may come now. */
  drawn: [given: Record<never, never>, answer: null]
  /** Ends everything that holds a key. The worker is of no use afterwards. */
  lock: [given: Record<never, never>, answer: null]
  /** Overwrites the keyring, removes everything. The worker is of no use afterwards. */
  erase: [given: Record<never, never>, answer: null]
  passphrase: [given: { readonly old: string; readonly fresh: string }, answer: null]
  /** From now on 32 bytes of an authenticator open the vault too; null: no more. */
  prf: [given: { readonly hint: PrfHint; readonly secret: Uint8Array } | null, answer: null]
  storage: [given: Record<never, never>, answer: Storage]
  command: [given: Command, answer: Done]
  /** Seals a file and sends it. No key of it comes back. */
  attach: [given: Attaching, answer: Done]
  /** Opens what can be looked at once; its text comes back, and what hangs on it can be had from then on. */
  reveal: [given: { readonly to: string; readonly message: number }, answer: Done]
  /** Sends on what a message says, with what hangs on it. */
  forward: [given: Forwarding, answer: Done]
  /** What is missing of a message's attachment, as long as the worker runs; `transfer` events say how far it is. */
  fetch: [given: { readonly to: string; readonly message: number }, answer: null]
  /** All of an attachment, in memory and of no type. Null: something of it is missing. */
  attachment: [given: { readonly to: string; readonly message: number }, answer: Blob | null]
  page: [given: { readonly to: string } & PageRange, answer: ShownPage | null]
  /** The stretch with which a conversation opens: around the first unread message, or the newest ones. */
  opening: [given: { readonly to: string; readonly limit: number }, answer: Opening | null]
  search: [given: { readonly text: string; readonly limit: number }, answer: readonly Hit[]]
  /** Nobody where it is no group. */
  members: [given: { readonly to: string }, answer: readonly ShownMember[]]
  /** Who has an own message in a group; null where nobody's receipts are taken. */
  receipts: [given: { readonly to: string; readonly message: number }, answer: ShownReceipts | null]
  /** Null where this account does not lead it. */
  entrance: [given: { readonly to: string }, answer: ShownEntrance | null]
  knocks: [given: Record<never, never>, answer: readonly ShownKnock[]]
  introductions: [given: Record<never, never>, answer: readonly ShownIntroduction[]]
  safety: [
    given: { readonly to: string },
    answer: { readonly digits: string; readonly code: string; readonly verified: boolean } | null,
  ]
}

type Done = NonNullable<Extract<Answer, { ok: true }>['value']> | null

interface Attaching extends Omit<Extract<Command, { do: 'send' }>, 'do' | 'attachment'> {
  readonly file: Blob
  readonly type: string
  readonly name: string | null
  readonly form: AttachmentForm
}

interface Opening {
  readonly page: ShownPage
  readonly firstUnread: number | null
}

export type AskName = keyof Asks
export type Asked = {
  readonly [N in AskName]: { readonly id: number; readonly ask: N; readonly with: Asks[N][0] }
}[AskName]

/** Why something was not done, each with a line in the words of every language. */
export type PhoneRefusal =
  | CommandRefusal
  | StorageRefusal
  | VaultRefusal
  | 'elsewhere' // the tab that held the keys is gone: unlock again
  | 'no-storage' // this browser gives no place for keys
  | 'bad-file' // what was chosen cannot be read, or is no picture

export type Answered =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly why: PhoneRefusal }

/** What happens without being asked for. What is shown of it comes along, so that nobody has to ask back. */
export type Happened =
  | { readonly event: EngineEvent; readonly chat?: ShownChat; readonly message?: ShownMessage }
  /** The house has changed for every tab: opened, locked, erased. */
  | { readonly house: House }
  /** The whole list, after a house that was opened with its beginning. */
  | { readonly chats: readonly ShownChat[] }
  /** A bug, or a disk that failed: nothing goes on until everything is opened anew. No content. */
  | { readonly broken: PhoneRefusal | 'bug' }
