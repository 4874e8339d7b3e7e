/** Whether there has been no line for so long that a person should know: it may take a moment to come, and to come back. */
import { computed, effect, signal } from '@preact/signals'
import { house, line } from './house.ts'

/** Milliseconds. */
const patience = 2000

export const offline = signal(false)
const without = computed(() => house.value?.at === 'open' && line.value.at === 'offline')

effect(() => {
  if (!without.value) return undefined
  const timer = setTimeout(() => (offline.value = true), patience)
  return () => {
    clearTimeout(timer)
    offline.value = false
  }
})
