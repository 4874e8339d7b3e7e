/** The voice message that is listened to: one at a time, and only while its conversation is open. */
import { signal } from '@preact/signals'

export interface Heard {
  readonly to: string
  readonly message: number
  readonly state: 'opening' | 'playing' | 'paused'
  /** Seconds. `length`: as the sound itself has it, once that is known. */
  readonly at: number
  readonly length: number
}

export const heard = signal<Heard | undefined>(undefined)

/** It stops at once, and nothing of it stays in memory. */
export function hearNothing(): void {
  heard.value = undefined
}
