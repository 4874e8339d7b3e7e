/**
 * A picture of a screen in at most 256 colours, as PNG (https://www.w3.org/TR/png-3/). Screens have few colours and
 * many shades of their letters' edges; nobody sees the difference, and the file is a third as large.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB for each pixel, row by row. */
  readonly colours: Uint32Array
}

/** From and to PNG. Takes what Chromium writes: 8 bits a channel, not interlaced; what is transparent becomes solid. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colours } = read(png)
  const palette = paletteOf(colours)
  const place = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = colours[y * width + x]!
      const known = place.get(colour) ?? nearest(palette, colour)
      place.set(colour, known)
      rows[y * (width + 1) + 1 + x] = known
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits a pixel, which name a colour of the palette.
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >>> 16, (colour >>> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const most = 256

/** The colours that most pixels have, but none that differs from one that is there too little to be seen. */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byCount = [...counts].toSorted((a, b) => b[1] - a[1]).map(([colour]) => colour)
  if (byCount.length <= most) return byCount
  for (let apart = 12; ; apart += 8) {
    const palette: number[] = []
    for (const colour of byCount) {
      if (palette.every((one) => distance(one, colour) >= apart)) palette.push(colour)
      if (palette.length > most) break
    }
    if (palette.length <= most) return palette
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  for (const [at, one] of palette.entries()) if (distance(one, colour) < distance(palette[best]!, colour)) best = at
  return best
}

const distance = (a: number, b: number): number =>
  ((a >>> 16) - (b >>> 16)) ** 2 + (((a >>> 8) & 255) - ((b >>> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2

function read(png: Buffer): Pixels {
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]!]
  const channels = kind === 6 ? 4 : 3
  const length = width * channels
  const packed = inflateSync(Buffer.concat([...chunksOf(png)].filter(({ name }) => name === 'IDAT').map((c) => c.body)))
  const rows = Buffer.alloc(length * height)
  for (let y = 0; y < height; y++) {
    const filter = packed[y * (length + 1)]!
    for (let x = 0; x < length; x++) {
      const left = x < channels ? 0 : rows[y * length + x - channels]!
      const above = y === 0 ? 0 : rows[(y - 1) * length + x]!
      const corner = x < channels || y === 0 ? 0 : rows[(y - 1) * length + x - channels]!
      rows[y * length + x] = packed[y * (length + 1) + 1 + x]! + predicted(filter, left, above, corner)
    }
  }
  const colours = Uint32Array.from({ length: width * height }, (_, i) => rows.readUIntBE(i * channels, 3))
  return { width, height, colours }
}

/** §9.2: what a filter expects from the pixels before. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return above
    case 3:
      return (left + above) >>> 1
    case 4: {
      const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
      return a <= b && a <= c ? left : b <= c ? above : corner
    }
    default:
      return 0
  }
}

function* chunksOf(png: Buffer) {
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    yield { name: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) }
    at += 12 + length
  }
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
