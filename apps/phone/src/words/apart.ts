/** Text in other letters, kept from turning the sentence around it (Unicode UAX 9, isolates). */
export const apart = (text: string): string => `\u2068${text}\u2069`
