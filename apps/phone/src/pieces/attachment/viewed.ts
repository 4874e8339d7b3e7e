/** The picture that is looked at in full. */
import { signal } from '@preact/signals'

export const viewed = signal<{ readonly to: string; readonly message: number } | undefined>(undefined)

export function view(to: string, message: number): void {
  viewed.value = { to, message }
}

export function viewNothing(): void {
  viewed.value = undefined
}
