/** Conversations, in English. Names come without `@`, lengths of time already spoken ("4 weeks"). */
import { apart } from '../apart.ts'

const rule = new Intl.PluralRules('en')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const talk = {
  // Buttons that are the same everywhere.
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  done: 'Done',
  more: 'More',
  you: 'You',

  // The list of conversations.
  chats: 'Chats',
  newChat: 'New chat',
  settings: 'Settings',
  search: 'Search',
  archive: 'Archive',
  unread: (count: number) => many(count, '1 unread message', `${count} unread messages`),
  pinned: 'Pinned',
  muted: 'Muted',
  draft: 'Draft:',
  writing: 'writing …',
  writingBy: (names: string, count: number) => many(count, `${names} is writing …`, `${names} are writing …`),
  writingMany: (count: number) => `${count} people are writing …`,
  needsNewer: 'This message needs a newer Ebb',
  unreadable: 'A message that could not be opened',
  requests: (count: number) => many(count, '1 person wants to write to you', `${count} people want to write to you`),
  requestLine: 'Wants to write to you',
  archived: (count: number) => `Archived (${count})`,
  noMessages: 'No messages',
  actionsFor: (name: string) => `What to do with ${apart(name)}`,
  pin: 'Pin to the top',
  unpin: 'Unpin',
  mute: 'Mute',
  unmute: 'Unmute',
  toArchive: 'Archive',
  fromArchive: 'Take out of the archive',
  markRead: 'Mark as read',
  block: 'Block',
  unblock: 'Unblock',
  wasArchived: 'Archived. A new message does not bring it back.',
  wasBlocked: (name: string) => `${name} is blocked.`,
  blockTitle: (name: string) => `Block ${name}?`,
  blockText:
    'They can no longer write to you, and are not told. What they wrote goes from this device at once and cannot be brought back.',

  emptyTitle: 'Nobody here yet',
  emptyText: 'Write to somebody whose name you know, or invite somebody to your server.',
  emptyArchive: 'Nothing is archived',
  emptyArchiveText: 'Conversations that you archive wait here, out of your way.',
  choose: 'Choose a conversation',
  chooseText: 'Everything that you write is sealed on this device, and vanishes when its time has come.',
  writeSomebody: 'Write to somebody',
  inviteSomebody: 'Invite somebody',

  offline: 'No connection. What you write goes out as soon as there is one.',
  putAway: 'Put this away',
  warnings: {
    'server-clock':
      'The server’s clock and this device’s differ by more than an hour. Check the time here; tell your operator if it is right.',
    'wrong-entry':
      'The server handed out something that is not what it says it is. Nothing of it was taken. Tell your operator.',
    'wrong-epoch-key': 'The server named a wrong key for a conversation. Tell your operator.',
    'history-differs':
      'Somebody in a conversation has seen another history than this device. Compare by another way what was said.',
    'unreadable-message': 'A message came that cannot be opened. Ask for it again.',
    'conversation-lost': 'A conversation could not be followed any further. It goes on anew with your next message.',
    'role-violation':
      'A member of a group has tried what only an administrator may. Nobody follows it; the group goes on in a new channel.',
    'introduction-differs':
      'Somebody who introduced a person to you knows them by another account than the server handed out. Ask that person by another way, and compare numbers.',
    'bad-letter': 'Something came that means nothing here. It was thrown away.',
    'bad-key-package':
      'The server handed out keys that do not belong to this person. Try again; if it stays so, tell your operator.',
    'used-key-package':
      'Somebody wanted to reach this device by keys that it does not have any more: the server hands out old ones. Let them try again; if it stays so, tell your operator.',
    'chain-invalid':
      'The server handed out an account that does not hold together. Nothing of it was taken. Tell your operator.',
  },

  // Search.
  searchEverything: 'Search names and messages',
  searchHint: 'Searches everything on this device. Nothing is asked of the server.',
  nothingFound: 'Nothing found',
  nothingFoundText: 'What has vanished cannot be found either.',
  people: 'People',
  messages: 'Messages',
  foundCount: (count: number) => many(count, '1 message found', `${count} messages found`),
  clear: 'Clear',

  // A new conversation.
  whoTo: 'Whom do you want to write to?',
  theirNameHint: 'Ask for their name on this server, for example @alice.',
  badName: 'A name has 2 to 32 small letters, digits, dots and dashes, and begins with a letter.',
  ownName: 'That is your own name.',
  write: 'Write',
  known: 'People you know',

  // A conversation.
  conversation: 'Conversation',
  details: 'Details',
  shields: { unverified: 'Not verified', verified: 'Verified', changed: 'Identity changed' },
  loading: 'Opening…',
  beginning: (name: string) => `Only you and ${name} can read what is written here.`,
  beginningClocks: (clocks: string) => `Messages vanish ${clocks}.`,
  newMessages: 'New messages',
  toNewest: 'To the newest message',
  toNewestUnread: (count: number) =>
    many(count, 'To the newest message, 1 unread', `To the newest message, ${count} unread`),
  states: {
    queued: 'Waiting to be sent',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    received: 'Received',
    unreadable: 'Could not be opened',
    note: '',
  },
  notSentShort: 'Not sent',
  notSent: 'Not sent. Tap to try again',
  clockChanged: (clocks: string) => `Messages now vanish ${clocks}.`,
  restored: 'The server was restored from a backup. This conversation goes on in a new channel.',
  afterSending: (span: string) => `${span} after sending`,
  afterBoth: (ceiling: string, afterRead: string) =>
    `${afterRead} after reading, and at the latest ${ceiling} after sending`,
  showAll: 'Show all of it',
  messageActions: 'What to do with this message',
  reply: 'Reply',
  edit: 'Edit',
  editText: 'The other side sees the new text, and what stood there before.',
  edited: 'edited',
  save: 'Save',
  react: 'React',
  reactedBy: (emoji: string, names: string) => `${emoji} ${names}`,
  copy: 'Copy',
  copied: 'Copied. The clipboard does not forget by itself.',
  notCopied: 'This browser does not let anything be copied.',
  deleteForMe: 'Delete for me',
  deleteForAll: 'Delete for everyone',
  info: 'Details',
  deleteForMeTitle: 'Delete this message here?',
  deleteForMeText: 'It goes from this device for good. The other side keeps it until its time has come.',
  deleteForAllTitle: 'Delete this message for everyone?',
  deleteForAllText:
    'It goes from this device at once, and from theirs as soon as it is reached. What they have seen, they have seen.',
  delete: 'Delete',
  arrived: (name: string) => `New message from ${name}`,

  infoSent: 'Sent',
  infoReceived: 'Received',
  infoState: 'State',
  infoReadBy: 'Read by',
  infoDeliveredTo: 'Delivered to',
  infoNothingFrom: 'No receipt from',
  infoNothingText: 'Either it has not arrived yet, or receipts are off there.',
  infoVanishes: 'Vanishes',
  infoLeft: (left: string) => `in ${left}`,
  infoClocks: 'Clocks',
  infoEarlier: 'Before',
  infoUnreadClock: (span: string) => `The clock of ${span} starts when it is read.`,

  // Writing.
  message: 'Message',
  send: 'Send',
  replyTo: (name: string) => `Reply to ${name}`,
  replyToSelf: 'Reply to yourself',
  noReply: 'Do not reply to it',
  tooLong: (count: number) => `Too long by ${count} bytes. Send it in parts.`,
  blockedHere: (name: string) => `You have blocked ${name}.`,

  // Clocks.
  clocks: 'When messages vanish',
  clocksOf: (clocks: string) => `Messages vanish ${clocks}. Change it`,
  clocksOfNext: (clocks: string) => `The next message vanishes ${clocks}. Change it`,
  clocksNext: 'When the next message vanishes',
  clocksText: 'For everything that either of you writes from now on.',
  clocksNextText: 'For the next message only. It cannot stay longer than the conversation allows.',
  fromSending: 'After sending',
  fromSendingText: 'Starts when it is sent. It is the end in any case, read or not.',
  fromReading: 'After reading',
  fromReadingText: 'Starts on each device when a person has the message before their eyes.',
  off: 'Off',
  custom: 'Other',
  customCount: 'How many',
  customUnit: 'Of what',
  clockMax: (span: string) => `At most ${span}.`,
  clocksLimits:
    'Vanishing destroys the keys on the devices. It does not protect against somebody who photographs the screen, copies the text or changes their app.',
  setClocks: 'Set',
  likeConversation: 'As in the conversation',
  left: (span: string) => `Vanishes in ${span}`,

  // Trust.
  changedTitle: (name: string) => `Somebody else now has the name ${name}`,
  changedText:
    'Perhaps they began anew on another device; perhaps somebody takes their place. Nothing is sent until you decide. Ask them by another way.',
  compare: 'Compare the number',
  goOn: 'Go on with the new one',
  goOnTitle: 'Go on without comparing?',
  goOnText: (name: string) =>
    `From now on you write to whoever has the name ${name} today, and what waits here goes to them. They count as not verified.`,
  formerNumber: (name: string) => `The number of ${name} until now`,
  formerText: (name: string) =>
    `Ask ${name} whether their phone still shows this number. If it does, the account has not changed and somebody deceives you: do not go on, and tell your operator. If they began anew, they have another number: go on with the new one, and compare that before you write anything secret.`,
  verify: 'Verify',
  verifyTitle: (name: string) => `Verify ${name}`,
  verifyText: (name: string) =>
    `If you and ${name} see the same number, nobody stands between you. Compare it when you meet, or read it to each other on the phone.`,
  safetyNumber: 'Safety number',
  safetyCode: 'Safety code to scan',
  scan: 'Scan their code',
  same: 'The same',
  sameText: (name: string) => `It is really ${name}. This conversation is now marked as verified.`,
  different: 'These are not the same',
  differentText: (name: string) =>
    `The code that you scanned does not belong to this conversation. Make sure that it was ${name}’s code for you. If it was, somebody may stand between you: write nothing secret, and tell your operator.`,
  foreignCode: 'This is no safety code',
  foreignCodeText: 'Ask them to open this screen on their phone, and scan the code there.',
  numbersMatch: 'The numbers match',
  numbersMatchTitle: 'Mark as verified?',
  numbersMatchText: 'Only if you have compared all twelve groups with the person themselves.',
  markVerified: 'Mark as verified',
  isVerified: 'You have verified this person.',
  takeBack: 'Take it back',
  tookBack: 'No longer verified',
  noNumber: 'No number yet',
  noNumberText: 'There is a number to compare as soon as you have met on the server. Send a message first.',

  // About a conversation.
  aboutTitle: 'Details',
  onServer: (server: string) => `on ${server}`,
}
