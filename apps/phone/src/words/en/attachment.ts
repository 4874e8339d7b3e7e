/** Pictures, files and what is said, in English. Sizes and names come already spoken. */
const rule = new Intl.PluralRules('en')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const attachment = {
  // Sending.
  attach: 'Attach',
  choosePhotos: 'Photos',
  chooseFiles: 'Files',
  chosen: 'What is sent',
  sendPictures: (count: number) => many(count, 'Send a photo', `Send ${count} photos`),
  sendFiles: (count: number) => many(count, 'Send a file', `Send ${count} files`),
  caption: 'Caption',
  asFiles: 'Send as a file',
  metadataGoes: 'Made smaller. Place, time and camera are not sent.',
  metadataStays: 'Sent as it is, with everything that it says about place, time and its author.',
  goesAsFile: 'Cannot be read as a photo, so it goes as it is',
  reading: 'Being made ready',
  sealing: 'Sealing…',
  drop: (name: string) => `Do not send ${name}`,

  // In a conversation.
  attached: 'Attachment',
  photo: 'Photo',
  file: 'File',
  picture: 'Photo',
  ownPicture: 'Your photo',
  pictureFrom: (name: string) => `Photo from ${name}`,
  openPicture: (name: string) => `Open the photo from ${name}`,
  openOwnPicture: 'Open your photo',
  noPicture: 'Is not drawn here. You can save it.',
  fetch: (size: string) => `Fetch, ${size}`,
  fetchAgain: (size: string) => `Fetch again, ${size}`,
  stopFetching: 'Stop fetching',
  stopSending: 'Stop sending and delete',
  saveFile: (name: string, size: string) => `Save ${name}, ${size}`,
  save: 'Save',
  saved: 'Saved. This copy does not vanish.',
  savedStays: 'A saved copy does not vanish.',
  share: 'Share',
}
