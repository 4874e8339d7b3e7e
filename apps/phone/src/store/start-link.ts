/** The invitation with which the app was opened. */
import { signal } from '@preact/signals'
import { groupLinkIn, invitationIn } from './address.ts'

export const startLink = signal<string | undefined>(undefined)
/** The link into a group with which it was opened, until somebody has an account here and looks at it. */
export const startGroupLink = signal<string | undefined>(undefined)

/**
 * Once, by main, before anything else looks at the address. The secret leaves the address at once, so that it is
 * in no bookmark, no shared link and no picture of the screen.
 */
export function readStartLink(): void {
  startLink.value = invitationIn(location)
  startGroupLink.value = groupLinkIn(location)
  if (location.pathname !== '/' || location.hash !== '') history.replaceState(history.state, '', '/')
}
