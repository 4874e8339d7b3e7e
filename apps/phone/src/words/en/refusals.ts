/** Why something was not done, and what to do: one line each, in English. */
import type { PhoneRefusal } from '../../boundary.ts'

export const refusals: { readonly [R in PhoneRefusal]: string } = {
  // The server's.
  malformed: 'The server did not understand this app. Look in the settings whether an update is here.',
  'not-authenticated': 'The server does not know yet which device this is. Try again in a moment.',
  'wrong-signature': 'The server did not accept this device’s signature. Tell your administrator.',
  'wrong-origin': 'This invitation belongs to another server. Ask for a new one.',
  'unknown-account': 'Nobody here has this name. Check how it is written.',
  'revoked-device': 'This device was taken out of your account. Ask your administrator.',
  suspended: 'This account is suspended. Ask your administrator.',
  'handle-taken': 'Somebody already has this name. Choose another.',
  'invitation-unknown': 'The server does not know this invitation. Ask for a new one.',
  'invitation-used': 'This invitation was used already. Ask for a new one.',
  'invitation-expired': 'This invitation has expired. Ask for a new one.',
  'chain-conflict': 'Another change to this account came first. Try again.',
  'chain-invalid': 'This change to the account is not allowed. Ask your administrator.',
  'unknown-channel': 'The server does not know this conversation. Write again to begin it anew.',
  'channel-exists': 'This conversation exists already. Try again.',
  'not-open': 'The server has not opened this conversation yet. Try again in a moment.',
  'wrong-epoch': 'The server does not know this state of the conversation. Try again in a moment.',
  stale: 'The conversation has moved on. It is read and sent again by itself.',
  'bad-bucket': 'The clocks of the server and of this device differ too much. Check the time here.',
  'too-large': 'This is too large to send. Send it in parts.',
  'too-many': 'That was too much at once. Wait a minute and try again.',
  'inbox-full': 'This person has too many requests that wait for an answer. Try again later.',
  'unknown-inbox': 'This person’s device cannot be reached any more. Ask them by another way.',
  'no-key-package': 'This person’s device is not ready for a new conversation. Try again when they have been online.',
  'server-full': 'The server’s disk is full. Nothing is lost; tell your operator.',
  closing: 'The server is starting anew. It is tried again by itself.',

  // The app's own.
  'not-joined': 'Nobody has joined on this device yet. Open an invitation first.',
  'already-joined': 'This device already belongs to somebody. To begin anew, erase it first in the settings.',
  'bad-link': 'This is not an invitation. Copy the whole link, with everything after the #.',
  'bad-name': 'A name has 2 to 32 small letters, digits, dots and dashes, and begins with a letter.',
  'bad-clock': 'This is not a length of time. Choose another.',
  'longer-than-policy': 'This is longer than the conversation or the organisation allows. Choose a shorter time.',
  'too-long': 'This message is too long. Send it in parts.',
  blocked: 'You have blocked this person. Unblock them first.',
  'account-gone':
    'The server does not have this person’s account any more. Nothing is lost; ask them, or your operator, by another way.',
  'unknown-conversation': 'There is no conversation with this person yet. Write to them first.',
  'no-emoji': 'A reaction is one emoji. Choose one.',
  'unknown-message': 'This message is gone.',
  offline: 'The server cannot be reached. Check the connection; it is tried again by itself.',
  'wrong-server':
    'Something answers at this address that is not the server you were invited to. Do not go on; ask your administrator.',
  'identity-changed':
    'This name belongs to another account than before. Ask the person, by another way, whether they began anew.',
  'no-account-yet': 'The server does not know this account yet. Join again with the same invitation.',

  // This device's.
  'in-use': 'Something else has the storage of this app open. Close other windows with Ebb, then try again.',
  corrupt: 'What is stored on this device does not hold together and cannot be opened.',
  newer: 'What is stored on this device was written by a newer version of the app. Update the app.',
  'disk-full': 'This device’s storage is full. Make room, then open the app again. Nothing is lost.',
  unreadable: 'This device’s storage did not keep what was written. Open the app again; if it stays so, ask for help.',
  missing: 'A part of what was stored on this device is gone. The browser may have erased it.',
  empty: 'There is nothing on this device yet. Open an invitation first.',
  'wrong-passphrase': 'That did not open it. Try again.',
  elsewhere: 'The window that held the keys is gone. Unlock again.',
  'no-storage': 'This browser gives the app no place for keys. Leave the private window, or use a newer browser.',
}
