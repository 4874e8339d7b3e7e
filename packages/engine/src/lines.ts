/** What a person is told: one line each, that says why and what to do. */
import { refusalLines } from '@ebb/protocol'
import type { CommandRefusal, Warning } from './events.ts'

export const commandLines: { readonly [R in CommandRefusal]: string } = {
  ...refusalLines,
  'not-joined': 'Nobody has joined here yet. Open an invitation first: ebb join LINK --name NAME.',
  'already-joined': 'Somebody has joined here already. Choose another home for another account.',
  'bad-link': 'This is not an invitation link. Copy the whole link, with everything after the #.',
  'bad-name':
    'This is not a name. Use 2 to 32 lower-case letters, digits, dots and dashes, beginning with a letter; and somebody else’s to write to.',
  'bad-clock': 'This is not a length of time. Write for example 30s, 5m, 1h, 1d or 4w.',
  'longer-than-policy':
    'This is longer than the conversation or the organisation allows. Choose a shorter time, or change the timer first.',
  'too-long': 'A message holds 1 to 60,000 bytes. Write less, or in parts.',
  blocked: 'You have blocked this person. Unblock them first.',
  'account-gone':
    'The server does not have the account of this person any more. Nothing is lost; ask them, or your operator, by another way.',
  'not-a-group': 'This is not a group. Begin one first.',
  'not-admin': 'Only administrators of this group can do this. Ask one of them.',
  'last-admin': 'Nobody else here is an administrator. Make somebody one first.',
  left: 'You are not in this group any more. Ask an administrator to add you.',
  'admins-only': 'Only administrators write in this group.',
  'bad-group-name': 'A name of a group has 1 to 100 characters. Choose another.',
  'unknown-member': 'Nobody of this name is in this group. Look at who is.',
  'too-many-members': 'A group has at most 1,000 people, 100 of them administrators.',
  'cannot-introduce':
    'Two people can be introduced with whom you talk: you have accepted and not blocked either, and each has an account that nobody doubts.',
  'unknown-introduction': 'There is no such introduction any more.',
  'bad-group-link': 'This is not a link into a group. Copy the whole link, with everything after the #.',
  'forged-link':
    'Whoever this link names has not made it, or not like this. Ask an administrator of the group for a new one.',
  'link-elsewhere':
    'This link leads into a group on another server. Open it where you have an account there; without one, ask for an invitation to that server first.',
  'link-expired': 'This link into a group has expired. Ask an administrator of the group for a new one.',
  'bad-link-life': 'A link into a group lasts for 1 second to 28 days. Choose another time.',
  'bad-link-uses': 'A link into a group lets in 1 to 100 people. Choose another number.',
  'too-many-links': 'At most 16 links lead into a group at once. Revoke one first.',
  'unknown-link': 'There is no such link into this group. Look at the links that there are.',
  'unknown-knock': 'There is no such request, or somebody has answered it already.',
  'unknown-conversation': 'There is no conversation with this person yet. Send them something first.',
  'bad-poll': 'A poll has a question of at most 1,000 characters, and 2 to 10 answers of at most 200 each.',
  'bad-vote': 'This poll has no such answer, or takes one only.',
  'poll-closed': 'This poll is closed.',
  'no-emoji': 'A reaction is one emoji. Choose one.',
  'unknown-message': 'There is no such message, or it is gone, or it is not yours.',
  'already-opened': 'This could be looked at once, and was.',
  'not-fetched': 'What hangs on this message is not on this device yet. Fetch it first.',
  'attachment-lost':
    'A part of what you have attached is not on this device any more. Delete the message and attach it again.',
  'attachment-gone': 'The server does not have this any more. Ask for it again.',
  'bad-attachment': 'What the server has is not what was sent. Nothing was taken from it; ask for it again.',
  'no-room': 'There is no room left on this device. Make some, then try again.',
  offline: 'The server cannot be reached. What you wrote is kept and goes out when it can.',
  'wrong-server':
    'Something answers at this address that is not the server you joined. Do not go on; ask your administrator.',
  'identity-changed':
    'This name belongs to another account than before. Ask the person, by another way, whether they began anew.',
  'no-account-yet': 'The server does not know this account yet. Join again with the same invitation.',
}

export const warningLines: { readonly [W in Warning]: string } = {
  'server-clock':
    'The server’s clock and this device’s differ by more than an hour. Check the time here; tell the operator if it is right.',
  'wrong-entry':
    'The server handed out bytes that are not what it says they are. Nothing was taken from it; tell the operator.',
  'wrong-epoch-key': 'The server named a wrong key for this conversation. Tell the operator.',
  'history-differs':
    'Somebody in this conversation has seen another history than this device. Compare by another way what was said.',
  'unreadable-message': 'A message came that cannot be opened. Ask for it again.',
  'conversation-lost':
    'This conversation could not be followed any further. It goes on in a new channel with your next message.',
  'role-violation':
    'A member of this group has tried what only an administrator may. Nobody follows it; the group goes on in a new channel.',
  'introduction-differs':
    'Somebody who introduced a person to you knows them by another account than the server handed out. One of the two is wrong: ask the person by another way, and compare safety numbers.',
  'bad-letter': 'A letter came that means nothing here. It was dropped.',
  'bad-key-package':
    'The server handed out keys that are not this person’s. Try again; if it stays so, tell the operator.',
  'used-key-package':
    'Somebody wanted to reach this device by keys that it does not have any more: the server hands out old ones. Let them try again; if it stays so, tell the operator.',
  'chain-invalid':
    'The server handed out an account that does not hold together. Nothing was taken from it; tell the operator.',
}
