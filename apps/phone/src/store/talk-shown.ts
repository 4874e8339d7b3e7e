/** What is shown of the open conversation. */
import type { ShownMessage } from '@ebb/engine'

/** A message that was tapped away and is not kept yet: shown at once. */
export interface Pending {
  readonly key: number
  readonly text: string
  readonly replyTo: ShownMessage | undefined
}

export interface Talk {
  readonly with: string
  /** Another number each time another stretch is opened, so that what draws it begins anew. */
  readonly opened: number
  /** Oldest first, nothing that has ended. */
  readonly messages: readonly ShownMessage[]
  readonly older: boolean
  readonly newer: boolean
  /** Where reading begins: the oldest unread message when it was opened. */
  readonly firstUnread: number | null
}
