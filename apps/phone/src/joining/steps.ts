/** The three steps of joining, what an invitation says, and at which step a refusal is mended. */
import { readInvitation } from '@ebb/protocol'
import type { PhoneRefusal } from '../boundary.ts'

export type Step = 'invitation' | 'name' | 'device'

/** Where the installed app has storage of its own, installing comes before keys. */
export const stepsWhen = (installsFirst: boolean): readonly Step[] =>
  installsFirst ? ['invitation', 'device', 'name'] : ['invitation', 'name', 'device']

export type Checked =
  | { readonly is: 'nothing' }
  | { readonly is: 'bad' }
  | { readonly is: 'elsewhere'; readonly host: string; readonly link: string }
  | { readonly is: 'expired' }
  | {
      readonly is: 'good'
      readonly link: string
      readonly host: string
      /** Handle of who invites; null: the server itself. */
      readonly by: string | null
      /** Seconds since 1970. */
      readonly ends: number
      /** The organisation's longest ceiling, in seconds. */
      readonly ceiling: number
    }

/** `origin`: of this page, since an invitation opens at its own server. `now`: seconds since 1970. */
export function checkInvitation(text: string, here: { readonly origin: string; readonly now: number }): Checked {
  const link = text.trim()
  if (link === '') return { is: 'nothing' }
  const read = readInvitation(link)
  if (read === undefined) return { is: 'bad' }
  const host = read.origin.replace(/^https?:\/\//, '')
  if (read.origin !== here.origin) return { is: 'elsewhere', host, link }
  const { by, ends, ceiling } = read.invitation
  if (ends <= here.now) return { is: 'expired' }
  return { is: 'good', link, host, by, ends, ceiling }
}

/** Undefined: no step is at fault; the last one is tried again. */
export function stepOf(why: PhoneRefusal): 'invitation' | 'name' | undefined {
  switch (why) {
    case 'handle-taken':
    case 'bad-name':
      return 'name'
    case 'bad-link':
    case 'invitation-unknown':
    case 'invitation-used':
    case 'invitation-expired':
    case 'wrong-origin':
    case 'wrong-server':
      return 'invitation'
    default:
      return undefined
  }
}
