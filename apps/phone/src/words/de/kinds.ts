/** Was Nachrichten außer Texten und Dateien sein können, auf Deutsch. Namen kommen ohne `@`. */
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('de')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const kinds: Words['kinds'] = {
  forward: 'Weiterleiten',
  forwarded: 'Weitergeleitet',
  forwardTo: 'Weiterleiten an',
  forwardText:
    'Das Weitergeleitete verschwindet mit der Nachricht, von der es kommt, oder früher. Von wem sie war, steht nicht dabei.',
  forwardFind: 'Unterhaltung suchen',
  forwardSend: (count) => many(count, 'Senden', `An ${count} senden`),
  forwardFetching: 'Wird zuerst geholt',
  forwardDone: (count) => many(count, 'Weitergeleitet', `An ${count} weitergeleitet`),

  // Mentions.
  mentioned: 'Sie werden erwähnt',
  mentionWhom: 'Wen erwähnen',
  mentionFound: (count) => many(count, '1 Person', `${count} Personen`),
}
