/** Whether the browser has promised not to erase the keys by itself. */
import { signal } from '@preact/signals'

/** Undefined until somebody has looked. */
export const kept = signal<boolean | undefined>(undefined)

export async function lookWhetherKept(): Promise<void> {
  kept.value = await navigator.storage.persisted().catch(() => false)
}

/** Firefox asks the person; others decide by themselves, by how the site is used and whether it is installed. */
export async function askToKeep(): Promise<void> {
  kept.value = await navigator.storage.persist().catch(() => false)
}

/** Where asking shows a question, a person asks for it by a tap. */
export const askingShows = (): boolean => /Firefox\//.test(navigator.userAgent)
