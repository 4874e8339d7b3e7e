/** The invitation with which the app was opened. */
import { signal } from '@preact/signals'
import { invitationIn } from './address.ts'

export const startLink = signal<string | undefined>(undefined)

/**
 * Once, by main, before anything else looks at the address. The secret leaves the address at once, so that it is
 * in no bookmark, no shared link and no picture of the screen.
 */
export function readStartLink(): void {
  startLink.value = invitationIn(location)
  if (location.pathname !== '/' || location.hash !== '') history.replaceState(history.state, '', '/')
}
