/** A command that was not done: a word for programs, one line for people. */
import { AttachmentError, commandLines, StorageError, type CommandRefusal } from '@ebb/engine'

export class Refused extends Error {
  readonly why: string
  constructor(why: string, line: string) {
    super(line)
    this.name = 'Refused'
    this.why = why
  }
}

export const refused = (why: CommandRefusal): Refused => new Refused(why, commandLines[why])

/** Expected failures become a refusal; anything else is a bug and stays one. */
export function asRefused(error: unknown): unknown {
  if (error instanceof AttachmentError) return refused(error.why)
  return error instanceof StorageError ? new Refused(error.why, error.message) : error
}
