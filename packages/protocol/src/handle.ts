/** A handle without its `@`: lower-case letters, digits, dots and dashes, beginning with a letter, 2 to 32. */
export const handlePattern = /^(?=.{2,32}$)[a-z][a-z0-9]*([.-][a-z0-9]+)*$/
export const isHandle = (text: string): boolean => handlePattern.test(text)
