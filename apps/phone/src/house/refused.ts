import type { PhoneRefusal } from '../boundary.ts'

/** An ask that is not done; its word goes back over the boundary, and nothing else of it. */
export class Refused extends Error {
  readonly why: PhoneRefusal
  constructor(why: PhoneRefusal) {
    super(why)
    this.name = 'Refused'
    this.why = why
  }
}
