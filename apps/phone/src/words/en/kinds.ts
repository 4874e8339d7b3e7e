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
}
