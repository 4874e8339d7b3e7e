/** Whether there is room for the list beside the conversation, and how the person points. */
import { signal } from '@preact/signals'

const room = matchMedia('(width >= 60rem)')
export const wide = signal(room.matches)
room.addEventListener('change', () => {
  wide.value = room.matches
})

/** With a mouse there is a keyboard: Enter sends. With a finger it makes a line. */
export const mouse = (): boolean => matchMedia('(hover: hover) and (pointer: fine)').matches
