/** Everything around the conversations, in German. Handles come without `@`. */
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('de')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const house: Words['house'] = {
  tryAgain: 'Noch einmal versuchen',
  next: 'Weiter',
  copied: 'Kopiert',
  copyFailed: 'Dieser Browser lässt nichts kopieren. Markiere den Text und kopiere ihn selbst.',
  show: 'Passphrase zeigen',
  hide: 'Passphrase verbergen',

  steps: {
    all: 'Schritte',
    invitation: 'Einladung',
    name: 'Name',
    device: 'Dieses Gerät',
    done: 'erledigt',
  },

  joining: {
    title: 'Willkommen bei Ebb',
    welcome: 'Nachrichten, die auf deinem Gerät versiegelt werden und verschwinden, wenn ihre Zeit um ist.',
    groupLink:
      'Der geöffnete Link führt in eine Gruppe auf diesem Server. Dazu brauchst du hier zuerst ein Konto: Tritt mit einer Einladung bei, dann wird dir die Gruppe gezeigt.',
    byInvitation:
      'Du trittst mit einer Einladung von jemandem auf dem Server bei: ein Link oder ein Code, für eine Person.',
    scan: 'Code scannen',
    orPaste: 'oder den Link einfügen',
    link: 'Einladungslink',
    linkHint: 'Er beginnt mit https:// und endet mit vielen Buchstaben.',
    invited: 'Du bist eingeladen',
    invitedBy: (handle) => `@${handle} lädt dich ein`,
    invitedByServer: 'Der Server lädt dich ein',
    toServer: 'Server',
    validUntil: 'Gültig bis',
    longestStay: 'Aufbewahrt',
    atMost: (span) => `höchstens ${span}`,
    once: 'Sie gilt einmal, für eine Person.',
    another: 'Eine andere Einladung nehmen',
    elsewhere: (host) => `Diese Einladung ist für ${host}. Öffne sie dort; auf jenem Server liegt dann dein Konto.`,
    openThere: (host) => `Bei ${host} öffnen`,
    alreadyHere: 'Dieses Gerät gehört schon jemandem. Die Einladung wurde nicht benutzt.',

    nameTitle: 'Dein Name und deine Passphrase',
    nameTitleOnly: 'Wähle deinen Namen',
    name: 'Name',
    nameHint: 'Unter diesem Namen finden dich andere auf dem Server. Er lässt sich später nicht ändern.',
    keysReady: 'Deine Schlüssel sind gemacht. Öffne deine Einladung noch einmal, um beizutreten.',
    passphrase: 'Passphrase',
    passphraseHint: 'Sie öffnet Ebb auf diesem Gerät. Am besten sind mehrere zufällige Wörter.',
    again: 'Passphrase noch einmal',
    notTheSame: 'Die beiden sind nicht gleich.',
    chooseStronger: 'Mach sie länger: mindestens „ordentlich“ muss es sein.',
    choosePassphrase: 'Wähle eine Passphrase.',
    nobodyRestores: 'Niemand kann sie wiederherstellen',
    nobodyRestoresText:
      'Keine Administration und kein Server kann das. Ohne sie ist alles auf diesem Gerät verloren. Bewahre sie in einem Passwortmanager auf oder auf Papier an einem sicheren Ort.',
    offer: 'Mach eine für mich',
    offerAnother: 'Eine andere machen',
    offered: (count, bits) => `${count} ausgeloste Wörter: ${bits} Bit. Schreib sie auf, bevor du weitergehst.`,

    deviceTitle: 'Ebb auf diesem Gerät',
    deviceFirstTitle: 'Installiere Ebb zuerst',
    ready: 'Bereit zum Beitreten',
    as: (handle, host) => `Du wirst @${handle} auf ${host}.`,
    join: 'Schlüssel machen und beitreten',
    joinOnly: 'Beitreten',
    makingKeys: 'Deine Schlüssel entstehen…',
    joining: 'Du trittst dem Server bei…',
    stayHere: 'Trotzdem im Browser weitermachen',
    copyLink: 'Einladung kopieren',
  },

  strength: {
    label: 'Stärke',
    bits: (bits) => `etwa ${bits} Bit`,
    levels: { weak: 'Schwach', fair: 'Ordentlich', good: 'Gut', strong: 'Stark' },
    means: {
      weak: 'Wer den Speicher dieses Geräts kopiert, könnte sie in wenigen Tagen finden.',
      fair: 'Mit vielen Rechnern bräuchte jemand Wochen oder Monate.',
      good: 'Mit vielen Rechnern bräuchte jemand viele Jahre.',
      strong: 'Unerreichbar für alle, von denen wir wissen.',
    },
  },

  install: {
    title: 'Ebb installieren',
    installed: 'Ebb ist installiert',
    installedText: 'Es startet über sein eigenes Symbol, auch ohne Verbindung.',
    why: 'Es startet über sein eigenes Symbol, auch ohne Verbindung, und der Browser behält eher, was es speichert.',
    whyFirst:
      'Hier hat die installierte App ihren eigenen Speicher. Schlüssel, die du in diesem Browser machst, bleiben zurück und werden nach 7 Tagen ohne Besuch gelöscht. Installiere also zuerst und mach deine Schlüssel dort.',
    inBrowser: 'Ebb in diesem Browser',
    button: 'Installieren',
    carry: 'Kopiere vorher deine Einladung und füge sie in der installierten App ein.',
    ios: {
      share: 'Tippe im Browser auf „Teilen“.',
      add: 'Wähle „Zum Home-Bildschirm“.',
      open: 'Öffne Ebb über sein Symbol und füge dort die Einladung ein.',
    },
    iosInside:
      'Diese Seite ist in einer anderen App geöffnet, die nichts installieren kann. Kopiere die Einladung und öffne sie in Safari.',
    mac: {
      share: 'Wähle im Menü „Ablage“ „Zum Dock hinzufügen“.',
      open: 'Öffne Ebb aus dem Dock und füge dort die Einladung ein.',
    },
    androidMenu: 'Wähle im Menü des Browsers (⋮) „App installieren“ oder „Zum Startbildschirm hinzufügen“.',
    androidFirefox: 'Wähle im Menü von Firefox (⋮) „App zum Startbildschirm hinzufügen“.',
    desktopChromium: 'Am Ende der Adresszeile ist ein Zeichen zum Installieren; oder sieh im Menü des Browsers nach.',
    desktopFirefox:
      'Firefox installiert auf Computern keine Apps. Ebb geht in diesem Fenster; leg ein Lesezeichen an. Deine Schlüssel liegen im Profil dieses Browsers.',
    none: 'Dieser Browser installiert vielleicht keine Apps. Ebb geht in diesem Fenster; leg ein Lesezeichen an.',
  },

  keeping: {
    kept: 'Der Browser behält deine Schlüssel',
    keptText: 'Er hat zugesagt, sie nicht von selbst zu löschen. Wer die Websitedaten löscht, löscht sie trotzdem.',
    notKept: 'Der Browser könnte deine Schlüssel löschen',
    notKeptText:
      'Wird der Platz knapp oder warst du lange nicht hier, löscht er vielleicht alles von dieser Website. Dann wäre dein Konto hier verloren. Benutze die App ab und zu und installiere sie, wo das geht; dann frag noch einmal.',
    ask: 'Um Behalten bitten',
    refused:
      'Der Browser hat es nicht zugesagt. Benutze die App eine Weile, installiere sie, wo das geht, und frag dann noch einmal.',
  },

  lockScreen: {
    title: 'Ebb ist gesperrt',
    passphrase: 'Passphrase',
    unlock: 'Entsperren',
    opening: 'Wird geöffnet…',
    openingText: 'Mit Absicht langsam: Das Raten ist es dann auch.',
    withDevice: 'Mit diesem Gerät entsperren',
    orPassphrase: 'oder mit der Passphrase',
    deviceFailed: 'Das Gerät hat nicht entsperrt. Nimm die Passphrase.',
    deviceNotFitting: 'Das Entsperren mit diesem Gerät passt nicht mehr. Nimm die Passphrase.',
    forgotten: 'Vergessen?',
    forgottenTitle: 'Niemand kann sie wiederherstellen',
    forgottenText:
      'Die Passphrase kennt niemand außer dir: Keine Administration und kein Server kann dieses Gerät öffnen. Denk an andere Schreibweisen oder sieh in deinem Passwortmanager nach.',
    forgottenWays:
      'Ist sie wirklich verloren, ist auch verloren, was auf diesem Gerät liegt. Du kannst es löschen und mit einer neuen Einladung unter einem anderen Namen neu beitreten. Wer mit dir schreibt, muss dich dann neu überprüfen.',
    eraseInstead: 'Dieses Gerät löschen',
  },

  settings: {
    title: 'Einstellungen',
    profile: 'Du',
    copyName: 'Deinen Namen kopieren',
    onServer: (host) => `auf ${host}`,
    invite: 'Jemanden einladen',
    lockNow: 'Jetzt sperren',

    lock: 'Sperre',
    lockAfter: 'Von selbst sperren',
    lockAfterText: 'Nach dieser Zeit ohne Benutzung.',
    after: {
      1: 'Nach 1 Minute',
      5: 'Nach 5 Minuten',
      15: 'Nach 15 Minuten',
      60: 'Nach 1 Stunde',
      never: 'Nie',
    },
    device: 'Mit diesem Gerät entsperren',
    deviceText:
      'Fingerabdruck, Gesicht oder Sicherheitsschlüssel, neben der Passphrase. Kopiert dein System Passkeys in eine Cloud, dann kann es öffnen, wer dort hineinkommt und den Speicher dieses Geräts hat.',
    deviceNone: 'Dieser Browser bietet es nicht an.',
    deviceOn: 'Von jetzt an entsperrt auch dieses Gerät Ebb.',
    deviceOff: 'Von jetzt an entsperrt nur die Passphrase Ebb.',
    deviceNoPrf: 'Was dieses Gerät anbietet, kann keine Schlüssel machen. Es bleibt bei der Passphrase.',
    deviceCancelled: 'Es wurde nichts geändert.',
    changePassphrase: 'Passphrase ändern',

    privacy: 'Privatsphäre',
    receipts: 'Zustell- und Lesebestätigungen',
    receiptsText: (most) =>
      `Aus: Niemand erfährt, wann du gelesen hast, und du erfährst es nicht von anderen. An: beides, auch in Gruppen bis ${most} Personen.`,
    typing: 'Schreibanzeige',
    typingText:
      'Aus: Niemand sieht, dass du schreibst, und du siehst es nicht von anderen. An: beides. Der Server merkt, dass du schreibst.',
    notifications: 'Benachrichtigungen',
    notificationsText:
      'Nur „Es gibt etwas Neues“, nie von wem oder was. Vorerst nur, solange Ebb offen ist: Der Server kann es noch nicht wecken.',
    notificationsDenied:
      'Der Browser erlaubt es nicht. Erlaube in seinen Einstellungen Benachrichtigungen für diese Website.',
    notificationsNone: 'Dieser Browser zeigt hier keine. Installiere auf einem iPhone zuerst die App.',
    blocked: 'Blockierte Personen',
    blockedCount: (count) => (count === 0 ? 'Niemand' : many(count, '1 Person', `${count} Personen`)),

    language: 'Sprache',

    storage: 'Speicher',
    used: 'Auf diesem Gerät belegt',

    about: 'Über Ebb',
    promises: 'Was diese App verspricht und was nicht',
    version: 'Version',
    build: 'Stand',
    buildText: 'Ein Kennzeichen der Dateien, aus denen diese App besteht. Eine falsche App könnte jedes zeigen.',
    updateTitle: 'Ein Update ist da',
    updateText: 'Ebb startet neu und muss wieder entsperrt werden.',
    updateNow: 'Jetzt aktualisieren',

    erase: 'Dieses Gerät löschen',
    eraseText: 'Dein Konto hier, alle Nachrichten und alle Schlüssel.',
  },

  change: {
    title: 'Passphrase ändern',
    old: 'Bisherige Passphrase',
    fresh: 'Neue Passphrase',
    change: 'Ändern',
    changing: 'Wird geändert…',
    changed: 'Von jetzt an öffnet die neue Passphrase Ebb.',
    text: 'Eine früher gemachte Kopie des Speichers dieses Geräts öffnet sich weiter mit der alten.',
  },

  erase: {
    title: 'Dieses Gerät löschen?',
    text: 'Die Schlüssel werden überschrieben und alles wird entfernt: dein Konto auf diesem Gerät, alle Gespräche und Nachrichten. Niemand kann es zurückholen.',
    others:
      'Was du gesendet hast, bleibt bei den anderen, bis seine Zeit um ist. Dein Name auf dem Server kann nicht noch einmal vergeben werden.',
    type: (word) => `Tippe „${word}“, um zu bestätigen`,
    word: 'löschen',
    yes: 'Alles löschen',
    erasing: 'Wird gelöscht…',
  },

  blockedPeople: {
    title: 'Blockierte Personen',
    none: 'Niemand ist blockiert',
    noneText: 'Wen du blockierst, der kann dir nicht mehr schreiben und erfährt nichts davon.',
    unblock: 'Freigeben',
    unblocked: (handle) => `@${handle} kann dir wieder schreiben.`,
  },

  request: {
    title: (handle) => `@${handle} möchte dir schreiben`,
    unknown: 'Ihr kennt euch hier noch nicht. Fragen kann jeder auf diesem Server.',
    reading: 'Dass du das liest, erfährt niemand.',
    accepting: 'Nimmst du an, könnt ihr euch von da an schreiben.',
    accept: 'Annehmen',
    block: 'Blockieren',
    blockTitle: (handle) => `@${handle} blockieren?`,
    blockText:
      'Die Person kann dir nicht mehr schreiben und erfährt nichts davon. Was sie geschrieben hat, verschwindet sofort von diesem Gerät und lässt sich nicht zurückholen.',
    verifyLater: 'Ein Name allein beweist nichts: Vergleicht die Sicherheitsnummer, wenn es darauf ankommt.',
  },

  invite: {
    title: 'Jemanden einladen',
    text: 'Mit einer Einladung kann eine Person deinem Server beitreten. Sie gilt einmal und sieben Tage lang.',
    trust:
      'Wer sie zuerst hat, kann sie benutzen. Gib sie nur der Person, für die sie bestimmt ist: Zeig den Code, oder schick den Link auf einem Weg, dem du traust.',
    make: 'Einladung machen',
    making: 'Wird gemacht…',
    another: 'Noch eine machen',
    ready: 'Die Einladung ist fertig',
    code: 'Code der Einladung, zum Scannen mit einer Kamera',
    link: 'Link der Einladung',
    share: 'Teilen',
    copy: 'Kopieren',
    shareTitle: 'Einladung zu Ebb',
    forOne: 'Für eine Person, sieben Tage',
    notKept: 'Sie wird hier nicht aufbewahrt: Verlässt du diesen Bildschirm, ist sie weg, und du machst eine neue.',
  },

  scan: {
    title: 'Code scannen',
    hint: 'Halte die Kamera so, dass der Code im Rahmen ist.',
    starting: 'Die Kamera startet…',
    picture: 'Bild der Kamera',
    private: 'Das Bild verlässt dieses Gerät nicht.',
    denied:
      'Ebb darf die Kamera nicht benutzen. Erlaube sie für diese Website in den Einstellungen des Browsers, oder füge stattdessen den Text ein.',
    none: 'Hier ließ sich keine Kamera benutzen. Füge stattdessen den Text ein.',
    paste: 'Text des Codes',
    use: 'Übernehmen',
  },

  trouble: {
    bugTitle: 'In der App ist etwas schiefgegangen',
    bugText:
      'Was gespeichert ist, bleibt, wo es ist, und niemandem wird etwas gemeldet. Lade die App neu und entsperre sie dann.',
    diskTitle: 'Der Speicher dieses Geräts hat versagt',
    reload: 'Neu laden',
    asleepTitle: 'In einem anderen Tab offen',
    asleepText:
      'Ebb ist in einem anderen Tab oder Fenster offen, und der antwortet nicht. Geh dorthin oder schließe ihn: Dann geht es hier von selbst weiter.',
  },
}
