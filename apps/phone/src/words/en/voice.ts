/** Voice messages, in English. Lengths come already written, as clocks show them. */
export const voice = {
  // Speaking.
  record: 'Record a voice message',
  recording: 'Voice message',
  isRecording: 'Recording',
  isStopped: 'Recorded, not sent yet',
  length: 'Length',
  slideAway: 'Slide away to cancel',
  cancel: 'Throw the recording away',
  stop: 'Stop recording',
  send: 'Send the voice message',
  denied: 'The microphone is not allowed. Allow it for this site in the browser’s settings.',
  none: 'No microphone can be used here.',
  tooShort: 'Too short. Hold longer, or tap once and speak.',
  failed: 'The browser has recorded nothing. Try again.',

  // Hearing.
  message: 'Voice message',
  play: (name: string, length: string) => `Play the voice message from ${name}, ${length}`,
  playOwn: (length: string) => `Play your voice message, ${length}`,
  pause: 'Pause',
  place: 'Place in the voice message',
  placeOf: (at: string, length: string) => `${at} of ${length}`,
  speed: (times: string) => `Speed ${times}`,
  notPlayed: 'Is not played here. You can save it.',
}
