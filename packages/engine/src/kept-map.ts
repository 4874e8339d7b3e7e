/** Records by number, each decoded when somebody first looks at it: what hundreds of them say is not wanted at once. */

/** `decode` is called once for each, and may throw. */
export function keptMap<T>(
  packed: ReadonlyMap<number, Uint8Array>,
  decode: (bytes: Uint8Array) => T,
): ReadonlyMap<number, T> {
  const read = new Map<number, T>()
  function get(number: number): T | undefined {
    const known = read.get(number)
    if (known !== undefined) return known
    const bytes = packed.get(number)
    if (bytes === undefined) return undefined
    const value = decode(bytes)
    read.set(number, value)
    return value
  }
  function* entries(): MapIterator<[number, T]> {
    for (const number of packed.keys()) yield [number, get(number)!]
  }
  function* values(): MapIterator<T> {
    for (const number of packed.keys()) yield get(number)!
  }
  return {
    size: packed.size,
    has: (number) => packed.has(number),
    get,
    keys: () => packed.keys(),
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach(each) {
      for (const number of packed.keys()) each(get(number)!, number, this)
    },
  }
}
