/** Bilder, Dateien und was gesagt wird, auf Deutsch. */
import type { Words } from '../words.ts'

const rule = new Intl.PluralRules('de')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const attachment: Words['attachment'] = {
  attach: 'Anhängen',
  choosePhotos: 'Fotos',
  chooseFiles: 'Dateien',
  chosen: 'Was gesendet wird',
  sendPictures: (count) => many(count, 'Ein Foto senden', `${count} Fotos senden`),
  sendFiles: (count) => many(count, 'Eine Datei senden', `${count} Dateien senden`),
  caption: 'Bildunterschrift',
  asFiles: 'Als Datei senden',
  metadataGoes: 'Wird verkleinert. Ort, Zeit und Kamera gehen nicht mit.',
  metadataStays: 'Geht, wie es ist, mit allem, was es über Ort, Zeit und Urheber sagt.',
  goesAsFile: 'Lässt sich nicht als Foto lesen und geht, wie es ist',
  reading: 'Wird vorbereitet',
  sealing: 'Wird versiegelt …',
  drop: (name) => `${name} nicht senden`,

  attached: 'Anhang',
  photo: 'Foto',
  file: 'Datei',
  picture: 'Foto',
  ownPicture: 'Dein Foto',
  pictureFrom: (name) => `Foto von ${name}`,
  openPicture: (name) => `Foto von ${name} öffnen`,
  openOwnPicture: 'Dein Foto öffnen',
  noPicture: 'Wird hier nicht gezeigt. Du kannst es sichern.',
  fetch: (size) => `Holen, ${size}`,
  fetchAgain: (size) => `Noch einmal holen, ${size}`,
  stopFetching: 'Nicht weiter holen',
  stopSending: 'Nicht weiter senden und löschen',
  saveFile: (name, size) => `${name} sichern, ${size}`,
  save: 'Sichern',
  saved: 'Gesichert. Diese Kopie verschwindet nicht.',
  savedStays: 'Eine gesicherte Kopie verschwindet nicht.',
  share: 'Teilen',
}
