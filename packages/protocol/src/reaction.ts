/** One emoji, as a reaction to a message. */

/**
 * Whether a text is one emoji: one character as people see it, of parts that only emoji are made of. By classes that Unicode
 * has set aside for emoji to come, so that an older version takes what a newer one writes.
 */
export function isReaction(text: string): boolean {
  return parts.test(text) && begins.test(text) && [...new Intl.Segmenter('en').segment(text)].length === 1
}

const parts = /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u
/** A picture, a flag, or the frame of a key: digits and signs alone are parts of emoji too. */
const begins = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
