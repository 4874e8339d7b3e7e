/** What follows from a turn. Data, so that tests and simulations can look at it. */
import type { Answer, EngineEvent } from './events.ts'

/** What run.ts does after the changes are kept, in order. */
export type Effect =
  | { readonly kind: 'open-line'; readonly origin: string; readonly nonce: Uint8Array }
  | { readonly kind: 'close-line' }
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'tell'; readonly event: EngineEvent }
  | { readonly kind: 'answer'; readonly command: number; readonly answer: Answer }
  /** A put-blob whose body is the piece of that name. */
  | {
      readonly kind: 'put-piece'
      readonly question: { readonly req: number; readonly id: Uint8Array; readonly bucket: number }
      readonly name: string
    }
  /** `tell`: of which message somebody is told that more of its attachment is here. */
  | {
      readonly kind: 'keep-piece'
      readonly name: string
      readonly body: Uint8Array
      readonly tell: { readonly conversation: number; readonly message: number } | undefined
    }
  /** All pieces of the attachment that has this name on the shelf. */
  | { readonly kind: 'drop-pieces'; readonly name: string }
