/** Sprachnachrichten, auf Deutsch. */
import type { Words } from '../words.ts'

export const voice: Words['voice'] = {
  record: 'Sprachnachricht aufnehmen',
  recording: 'Sprachnachricht',
  isRecording: 'Aufnahme läuft',
  isStopped: 'Aufgenommen, noch nicht gesendet',
  length: 'Länge',
  slideAway: 'Zum Verwerfen wegziehen',
  cancel: 'Aufnahme verwerfen',
  stop: 'Aufnahme beenden',
  send: 'Sprachnachricht senden',
  denied: 'Das Mikrofon ist nicht erlaubt. Erlaube es dieser Seite in den Einstellungen des Browsers.',
  none: 'Hier lässt sich kein Mikrofon benutzen.',
  tooShort: 'Zu kurz. Halte länger, oder tippe einmal und sprich.',
  failed: 'Der Browser hat nichts aufgenommen. Versuche es noch einmal.',

  message: 'Sprachnachricht',
  play: (name, length) => `Sprachnachricht von ${name} abspielen, ${length}`,
  playOwn: (length) => `Deine Sprachnachricht abspielen, ${length}`,
  pause: 'Anhalten',
  place: 'Stelle in der Sprachnachricht',
  placeOf: (at, length) => `${at} von ${length}`,
  speed: (times) => `Tempo ${times}`,
  notPlayed: 'Wird hier nicht abgespielt. Du kannst es sichern.',
}
