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
  mentioned: 'Du wirst erwähnt',
  mentionWhom: 'Wen erwähnen',
  mentionFound: (count) => many(count, '1 Person', `${count} Personen`),

  // Umfragen.
  poll: 'Umfrage',
  pollAsk: 'Eine Frage stellen',
  pollQuestion: 'Frage',
  pollAnswer: (number) => `Antwort ${number}`,
  pollAdd: 'Noch eine Antwort',
  pollDrop: (number) => `Antwort ${number} entfernen`,
  pollMultiple: 'Mehrere Antworten',
  pollMultipleText: 'Alle dürfen mehr als eine wählen.',
  pollText: 'Alle hier sehen, wer was gewählt hat. Sie verschwindet mit ihren Stimmen.',
  pollOne: 'Eine wählen',
  pollSeveral: 'Eine oder mehrere wählen',
  pollClosed: 'Geschlossen',
  pollClose: 'Umfrage schließen',
  pollVoters: (count) => many(count, '1 Person hat abgestimmt', `${count} Personen haben abgestimmt`),
  pollVotes: (count) => many(count, '1 Stimme', `${count} Stimmen`),

  // Angeheftetes.
  pin: 'Anheften',
  unpin: 'Lösen',
  pinned: (at, of) => (of === 1 ? 'Angeheftete Nachricht' : `Angeheftete Nachricht, ${at} von ${of}`),

  // Zum einmaligen Ansehen.
  once: 'Einmal ansehen',
  onceNext: 'Nur einmal anzusehen',
  onceNot: 'Nicht nur einmal, sondern beliebig oft',
  onceText:
    'Es verschwindet vom anderen Gerät, wenn es geschlossen wird, und von diesem, sobald es gesendet ist. Wer es ansieht, kann den Bildschirm fotografieren.',
  onceKinds: { text: 'Text', picture: 'Foto', voice: 'Sprachnachricht', file: 'Datei' },
  onceCovered: (kind) => `${kind}, nur einmal anzusehen`,
  onceOpen: (kind) => `Einmal öffnen: ${kind}`,
  onceOpened: 'Geöffnet',
  onceSent: 'Zum einmaligen Ansehen gesendet',
  onceGoes: 'Verschwindet, wenn du dies schließt, oder in einer halben Minute.',
  onceNoPicture: 'Das kann hier nicht gezeigt werden.',
}
