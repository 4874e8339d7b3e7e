/** What messages can be beyond texts and files, in English. Names come without `@`. */
const rule = new Intl.PluralRules('en')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const kinds = {
  // Sending on.
  forward: 'Forward',
  forwarded: 'Forwarded',
  forwardTo: 'Forward to',
  forwardText: 'It vanishes with the message that you forward, or sooner. Whose it was is not said.',
  forwardFind: 'Find a conversation',
  forwardSend: (count: number) => many(count, 'Send', `Send to ${count}`),
  forwardFetching: 'Being fetched first',
  forwardDone: (count: number) => many(count, 'Forwarded', `Forwarded to ${count}`),

  // Mentions.
  mentioned: 'You are mentioned',
  mentionWhom: 'Whom to mention',
  mentionFound: (count: number) => many(count, '1 person', `${count} people`),

  // Polls.
  poll: 'Poll',
  pollAsk: 'Ask a question',
  pollQuestion: 'Question',
  pollAnswer: (number: number) => `Answer ${number}`,
  pollAdd: 'Another answer',
  pollDrop: (number: number) => `Remove answer ${number}`,
  pollMultiple: 'Several answers',
  pollMultipleText: 'Everybody may choose more than one.',
  pollText: 'Everybody here sees who has chosen what. It vanishes with its votes.',
  pollOne: 'Choose one',
  pollSeveral: 'Choose one or more',
  pollClosed: 'Closed',
  pollClose: 'Close the poll',
  pollVoters: (count: number) => many(count, '1 person has voted', `${count} people have voted`),
  pollVotes: (count: number) => many(count, '1 vote', `${count} votes`),

  // Pins.
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: (at: number, of: number) => (of === 1 ? 'Pinned message' : `Pinned message, ${at} of ${of}`),

  // To be looked at once.
  once: 'View once',
  onceNext: 'Can be looked at once',
  onceNot: 'Not once: as often as one likes',
  onceText:
    'It goes from the other device when it is closed, and from this one when it was sent. Whoever looks at it can photograph the screen.',
  onceKinds: { text: 'Text', picture: 'Photo', voice: 'Voice message', file: 'File' },
  onceCovered: (kind: string) => `${kind}, to be looked at once`,
  onceOpen: (kind: string) => `Open once: ${kind}`,
  onceOpened: 'Opened',
  onceSent: 'Sent to be looked at once',
  onceGoes: 'Gone when you close this, or in half a minute.',
  onceNoPicture: 'This cannot be shown here.',
}
