/** The closed list of what a server refuses. Numbers never change their meaning; each line says what to do. */
export const refusalWords = [
  'malformed', // 0 bytes that are no frame, or a frame out of place: the connection closes
  'not-authenticated', // 1 a request before the device has proved its key
  'wrong-signature', // 2
  'wrong-origin', // 3
  'unknown-account', // 4
  'revoked-device', // 5
  'suspended', // 6
  'handle-taken', // 7
  'invitation-unknown', // 8
  'invitation-used', // 9
  'invitation-expired', // 10
  'chain-conflict', // 11 another entry came first
  'chain-invalid', // 12
  'unknown-channel', // 13
  'channel-exists', // 14
  'not-open', // 15 an append without the proof of the epoch
  'wrong-epoch', // 16 an epoch that this channel never had
  'stale', // 17 the epoch has ended: read its segment to the end
  'bad-bucket', // 18
  'too-large', // 19
  'too-many', // 20 a rate or quota; wait
  'inbox-full', // 21
  'unknown-inbox', // 22
  'no-key-package', // 23
  'server-full', // 24 the server's disk
  'closing', // 25 the server is shutting down
  'unknown-blob', // 26 it has ended, or never was
  'blob-exists', // 27 other bytes under this id
  'rolled-back', // 28 this server was restored from a backup: begin a channel in the place of this one
  'ticket-refused', // 29 a ticket that does not hold, or not any more: prove by signature
] as const
export type Refusal = (typeof refusalWords)[number]

/** What a person is told, each with what to do about it. */
export const refusalLines: { readonly [R in Refusal]: string } = {
  malformed: 'The server did not understand this app. Update the app.',
  'not-authenticated': 'This device has not proved its key yet. Try again.',
  'wrong-signature': 'The server did not accept this device’s signature. Check that you use the right home.',
  'wrong-origin': 'This is not the server that the invitation names. Ask for a new invitation.',
  'unknown-account': 'Nobody here has this name. Check the spelling.',
  'revoked-device': 'This device was revoked. Ask your administrator.',
  suspended: 'This account is suspended. Ask your administrator.',
  'handle-taken': 'Somebody already has this name. Choose another.',
  'invitation-unknown': 'The server does not know this invitation. Ask for a new one.',
  'invitation-used': 'This invitation was used already. Ask for a new one.',
  'invitation-expired': 'This invitation has expired. Ask for a new one.',
  'chain-conflict': 'Another change to this account came first. Try again.',
  'chain-invalid': 'This change to the account is not allowed. Ask your administrator.',
  'unknown-channel': 'The server does not know this conversation. Start a new one.',
  'channel-exists': 'This conversation exists already. Try again.',
  'not-open': 'This conversation is not open on this connection. Try again.',
  'wrong-epoch': 'The server does not know this state of the conversation. Read it again.',
  stale: 'The conversation has moved on. It is read and sent again by itself.',
  'bad-bucket': 'The server’s clock and this device’s differ too much. Check the time.',
  'too-large': 'This is too large to send. Send less at once.',
  'too-many': 'Too much at once. Wait a minute and try again.',
  'inbox-full': 'This person has too many unanswered requests. Try again later.',
  'unknown-inbox': 'This person’s device cannot be reached any more. Look them up again.',
  'no-key-package': 'This person’s device has not prepared for new conversations. Try again when they were online.',
  'server-full': 'The server’s disk is full. Nothing is lost; tell the operator.',
  closing: 'The server is restarting. It is tried again by itself.',
  'unknown-blob': 'The server does not have this any more. Ask for it again.',
  'blob-exists': 'The server has something else in this place. Try again.',
  'rolled-back': 'The server was restored from a backup. The conversation goes on in a new channel by itself.',
  'ticket-refused': 'This device has to prove its key again. It is tried again by itself.',
}
