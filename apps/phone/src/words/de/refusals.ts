/** Why something was not done, and what to do: one line each, in German. */
import type { Words } from '../words.ts'

export const refusals: Words['refusals'] = {
  malformed: 'Der Server hat diese App nicht verstanden. Sieh in den Einstellungen nach, ob ein Update da ist.',
  'not-authenticated': 'Der Server weiß noch nicht, welches Gerät das ist. Versuch es gleich noch einmal.',
  'wrong-signature': 'Der Server hat die Unterschrift dieses Geräts nicht angenommen. Sag es deiner Administration.',
  'wrong-origin': 'Diese Einladung gehört zu einem anderen Server. Bitte um eine neue.',
  'unknown-account': 'Niemand heißt hier so. Prüfe die Schreibweise.',
  'revoked-device': 'Dieses Gerät wurde aus deinem Konto entfernt. Frag deine Administration.',
  suspended: 'Dieses Konto ist gesperrt. Frag deine Administration.',
  'handle-taken': 'Diesen Namen hat schon jemand. Wähle einen anderen.',
  'invitation-unknown': 'Der Server kennt diese Einladung nicht. Bitte um eine neue.',
  'invitation-used': 'Diese Einladung wurde schon benutzt. Bitte um eine neue.',
  'invitation-expired': 'Diese Einladung ist abgelaufen. Bitte um eine neue.',
  'chain-conflict': 'Eine andere Änderung an diesem Konto war schneller. Versuch es noch einmal.',
  'chain-invalid': 'Diese Änderung am Konto ist nicht erlaubt. Frag deine Administration.',
  'unknown-channel': 'Der Server kennt dieses Gespräch nicht. Schreib noch einmal, dann beginnt es neu.',
  'channel-exists': 'Dieses Gespräch gibt es schon. Versuch es noch einmal.',
  'not-open': 'Der Server hat dieses Gespräch noch nicht geöffnet. Versuch es gleich noch einmal.',
  'wrong-epoch': 'Der Server kennt diesen Stand des Gesprächs nicht. Versuch es gleich noch einmal.',
  stale: 'Das Gespräch ist weitergegangen. Es wird von selbst gelesen und noch einmal gesendet.',
  'bad-bucket': 'Die Uhren des Servers und dieses Geräts gehen zu weit auseinander. Prüfe hier die Uhrzeit.',
  'too-large': 'Das ist zu groß zum Senden. Sende es in Teilen.',
  'too-many': 'Das war zu viel auf einmal. Warte eine Minute und versuch es noch einmal.',
  'inbox-full': 'Bei dieser Person warten zu viele Anfragen auf Antwort. Versuch es später noch einmal.',
  'unknown-inbox': 'Das Gerät dieser Person ist nicht mehr erreichbar. Frag sie auf einem anderen Weg.',
  'no-key-package':
    'Das Gerät dieser Person ist nicht bereit für ein neues Gespräch. Versuch es wieder, wenn sie online war.',
  'server-full': 'Der Speicher des Servers ist voll. Nichts ist verloren; sag es dem Betreiber.',
  closing: 'Der Server startet neu. Es wird von selbst noch einmal versucht.',
  'unknown-blob': 'Der Server hat das nicht mehr. Bitte noch einmal darum.',
  'blob-exists': 'An dieser Stelle hat der Server etwas anderes. Versuch es noch einmal.',
  'rolled-back':
    'Der Server wurde aus einer Sicherung wiederhergestellt. Das Gespräch geht von selbst in einem neuen Kanal weiter.',
  'ticket-refused': 'Dieses Gerät muss seinen Schlüssel noch einmal beweisen. Es wird von selbst noch einmal versucht.',

  'not-joined': 'Auf diesem Gerät ist noch niemand beigetreten. Öffne zuerst eine Einladung.',
  'already-joined': 'Dieses Gerät gehört schon jemandem. Um neu zu beginnen, lösche es zuerst in den Einstellungen.',
  'bad-link': 'Das ist keine Einladung. Kopiere den ganzen Link, mit allem, was nach dem # kommt.',
  'bad-name':
    'Ein Name hat 2 bis 32 Kleinbuchstaben, Ziffern, Punkte und Bindestriche und beginnt mit einem Buchstaben.',
  'bad-clock': 'Das ist keine Zeitspanne. Wähle eine andere.',
  'longer-than-policy': 'Das ist länger, als das Gespräch oder die Organisation erlaubt. Wähle eine kürzere Zeit.',
  'too-long': 'Diese Nachricht ist zu lang. Sende sie in Teilen.',
  blocked: 'Du hast diese Person blockiert. Hebe das zuerst auf.',
  'account-gone':
    'Der Server hat das Konto dieser Person nicht mehr. Nichts ist verloren; frag sie oder deinen Betreiber auf anderem Weg.',
  'not-a-group': 'Das ist keine Gruppe.',
  'not-admin': 'Das kann nur die Verwaltung dieser Gruppe. Frag dort.',
  'last-admin': 'Außer dir verwaltet niemand diese Gruppe. Ernenne zuerst jemanden.',
  left: 'Du bist nicht mehr in dieser Gruppe. Die Verwaltung kann dich hinzufügen.',
  'admins-only': 'In dieser Gruppe schreibt nur die Verwaltung.',
  'bad-group-name': 'Der Name einer Gruppe hat 1 bis 100 Zeichen. Wähle einen anderen.',
  'unknown-member': 'Diese Person ist nicht in der Gruppe.',
  'too-many-members': 'Eine Gruppe hat höchstens 1.000 Personen, davon 100 in der Verwaltung.',
  'cannot-introduce':
    'Einander vorstellen kannst du zwei Personen, mit denen du redest, die du nicht blockiert hast und an deren Konto kein Zweifel ist.',
  'unknown-introduction': 'Diese Vorstellung gibt es nicht mehr.',
  'bad-group-link': 'Das ist kein Link in eine Gruppe. Kopiere den ganzen Link, mit allem nach dem #.',
  'forged-link':
    'Wer in diesem Link genannt ist, hat ihn nicht gemacht, oder nicht so. Bitte die Verwaltung der Gruppe um einen neuen.',
  'link-elsewhere':
    'Dieser Link führt in eine Gruppe auf einem anderen Server. Öffne ihn dort, wenn du dort ein Konto hast; ohne Konto bitte zuerst um eine Einladung zu jenem Server.',
  'link-expired': 'Dieser Link ist abgelaufen. Bitte die Verwaltung der Gruppe um einen neuen.',
  'bad-link-life': 'Ein Link gilt höchstens 28 Tage. Wähle eine kürzere Zeit.',
  'bad-link-uses': 'Ein Link lässt 1 bis 100 Personen ein. Wähle eine andere Zahl.',
  'too-many-links': 'In eine Gruppe führen höchstens 16 Links. Widerrufe zuerst einen.',
  'unknown-link': 'Dieser Link führt nirgends mehr hin.',
  'unknown-knock': 'Diese Anfrage wurde schon beantwortet.',
  'unknown-conversation': 'Mit dieser Person gibt es noch kein Gespräch. Schreib ihr zuerst.',
  'bad-poll': 'Eine Umfrage hat eine Frage und 2 bis 10 Antworten.',
  'bad-vote': 'Diese Umfrage hat diese Antwort nicht oder nimmt nur eine.',
  'poll-closed': 'Diese Umfrage ist geschlossen.',
  'no-emoji': 'Eine Reaktion ist ein einzelnes Emoji. Wähle eins.',
  'unknown-message': 'Diese Nachricht ist nicht mehr da.',
  'already-opened': 'Das war nur einmal anzusehen und wurde schon geöffnet.',
  'not-fetched': 'Was an dieser Nachricht hängt, ist noch nicht hier. Hol es zuerst.',
  'attachment-lost':
    'Ein Teil des Anhangs ist nicht mehr auf diesem Gerät. Lösche die Nachricht und hänge ihn noch einmal an.',
  'attachment-gone': 'Der Server hat das nicht mehr. Bitte noch einmal darum.',
  'bad-attachment':
    'Was der Server hat, ist nicht das, was gesendet wurde. Nichts davon wurde übernommen; bitte noch einmal darum.',
  'no-room': 'Auf diesem Gerät ist kein Platz mehr. Schaffe Platz und versuche es noch einmal.',
  offline: 'Der Server ist nicht erreichbar. Prüfe die Verbindung; es wird von selbst noch einmal versucht.',
  'wrong-server':
    'Unter dieser Adresse antwortet etwas, das nicht der Server ist, zu dem du eingeladen wurdest. Mach nicht weiter; frag deine Administration.',
  'identity-changed':
    'Dieser Name gehört jetzt zu einem anderen Konto. Frag die Person auf einem anderen Weg, ob sie neu begonnen hat.',
  'no-account-yet': 'Der Server kennt dieses Konto noch nicht. Tritt mit derselben Einladung noch einmal bei.',

  'in-use':
    'Etwas anderes hat den Speicher dieser App geöffnet. Schließe andere Fenster mit Ebb und versuch es noch einmal.',
  corrupt: 'Was auf diesem Gerät gespeichert ist, passt nicht zusammen und lässt sich nicht öffnen.',
  newer: 'Was auf diesem Gerät gespeichert ist, stammt von einer neueren Version der App. Aktualisiere die App.',
  'disk-full': 'Der Speicher dieses Geräts ist voll. Mach Platz und öffne die App noch einmal. Nichts ist verloren.',
  unreadable:
    'Der Speicher dieses Geräts hat nicht behalten, was geschrieben wurde. Öffne die App noch einmal; hilft das nicht, hol dir Hilfe.',
  missing: 'Ein Teil dessen, was auf diesem Gerät gespeichert war, ist weg. Vielleicht hat der Browser es gelöscht.',
  empty: 'Auf diesem Gerät ist noch nichts. Öffne zuerst eine Einladung.',
  'wrong-passphrase': 'Damit ging es nicht auf. Versuch es noch einmal.',
  elsewhere: 'Das Fenster, das die Schlüssel hielt, ist weg. Entsperre noch einmal.',
  'no-storage':
    'Dieser Browser gibt der App keinen Platz für Schlüssel. Verlass das private Fenster oder nimm einen neueren Browser.',
  'bad-file': 'Das lässt sich nicht lesen. Wähle etwas anderes, oder sende es als Datei.',
}
