/** What is being looked at, once. In this page's memory and nowhere else, until it is closed. */
import { signal } from '@preact/signals'
import type { ShownOnce } from '@ebb/engine'
import { ask } from './office.ts'

interface Looked {
  readonly to: string
  readonly message: number
  readonly from: string
  readonly kind: ShownOnce['kind']
  readonly text: string
}

export const looked = signal<Looked | undefined>(undefined)

/** Rejects with Refusal. */
export async function lookOnce(of: Omit<Looked, 'text'>): Promise<void> {
  const opened = await ask('reveal', { to: of.to, message: of.message })
  looked.value = { ...of, text: opened?.text ?? '' }
}

/** It is destroyed here. What has ended meanwhile is gone already. */
export function lookAway(): void {
  const of = looked.value
  looked.value = undefined
  if (of === undefined) return
  const { to, message } = of
  void ask('command', { do: 'delete', to, message, forEveryone: false }).catch(() => undefined)
}
