/** Whether somebody is being named where the writing goes on. */

export interface Naming {
  /** Where its `@` stands. */
  readonly from: number
  /** What is written of the handle, in small letters. */
  readonly typed: string
}

/** `at`: where the next letter goes, in UTF-16 units. */
export function namingAt(text: string, at: number): Naming | undefined {
  const match = /(?<![\p{L}\p{N}_@.-])@([A-Za-z][A-Za-z0-9.-]{0,31})?$/u.exec(text.slice(Math.max(0, at - 40), at))
  return match === null ? undefined : { from: at - match[0].length, typed: (match[1] ?? '').toLowerCase() }
}
