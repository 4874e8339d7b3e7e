/** Links into groups, and asking to join by one, in English. */
import { apart } from '../apart.ts'

const rule = new Intl.PluralRules('en')

export const entrance = {
  // For administrators.
  title: 'Invite by link',
  asking: (count: number) => (rule.select(count) === 'one' ? '1 person asks to join' : `${count} people ask to join`),
  askingTitle: 'Asking to join',
  admit: 'Let in',
  admitName: (name: string) => `Let in ${name}`,
  decline: 'Decline',
  declineName: (name: string) => `Decline ${name}`,
  declineHint: 'Whoever is declined hears so, and not by whom.',
  links: 'Links',
  none: 'No link leads into this group.',
  make: 'Make a link',
  makeText:
    'Whoever has the link and an account on this server can ask to join. They see what the group is called and who made the link, and nothing of what was said.',
  lasts: 'Valid for',
  approval: 'An administrator decides about each request',
  approvalOff: 'Whoever has this link is let in, and reads from then on.',
  yours: 'Your link',
  by: (name: string) => `Link by ${name}`,
  left: (time: string) => `${time} left`,
  used: (used: number, most: number) => `${used} of ${most} let in`,
  decided: 'administrators decide',
  open: 'lets in whoever asks',
  code: 'The link as a code to scan',
  copy: 'Copy',
  share: 'Share',
  shareTitle: 'A link into a group on Ebb',
  elsewhere: 'Only the device that made this link can show it.',
  revoke: 'Revoke the link',
  revokeTitle: 'Revoke this link?',
  revokeText: 'Nobody can ask by it any more. Who came by it stays.',

  // For whoever asks.
  join: 'Join a group by a link',
  paste: 'Link into a group',
  pasteHint: 'An administrator of the group gives it to you. You need an account on its server.',
  scan: 'Scan its code',
  looking: 'Asking the server who made this link…',
  invites: (by: string) => `${by} invites you`,
  needsApproval: 'An administrator decides whether you are let in.',
  noApproval: 'You are let in as soon as the device of an administrator is online.',
  sees: 'Its administrators see your name. You see nothing of what was said before.',
  ask: 'Ask to join',
  another: 'Use another link',
  yourRequests: 'Your requests',
  asked: 'You have asked to join',
  states: {
    asked: 'Nobody has answered yet.',
    admitted: 'You are let in; the group is on its way.',
    declined: 'An administrator has declined. Ask them by another way.',
    revoked: 'The link was revoked. Ask an administrator for a new one.',
    expired: 'The link has expired. Ask an administrator for a new one.',
    'used-up': 'The link has let in as many as it should, or the group is full. Ask an administrator for a new one.',
  },
  putAway: (name: string) => `Put away the request for ${apart(name)}`,
}
