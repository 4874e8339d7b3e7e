/** Links as a story needs them: the first administrator's, and from it some that are no good. */
import { invitationLink, readInvitation } from '@ebb/protocol'

export function invitations(link: string): Readonly<Record<string, string>> {
  const { origin, invitation } = readInvitation(link)!
  const other = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
  return {
    INVITE: link,
    UNKNOWN: invitationLink(origin, { ...invitation, secret: other(16) }),
    EXPIRED: invitationLink(origin, { ...invitation, ends: 1_700_000_000 }),
    FOREIGN: invitationLink(origin, { ...invitation, server: other(32) }),
    // Port 1 of this machine: nobody listens there.
    ELSEWHERE: invitationLink('http://127.0.0.1:1', invitation),
  }
}
