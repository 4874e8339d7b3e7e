/** Links in Gruppen, und um Aufnahme bitten, auf Deutsch. */
import { apart } from '../apart.ts'
import type { EntranceWords } from '../entrance.ts'

const rule = new Intl.PluralRules('de')

export const entrance: EntranceWords = {
  title: 'Mit einem Link einladen',
  asking: (count) =>
    rule.select(count) === 'one' ? '1 Person bittet um Aufnahme' : `${count} Personen bitten um Aufnahme`,
  askingTitle: 'Bitten um Aufnahme',
  admit: 'Aufnehmen',
  admitName: (name) => `${name} aufnehmen`,
  decline: 'Ablehnen',
  declineName: (name) => `${name} ablehnen`,
  declineHint: 'Wer abgelehnt wird, erfährt es, aber nicht von wem.',
  links: 'Links',
  none: 'In diese Gruppe führt kein Link.',
  make: 'Link machen',
  makeText:
    'Wer den Link und ein Konto auf diesem Server hat, kann um Aufnahme bitten. Zu sehen ist, wie die Gruppe heißt und wer den Link gemacht hat, und nichts von dem, was gesagt wurde.',
  lasts: 'Gültig für',
  approval: 'Die Verwaltung entscheidet über jede Anfrage',
  approvalOff: 'Wer diesen Link hat, wird aufgenommen und liest ab dann.',
  yours: 'Dein Link',
  by: (name) => `Link von ${name}`,
  left: (time) => `noch ${time}`,
  used: (used, most) => `${used} von ${most} aufgenommen`,
  decided: 'die Verwaltung entscheidet',
  open: 'nimmt alle auf, die darum bitten',
  code: 'Der Link als Code zum Einlesen',
  copy: 'Kopieren',
  share: 'Teilen',
  shareTitle: 'Ein Link in eine Gruppe auf Ebb',
  elsewhere: 'Nur das Gerät, das diesen Link gemacht hat, kann ihn zeigen.',
  revoke: 'Link widerrufen',
  revokeTitle: 'Diesen Link widerrufen?',
  revokeText: 'Mit ihm kann niemand mehr um Aufnahme bitten. Wer durch ihn kam, bleibt.',

  join: 'Einer Gruppe mit einem Link beitreten',
  paste: 'Link in eine Gruppe',
  pasteHint: 'Du bekommst ihn von der Verwaltung der Gruppe. Auf deren Server brauchst du ein Konto.',
  scan: 'Seinen Code einlesen',
  looking: 'Der Server wird gefragt, wer diesen Link gemacht hat …',
  invites: (by) => `${by} lädt dich ein`,
  needsApproval: 'Die Verwaltung entscheidet, ob du aufgenommen wirst.',
  noApproval: 'Du wirst aufgenommen, sobald ein Gerät der Verwaltung verbunden ist.',
  sees: 'Die Verwaltung sieht deinen Namen. Von dem, was vorher gesagt wurde, siehst du nichts.',
  ask: 'Um Aufnahme bitten',
  another: 'Einen anderen Link nehmen',
  yourRequests: 'Deine Anfragen',
  asked: 'Du hast um Aufnahme gebeten',
  states: {
    asked: 'Noch hat niemand geantwortet.',
    admitted: 'Du bist aufgenommen; die Gruppe ist unterwegs.',
    declined: 'Die Verwaltung hat abgelehnt. Frag dort auf einem anderen Weg nach.',
    revoked: 'Der Link wurde widerrufen. Bitte die Verwaltung um einen neuen.',
    expired: 'Der Link ist abgelaufen. Bitte die Verwaltung um einen neuen.',
    'used-up':
      'Der Link hat so viele eingelassen, wie er sollte, oder die Gruppe ist voll. Bitte die Verwaltung um einen neuen.',
  },
  putAway: (name) => `Anfrage zu ${apart(name)} weglegen`,
}
