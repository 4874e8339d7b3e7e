/** Bytes as text: hex for map keys, base64url (RFC 4648 §5, no padding) for links. Refuses what it would not write. */
const digits = '0123456789abcdef'
const pairs = Array.from({ length: 256 }, (_, byte) => digits[byte >> 4]! + digits[byte & 15]!)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Lower-case hex; for map keys and tests, never for logs. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += pairs[byte]
  return text
}

/** Throws SyntaxError unless the text is an even number of lower-case hex digits. */
export function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new SyntaxError('not lower-case hex')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const letters = Math.min(4, Math.ceil(((bytes.length - i) * 8) / 6))
    for (let k = 0; k < letters; k++) text += alphabet[(bits >> (18 - 6 * k)) & 63]
  }
  return text
}

/** Undefined unless the text is exactly what `base64url` writes for some bytes. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8))
  let bits = 0
  let count = 0
  let at = 0
  for (const letter of text) {
    const value = alphabet.indexOf(letter)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at++] = (bits >> count) & 255
  }
  return base64url(bytes) === text ? bytes : undefined
}
