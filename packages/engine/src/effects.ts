/** What follows from a turn. Data, so that tests and simulations can look at it. */
import type { Answer, EngineEvent } from './events.ts'

/** Which piece of which attachment on its way, and where at the server it belongs. */
export interface PieceToPut {
  readonly outgoing: number
  readonly piece: number
  /** 16 bytes. */
  readonly id: Uint8Array
  /** End of its life, seconds since 1970. */
  readonly bucket: number
}

/** What run.ts does after the changes are kept, in order. */
export type Effect =
  | { readonly kind: 'open-line'; readonly origin: string; readonly nonce: Uint8Array }
  | { readonly kind: 'close-line' }
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'tell'; readonly event: EngineEvent }
  | { readonly kind: 'answer'; readonly command: number; readonly answer: Answer }
  /** Answered by the input `piece-read`. */
  | { readonly kind: 'read-piece'; readonly of: PieceToPut; readonly name: string }
  /** `of`: on which message it hangs. Whoever draws that is told, unless more of it is still to be written and this is `quiet`. */
  | {
      readonly kind: 'keep-piece'
      readonly name: string
      readonly body: Uint8Array
      readonly of: { readonly conversation: number; readonly message: number }
      readonly quiet: boolean
    }
  /** All pieces of the attachment that has this name on the shelf. */
  | { readonly kind: 'drop-pieces'; readonly name: string }
