/** What a file really is, by its first bytes, and how large the picture in it: read before anything is decoded. */

export interface PictureHead {
  /** Ours, never what its sender says. */
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/heic'
  /** Pixels, as they are stored: a turned picture has them the other way round. */
  readonly width: number
  readonly height: number
}

/** So many bytes from the beginning are enough where a camera has written the file. */
export const headLength = 2 ** 20

/** Undefined: no picture of these kinds, or one that does not say how large it is. */
export function pictureHead(bytes: Uint8Array): PictureHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const read of [jpeg, png, webp, gif, heic]) {
    try {
      const found = read(bytes, view)
      if (found !== undefined) return found.width > 0 && found.height > 0 ? found : undefined
    } catch (error) {
      // It ends in the middle.
      if (!(error instanceof RangeError)) throw error
    }
  }
  return undefined
}

type Reader = (bytes: Uint8Array, view: DataView) => PictureHead | undefined

const hasText = (bytes: Uint8Array, at: number, text: string): boolean =>
  Array.from(text).every((letter, place) => bytes[at + place] === letter.charCodeAt(0))

/** ITU-T T.81, B.2: segments until the one that begins a frame. */
const jpeg: Reader = (_, view) => {
  if (view.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (beginsFrame(marker))
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    else if (marker === 0xd8 || marker === 0xd9 || marker === 0xda) return undefined
    else at += 2 + view.getUint16(at + 2)
  }
}
const beginsFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** https://www.w3.org/TR/png-3/#11IHDR */
const png: Reader = (bytes, view) =>
  view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a && hasText(bytes, 12, 'IHDR')
    ? { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
    : undefined

/** RFC 9649, section 2. */
const webp: Reader = (bytes, view) => {
  if (!hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP')) return undefined
  const type = 'image/webp'
  if (hasText(bytes, 12, 'VP8X')) return { type, width: 1 + three(view, 24), height: 1 + three(view, 27) }
  if (hasText(bytes, 12, 'VP8 '))
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (!hasText(bytes, 12, 'VP8L') || view.getUint8(20) !== 0x2f) return undefined
  const bits = view.getUint32(21, true)
  return { type, width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
const three = (view: DataView, at: number): number => view.getUint16(at, true) + 65_536 * view.getUint8(at + 2)

const gif: Reader = (bytes, view) =>
  hasText(bytes, 0, 'GIF8')
    ? { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
    : undefined

const heicBrands = ['heic', 'heix', 'mif1', 'heim', 'heis', 'avif']

/** ISO/IEC 23008-12: the largest of all that lie in it, each named by a property `ispe`. */
const heic: Reader = (bytes, view) => {
  if (!hasText(bytes, 4, 'ftyp') || !heicBrands.some((brand) => hasText(bytes, 8, brand))) return undefined
  let found: PictureHead | undefined
  for (let at = bytes.indexOf(0x69); at >= 0 && at + 16 <= bytes.length; at = bytes.indexOf(0x69, at + 1)) {
    if (!hasText(bytes, at, 'ispe')) continue
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    if (found === undefined || width * height > found.width * found.height)
      found = { type: 'image/heic', width, height }
  }
  return found
}
