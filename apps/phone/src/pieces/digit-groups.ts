/** The safety number as it is read to each other: twelve groups of five. */
export function groupsOf(digits: string): readonly string[] {
  return digits.replaceAll(/\D/g, '').match(/.{1,5}/g) ?? []
}
