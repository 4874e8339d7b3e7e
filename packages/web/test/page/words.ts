/** What a test and the page that it drives say to each other. */

/** An error as it goes through a test's hands. */
export interface Failed {
  readonly name: string
  readonly why: string | undefined
  readonly message: string
}

export type Answered = { readonly value: unknown } | { readonly failed: Failed }

declare global {
  /** Asks the worker. Everything is JSON, bytes are base64url. */
  var askWorker: (ask: string, given: unknown) => Promise<Answered>
  /** What the worker told without being asked. */
  var told: unknown[]
}
