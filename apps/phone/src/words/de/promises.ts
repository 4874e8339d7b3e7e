/** What the app promises and what not, in German. Says nothing that THREATS.md does not. */
import type { PromiseWords } from '../promises.ts'

export const promises: PromiseWords = {
  title: 'Was diese App verspricht',
  intro:
    'In einfachen Worten, damit du weißt, worauf du dich verlassen kannst. Niemand von außen hat diese App bisher geprüft.',
  isTitle: 'Was geschützt ist',
  is: {
    server: {
      title: 'Vor dem Server und denen, die ihn betreiben',
      text: 'Nachrichten werden auf deinem Gerät versiegelt. Der Server hat keinen Schlüssel, um sie zu lesen, kann nicht in deinem Namen schreiben und keinem Gespräch beitreten. Aus dem, was er speichert, geht nicht hervor, wer mit wem schreibt.',
    },
    changed: {
      title: 'Vor Änderungen unterwegs',
      text: 'Ändert, vertauscht oder wiederholt der Server eine Nachricht, fällt es auf, und sie wird nicht angenommen.',
    },
    network: {
      title: 'Vor dem Netz',
      text: 'Niemand auf dem Weg kann etwas lesen oder ändern. Zu sehen ist, dass dein Gerät mit dem Server spricht, wann und wie viel.',
    },
    ended: {
      title: 'Was verschwunden ist',
      text: 'Ist die Zeit einer Nachricht um, wird ihr Schlüssel auf diesem Gerät überschrieben. Dann kann niemand sie mehr aus diesen Dateien lesen, auch nicht mit deiner Passphrase. Was endete, während die App zu war, wird beim Start zerstört, bevor etwas gezeigt wird; bis dahin ist der Schlüssel noch da.',
    },
    thief: {
      title: 'Vor jemandem, der das gesperrte Gerät nimmt',
      text: 'Ohne die Passphrase ist nichts zu lesen. Die Dateien lassen sich kopieren und Passphrasen anderswo durchprobieren; jeder Versuch kostet mit Absicht Zeit. Eine starke Passphrase ist das, was hält.',
    },
    member: {
      title: 'Vor der anderen Seite eines Gesprächs',
      text: 'Sie kann nicht in deinem Namen schreiben, nicht löschen, was du geschrieben hast, und ihre Nachrichten auf deinem Gerät nicht länger halten, als das Gespräch erlaubt.',
    },
  },
  isNotTitle: 'Was nicht geschützt ist',
  isNot: {
    other: {
      title: 'Was die andere Seite tut',
      text: 'Sie kann behalten, was du gesendet hast, es abfotografieren und weitergeben. Das Verschwinden schützt vor Funden, nicht vor dem Menschen, dem du schreibst.',
    },
    app: {
      title: 'Eine falsche App vom Server',
      text: 'Diese App kommt von deinem Server. Wer den Server oder seine Adresse beherrscht, kann eine andere ausliefern, die alles liest, und nichts in einem Browser kann das verhindern. Das könnte nur ein Programm, das geprüft wird, bevor es läuft.',
    },
    running: {
      title: 'Was ein laufender Server sieht',
      text: 'Wer ihn beherrscht, sieht, welche Verbindung welches Gespräch öffnet und wann geschrieben wird. Er kann Nachrichten zurückhalten, Leute hineinlassen und draußen halten. Eine zurückgehaltene Nachricht sieht aus wie Schweigen.',
    },
    first: {
      title: 'Die erste Begegnung',
      text: 'Der Server könnte dir für einen Namen, dem du nie begegnet bist, ein falsches Konto geben. Der Vergleich der Sicherheitsnummer zeigt es. Eine spätere Änderung fällt von selbst auf.',
    },
    open: {
      title: 'Ein Gerät, das entsperrt genommen wird',
      text: 'Wer es in der Hand hat, liest alles, was nicht verschwunden ist. Sperre es, oder lass es sich selbst sperren. Das Sperren beendet den Teil der App, der die Schlüssel hält; jede Spur im Arbeitsspeicher kann eine Web-App nicht tilgen.',
    },
    below: {
      title: 'Unterhalb der Dateien',
      text: 'Flash-Speicher, Schnappschüsse und Sicherungen behalten vielleicht alte Kopien von dem, was überschrieben wurde. Darüber kann keine App etwas versprechen.',
    },
    lost: {
      title: 'Verlorenes Gerät, verlorene Passphrase',
      text: 'Zu einem Konto gehört ein Gerät, und wiederherstellen lässt es sich noch nicht. Auch der Browser könnte löschen, was er speichert, vor allem wenn die App nicht installiert ist.',
    },
    later: {
      title: 'Rechner der Zukunft',
      text: 'Texte sind auch gegen spätere Quantenrechner versiegelt. Wer wem zuerst geschrieben hat, ist es nicht. Ein Quantenrechner, den es schon gibt, während du schreibst, könnte sich für jemanden ausgeben.',
    },
  },
}
