/** A name that a stranger has given a file, as this device may take it. */

/** Characters; what ends a name is kept. */
const longest = 100

/** What belongs to paths, what cannot be seen, and what turns the order of letters round (Unicode TR 36, 3.4). */
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const unwanted = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff/\\:*?"<>|]/g

/** Never empty, no path, begins and ends with no dot or blank. */
export function safeName(name: string | null, otherwise: string): string {
  const plain = (name ?? '')
    .toWellFormed()
    .replace(unwanted, '_')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '')
  if (plain === '') return otherwise
  const letters = Array.from(plain)
  if (letters.length <= longest) return plain
  const ending = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? ''
  return letters.slice(0, longest - ending.length).join('') + ending
}
