/**
 * For `autocorrect`: Preact sets the property, which is a boolean in browsers that have it, so that the word `off`
 * would switch it on.
 */
export const uncorrected = ''
