/** Conversations, in German. Names come without `@`, lengths of time already spoken ("4 Wochen"). */
import { apart } from '../apart.ts'
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('de')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const talk: Words['talk'] = {
  back: 'Zurück',
  cancel: 'Abbrechen',
  close: 'Schließen',
  done: 'Fertig',
  more: 'Mehr',
  you: 'Du',

  chats: 'Chats',
  newChat: 'Neuer Chat',
  settings: 'Einstellungen',
  search: 'Suchen',
  archive: 'Archiv',
  unread: (count) => many(count, '1 ungelesene Nachricht', `${count} ungelesene Nachrichten`),
  pinned: 'Angeheftet',
  muted: 'Stumm',
  draft: 'Entwurf:',
  writing: 'schreibt …',
  writingBy: (names, count) => many(count, `${names} schreibt …`, `${names} schreiben …`),
  writingMany: (count) => `${count} Personen schreiben …`,
  needsNewer: 'Diese Nachricht braucht ein neueres Ebb',
  unreadable: 'Eine Nachricht, die sich nicht öffnen ließ',
  requests: (count) => many(count, '1 Person möchte dir schreiben', `${count} Personen möchten dir schreiben`),
  requestLine: 'Möchte dir schreiben',
  archived: (count) => `Archiviert (${count})`,
  noMessages: 'Keine Nachrichten',
  actionsFor: (name) => `Was mit ${apart(name)} geschehen soll`,
  pin: 'Oben anheften',
  unpin: 'Lösen',
  mute: 'Stumm schalten',
  unmute: 'Nicht mehr stumm',
  toArchive: 'Archivieren',
  fromArchive: 'Aus dem Archiv holen',
  markRead: 'Als gelesen markieren',
  block: 'Blockieren',
  unblock: 'Nicht mehr blockieren',
  wasArchived: 'Archiviert. Eine neue Nachricht holt es nicht zurück.',
  wasBlocked: (name) => `${name} ist blockiert.`,
  blockTitle: (name) => `${name} blockieren?`,
  blockText:
    'Diese Person kann dir nicht mehr schreiben und erfährt es nicht. Was sie schrieb, verschwindet sofort von diesem Gerät und lässt sich nicht zurückholen.',

  emptyTitle: 'Noch niemand hier',
  emptyText: 'Schreib jemandem, dessen Namen du kennst, oder lade jemanden auf deinen Server ein.',
  emptyArchive: 'Nichts archiviert',
  emptyArchiveText: 'Gespräche, die du archivierst, warten hier und stören nicht.',
  choose: 'Wähl ein Gespräch',
  chooseText: 'Was du schreibst, wird auf diesem Gerät versiegelt und verschwindet, wenn seine Zeit um ist.',
  writeSomebody: 'Jemandem schreiben',
  inviteSomebody: 'Jemanden einladen',

  offline: 'Keine Verbindung. Was du schreibst, geht hinaus, sobald es eine gibt.',
  putAway: 'Weglegen',
  warnings: {
    'server-clock':
      'Die Uhr des Servers und die dieses Geräts weichen um mehr als eine Stunde ab. Prüf die Zeit hier; stimmt sie, sag deinem Betreiber Bescheid.',
    'wrong-entry':
      'Der Server hat etwas herausgegeben, das nicht ist, was es zu sein vorgibt. Nichts davon wurde übernommen. Sag deinem Betreiber Bescheid.',
    'wrong-epoch-key':
      'Der Server hat für ein Gespräch einen falschen Schlüssel genannt. Sag deinem Betreiber Bescheid.',
    'history-differs':
      'Jemand in einem Gespräch hat einen anderen Verlauf gesehen als dieses Gerät. Vergleicht auf anderem Weg, was gesagt wurde.',
    'unreadable-message': 'Eine Nachricht kam an, die sich nicht öffnen lässt. Bitte noch einmal darum.',
    'conversation-lost':
      'Einem Gespräch war nicht weiter zu folgen. Mit deiner nächsten Nachricht geht es von Neuem weiter.',
    'role-violation':
      'Ein Mitglied einer Gruppe hat etwas versucht, was nur die Verwaltung darf. Niemand folgt dem; die Gruppe geht in einem neuen Kanal weiter.',
    'introduction-differs':
      'Wer dir jemanden vorgestellt hat, kennt diese Person unter einem anderen Konto, als der Server nennt. Frag die Person auf einem anderen Weg, und vergleicht die Nummern.',
    'bad-letter': 'Etwas kam an, das hier nichts bedeutet. Es wurde weggeworfen.',
    'bad-key-package':
      'Der Server hat Schlüssel herausgegeben, die nicht dieser Person gehören. Versuch es noch einmal; bleibt es so, sag deinem Betreiber Bescheid.',
    'used-key-package':
      'Jemand wollte dieses Gerät mit Schlüsseln erreichen, die es nicht mehr hat: Der Server gibt alte heraus. Lass es noch einmal versuchen; bleibt es so, sag deinem Betreiber Bescheid.',
    'chain-invalid':
      'Der Server hat ein Konto herausgegeben, das in sich nicht stimmt. Nichts davon wurde übernommen. Sag deinem Betreiber Bescheid.',
  },

  searchEverything: 'Namen und Nachrichten durchsuchen',
  searchHint: 'Durchsucht alles auf diesem Gerät. Der Server wird nichts gefragt.',
  nothingFound: 'Nichts gefunden',
  nothingFoundText: 'Was verschwunden ist, lässt sich auch nicht mehr finden.',
  people: 'Personen',
  messages: 'Nachrichten',
  foundCount: (count) => many(count, '1 Nachricht gefunden', `${count} Nachrichten gefunden`),
  clear: 'Leeren',

  whoTo: 'Wem möchtest du schreiben?',
  theirNameHint: 'Frag nach dem Namen auf diesem Server, zum Beispiel @alice.',
  badName: 'Ein Name hat 2 bis 32 kleine Buchstaben, Ziffern, Punkte und Striche und beginnt mit einem Buchstaben.',
  ownName: 'Das ist dein eigener Name.',
  write: 'Schreiben',
  known: 'Personen, die du kennst',

  conversation: 'Gespräch',
  details: 'Einzelheiten',
  shields: { unverified: 'Nicht geprüft', verified: 'Geprüft', changed: 'Identität geändert' },
  loading: 'Wird geöffnet …',
  beginning: (name) => `Nur du und ${name} könnt lesen, was hier steht.`,
  beginningClocks: (clocks) => `Nachrichten verschwinden ${clocks}.`,
  newMessages: 'Neue Nachrichten',
  toNewest: 'Zur neuesten Nachricht',
  toNewestUnread: (count) =>
    many(count, 'Zur neuesten Nachricht, 1 ungelesen', `Zur neuesten Nachricht, ${count} ungelesen`),
  states: {
    queued: 'Wartet auf das Senden',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    read: 'Gelesen',
    received: 'Empfangen',
    unreadable: 'Ließ sich nicht öffnen',
    note: '',
  },
  notSentShort: 'Nicht gesendet',
  notSent: 'Nicht gesendet. Tippen für neuen Versuch',
  clockChanged: (clocks) => `Nachrichten verschwinden jetzt ${clocks}.`,
  restored: 'Der Server wurde aus einer Sicherung wiederhergestellt. Dieses Gespräch geht in einem neuen Kanal weiter.',
  afterSending: (span) => `${span} nach dem Senden`,
  afterBoth: (ceiling, afterRead) => `${afterRead} nach dem Lesen, spätestens ${ceiling} nach dem Senden`,
  showAll: 'Alles zeigen',
  messageActions: 'Was mit dieser Nachricht geschehen soll',
  reply: 'Antworten',
  edit: 'Bearbeiten',
  editText: 'Die andere Seite sieht den neuen Text und was vorher da stand.',
  edited: 'bearbeitet',
  save: 'Speichern',
  react: 'Reagieren',
  reactedBy: (emoji, names) => `${emoji} ${names}`,
  copy: 'Kopieren',
  copied: 'Kopiert. Die Zwischenablage vergisst nicht von selbst.',
  notCopied: 'Dieser Browser lässt das Kopieren nicht zu.',
  deleteForMe: 'Für mich löschen',
  deleteForAll: 'Für alle löschen',
  info: 'Einzelheiten',
  deleteForMeTitle: 'Diese Nachricht hier löschen?',
  deleteForMeText: 'Sie verschwindet endgültig von diesem Gerät. Die andere Seite behält sie, bis ihre Zeit um ist.',
  deleteForAllTitle: 'Diese Nachricht für alle löschen?',
  deleteForAllText:
    'Sie verschwindet sofort von diesem Gerät und vom anderen, sobald es erreicht wird. Was gesehen wurde, wurde gesehen.',
  delete: 'Löschen',
  arrived: (name) => `Neue Nachricht von ${name}`,

  infoSent: 'Gesendet',
  infoReceived: 'Empfangen',
  infoState: 'Stand',
  infoReadBy: 'Gelesen von',
  infoDeliveredTo: 'Zugestellt an',
  infoNothingFrom: 'Ohne Bestätigung',
  infoNothingText: 'Noch nicht angekommen, oder Bestätigungen sind dort aus.',
  infoVanishes: 'Verschwindet',
  infoLeft: (left) => `noch ${left}`,
  infoClocks: 'Uhren',
  infoEarlier: 'Vorher',
  infoUnreadClock: (span) => `Die Uhr von ${dative(span)} beginnt mit dem Lesen.`,

  message: 'Nachricht',
  send: 'Senden',
  replyTo: (name) => `Antwort an ${name}`,
  replyToSelf: 'Antwort an dich selbst',
  noReply: 'Nicht darauf antworten',
  tooLong: (count) => `Um ${count} Bytes zu lang. Schick es in Teilen.`,
  blockedHere: (name) => `Du hast ${name} blockiert.`,

  clocks: 'Wann Nachrichten verschwinden',
  clocksOf: (clocks) => `Nachrichten verschwinden ${clocks}. Ändern`,
  clocksOfNext: (clocks) => `Die nächste Nachricht verschwindet ${clocks}. Ändern`,
  clocksNext: 'Wann die nächste Nachricht verschwindet',
  clocksText: 'Für alles, was ihr beide von jetzt an schreibt.',
  clocksNextText: 'Nur für die nächste Nachricht. Länger als im Gespräch erlaubt kann sie nicht bleiben.',
  fromSending: 'Nach dem Senden',
  fromSendingText: 'Beginnt mit dem Senden. Dann ist in jedem Fall Schluss, gelesen oder nicht.',
  fromReading: 'Nach dem Lesen',
  fromReadingText: 'Beginnt auf jedem Gerät, wenn ein Mensch die Nachricht vor Augen hat.',
  off: 'Aus',
  custom: 'Andere',
  customCount: 'Wie viele',
  customUnit: 'Wovon',
  clockMax: (span) => `Höchstens ${span}.`,
  clocksLimits:
    'Beim Verschwinden werden auf den Geräten die Schlüssel zerstört. Das schützt nicht vor jemandem, der den Bildschirm fotografiert, den Text kopiert oder seine App verändert.',
  setClocks: 'Einstellen',
  likeConversation: 'Wie im Gespräch',
  left: (span) => `Verschwindet in ${dative(span)}`,

  changedTitle: (name) => `Den Namen ${name} hat jetzt jemand anderes`,
  changedText:
    'Vielleicht hat die Person auf einem anderen Gerät neu angefangen; vielleicht nimmt jemand ihren Platz ein. Bis du entscheidest, wird nichts gesendet. Frag auf anderem Weg nach.',
  compare: 'Nummer vergleichen',
  goOn: 'Mit der neuen weitermachen',
  goOnTitle: 'Ohne Vergleich weitermachen?',
  goOnText: (name) =>
    `Von jetzt an schreibst du dem, der heute den Namen ${name} hat, und was hier wartet, geht an ihn. Diese Person gilt als nicht geprüft.`,
  formerNumber: (name) => `Die bisherige Nummer von ${name}`,
  formerText: (name) =>
    `Frag ${name}, ob auf dem anderen Telefon noch diese Nummer steht. Wenn ja, hat sich das Konto nicht geändert und jemand täuscht dich: Mach nicht weiter und sag deinem Betreiber Bescheid. Hat ${name} neu angefangen, gibt es eine andere Nummer: Mach mit der neuen weiter und vergleich sie, bevor du etwas Geheimes schreibst.`,
  verify: 'Prüfen',
  verifyTitle: (name) => `${name} prüfen`,
  verifyText: (name) =>
    `Wenn du und ${name} dieselbe Nummer seht, steht niemand zwischen euch. Vergleicht sie, wenn ihr euch trefft, oder lest sie euch am Telefon vor.`,
  safetyNumber: 'Sicherheitsnummer',
  safetyCode: 'Sicherheitscode zum Scannen',
  scan: 'Code der anderen Seite scannen',
  same: 'Dieselbe',
  sameText: (name) => `Es ist wirklich ${name}. Dieses Gespräch ist jetzt als geprüft markiert.`,
  different: 'Das ist nicht dasselbe',
  differentText: (name) =>
    `Der gescannte Code gehört nicht zu diesem Gespräch. Vergewissere dich, dass es der Code von ${name} für dich war. Wenn ja, steht vielleicht jemand zwischen euch: Schreib nichts Geheimes und sag deinem Betreiber Bescheid.`,
  foreignCode: 'Das ist kein Sicherheitscode',
  foreignCodeText: 'Bitte die Person, auf ihrem Telefon diese Seite zu öffnen, und scanne den Code dort.',
  numbersMatch: 'Die Nummern stimmen überein',
  numbersMatchTitle: 'Als geprüft markieren?',
  numbersMatchText: 'Nur, wenn du alle zwölf Gruppen mit der Person selbst verglichen hast.',
  markVerified: 'Als geprüft markieren',
  isVerified: 'Du hast diese Person geprüft.',
  takeBack: 'Zurücknehmen',
  tookBack: 'Nicht mehr geprüft',
  noNumber: 'Noch keine Nummer',
  noNumberText:
    'Zu vergleichen gibt es etwas, sobald ihr euch auf dem Server begegnet seid. Schick zuerst eine Nachricht.',

  aboutTitle: 'Einzelheiten',
  onServer: (server) => `auf ${server}`,
}

/** After "in" and "von": `4 Wochen` stays, `5 Tage` becomes `5 Tagen`. */
function dative(span: string): string {
  return span.replace(/(Tage|Monate)$/u, '$1n')
}
