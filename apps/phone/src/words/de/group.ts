/** Gruppen, auf Deutsch. `by`: wer es getan hat, null: wer es liest. */
import { apart } from '../apart.ts'
import type { Words } from '../words.ts'

const has = (by: string | null): string => (by === null ? 'Sie haben' : `${by} hat`)

export const group: Words['group'] = {
  people: (count) => (count === 1 ? '1 Person' : `${count} Personen`),

  newGroup: 'Neue Gruppe',
  name: 'Name der Gruppe',
  who: 'Wer darin ist',
  addName: 'Name einer Person',
  addByName: 'Hinzufügen',
  takeOut: (name) => `${name} wieder herausnehmen`,
  chosen: 'Ausgewählt',
  create: 'Gruppe anlegen',
  whoHint: 'Wählen Sie bekannte Personen aus, oder schreiben Sie einen Namen.',
  alone: 'Sie können später Personen hinzufügen.',

  beginning:
    'Nur wer in dieser Gruppe ist, kann lesen, was hier geschrieben wird. Wer später kommt, sieht nichts von vorher.',
  requestTitle: (by, name) => `${by} hat Sie zu ${apart(name)} hinzugefügt`,
  requestText: 'Sie kennen einander noch nicht. Von diesem Gerät wird nichts gesendet, bis Sie zustimmen.',
  requestLine: 'Hat Sie zu einer Gruppe hinzugefügt',
  adminsWrite: 'In dieser Gruppe schreibt nur die Verwaltung.',
  youAreOut: 'Sie sind nicht mehr in dieser Gruppe. Was gesagt wurde, verschwindet zu seiner Zeit.',

  created: 'Sie haben diese Gruppe angelegt.',
  added: (by, who) => `${has(by)} ${who} hinzugefügt.`,
  addedYou: (by) => `${by} hat Sie hinzugefügt.`,
  removed: (by, who) => `${has(by)} ${who} entfernt.`,
  removedYou: (by) => `${by} hat Sie entfernt.`,
  left: (who) => `${who} hat die Gruppe verlassen.`,
  youLeft: 'Sie haben die Gruppe verlassen.',
  renamed: (by, name) => `${has(by)} die Gruppe „${apart(name)}“ genannt.`,
  pictured: (by) => `${has(by)} das Bild geändert.`,
  appointed: (by, who) => `${has(by)} ${who} die Verwaltung übertragen.`,
  appointedYou: (by) => `${by} hat Ihnen die Verwaltung übertragen.`,
  dismissed: (by, who) => `${has(by)} ${who} die Verwaltung genommen.`,
  dismissedYou: (by) => `${by} hat Ihnen die Verwaltung genommen.`,
  announcementsOn: (by) => `${has(by)} festgelegt, dass nur die Verwaltung schreibt.`,
  announcementsOff: (by) => `${has(by)} festgelegt, dass alle schreiben.`,
  shortenAll: (by) => `${has(by)} allen erlaubt, die Fristen zu verkürzen.`,
  shortenAdmins: (by) => `${has(by)} festgelegt, dass nur die Verwaltung die Fristen ändert.`,
  introduced: (by, name) => `${has(by)} ${name} vorgestellt.`,
  linkMade: (by) => `${has(by)} einen Link in diese Gruppe gemacht.`,
  linkRevoked: (by) => `${has(by)} einen Link in diese Gruppe widerrufen.`,
  notAdded: (name, why) => `${name} wurde nicht hinzugefügt. ${why}`,

  members: 'Mitglieder',
  you: 'Sie',
  admin: 'Verwaltung',
  adding: 'Wird hinzugefügt …',
  removing: 'Wird entfernt …',
  add: 'Personen hinzufügen',
  rename: 'Namen ändern',
  announcements: 'Nur die Verwaltung schreibt',
  shorten: 'Mitglieder dürfen die Fristen verkürzen',
  leave: 'Gruppe verlassen',
  leaveTitle: (name) => `${apart(name)} verlassen?`,
  leaveText: 'Ab dann lesen Sie nichts mehr. Was gesagt wurde, bleibt auf diesem Gerät, bis seine Zeit gekommen ist.',
  write: 'Schreiben',
  appoint: 'Verwaltung übertragen',
  dismiss: 'Verwaltung nehmen',
  remove: 'Aus der Gruppe entfernen',
  removeTitle: (name) => `${name} entfernen?`,
  removeText: 'Diese Person liest ab dann nichts mehr. Was sie gesehen hat, hat sie gesehen.',
}
