/** Text in other letters, kept from turning the sentence around it (Unicode UAX 9, isolates). */
export const apart = (text: string): string => `\u2068${text}\u2069`

/** Names one after another, as a language lists them; where it is read from right to left each is kept as it is. */
export const listed = (names: readonly string[], locale: string): string =>
  new Intl.ListFormat(locale).format(locale.startsWith('ar') ? names.map(apart) : names)
