/** What is known of a file before anything of it is decoded or named. */
import { describe, expect, test } from 'vitest'
import { groupPictureType, isTooMuchToSend, pictureIn, previewIn } from '../src/pieces/attachment/bounds.ts'
import { pictureHead } from '../src/pieces/attachment/picture-head.ts'
import { safeName } from '../src/pieces/attachment/safe-name.ts'

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const two = (value: number): number[] => [value >> 8, value & 255]
const four = (value: number): number[] => [...two(value >>> 16), ...two(value & 65_535)]

/** Only their beginnings. */
const jpeg = (width: number, height: number, before = 20): Uint8Array =>
  Uint8Array.from(
    [
      [0xff, 0xd8, 0xff, 0xe1, ...two(2 + before), ...Array.from({ length: before }, () => 0xff)],
      [0xff, 0xc2, ...two(17), 8, ...two(height), ...two(width), 3],
    ].flat(),
  )
const png = (width: number, height: number): Uint8Array =>
  Uint8Array.from([0x89, ...ascii('PNG\r\n\u001a\n'), ...four(13), ...ascii('IHDR'), ...four(width), ...four(height)])
const webp = (kind: string, ...rest: number[]): Uint8Array =>
  Uint8Array.from([...ascii('RIFF'), 0, 0, 0, 0, ...ascii(`WEBP${kind}`), 0, 0, 0, 0, ...rest])
const gif = Uint8Array.from([...ascii('GIF89a'), 3, 0, 2, 0])
const heic = Uint8Array.from(
  [
    [0, 0, 0, 24, ...ascii('ftypheic'), 0, 0, 0, 0],
    [...ascii('ispe'), 0, 0, 0, 0, ...four(160), ...four(120)],
    [...ascii('ispe'), 0, 0, 0, 0, ...four(4032), ...four(3024)],
  ].flat(),
)
const pictures = [
  ['image/jpeg', jpeg(640, 480), 640, 480],
  ['image/png', png(30_000, 20_000), 30_000, 20_000],
  ['image/webp', webp('VP8X', 0, 0, 0, 0, 0xff, 0x07, 0, 0xff, 0x03, 0), 2048, 1024],
  ['image/webp', webp('VP8 ', 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 0x02, 0xe0, 0x41), 640, 480],
  ['image/webp', webp('VP8L', 0x2f, 0x1f, 0xc0, 0x03, 0), 32, 16],
  ['image/gif', gif, 3, 2],
  ['image/heic', heic, 4032, 3024],
] as const

describe('the head of a picture', () => {
  test.for(pictures)('says what it is and how large: %s', ([type, bytes, width, height]) =>
    expect(pictureHead(bytes)).toEqual({ type, width, height }),
  )

  test('that ends too early says nothing, wherever it ends, nor do bytes at random', () => {
    for (const [, bytes] of pictures.slice(0, 5))
      for (let end = 0; end < bytes.length - 2; end++) {
        const found = pictureHead(bytes.slice(0, end))
        expect(found === undefined || end > bytes.length - 4, String(end)).toBe(true)
      }
    for (let seed = 1; seed < 500; seed++) {
      const noise = Uint8Array.from({ length: 40 }, (_, at) => (seed * 31 * (at + 7) * (at + 3)) % 256)
      expect(pictureHead(noise)).toBeUndefined()
    }
  })

  test.for([
    ['a picture made of script', ascii('<svg xmlns="http://www.w3.org/2000/svg" onload="alert()"/>')],
    ['a page', ascii('<!doctype html><script>alert()</script>')],
    ['an archive', ascii('PK\u0003\u0004')],
    ['a document', ascii('%PDF-1.7')],
    ['nothing', []],
    ['a picture without a size', [...jpeg(0, 0)]],
  ] as const)('is not found in %s', ([, bytes]) => expect(pictureHead(Uint8Array.from(bytes))).toBeUndefined())
})

describe('what is given to an element', () => {
  test('has the type that was found in it, whatever its sender says', async () => {
    const found = (await pictureIn(new Blob([jpeg(640, 480) as Uint8Array<ArrayBuffer>], { type: 'text/html' })))!
    expect(found.type).toBe('image/jpeg')
    expect(new Uint8Array(await found.arrayBuffer())).toEqual(jpeg(640, 480))
  })

  test('is no picture that would fill the memory, none that moves, and nothing else', async () => {
    for (const bytes of [
      jpeg(16_385, 1),
      png(8193, 4096),
      jpeg(65_535, 65_535),
      gif,
      heic,
      Uint8Array.from(ascii('<svg>')),
    ])
      expect(await pictureIn(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }))).toBeUndefined()
    expect(await pictureIn(new Blob([png(8192, 4096) as Uint8Array<ArrayBuffer>]))).toBeDefined()
  })

  test('along with a message is small', () => {
    expect(previewIn(jpeg(32, 24))?.type).toBe('image/jpeg')
    for (const bytes of [jpeg(257, 1), jpeg(20_000, 20_000), png(32, 24), gif, new Uint8Array()])
      expect(previewIn(bytes)).toBeUndefined()
  })
})

test('a picture of more than a hundred million points is not decoded', () => {
  expect(isTooMuchToSend({ type: 'image/png', width: 10_000, height: 10_000 })).toBe(false)
  expect(isTooMuchToSend({ type: 'image/png', width: 10_000, height: 10_001 })).toBe(true)
})

test.for([
  ['plain.pdf', 'plain.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\boot.ini', 'C__boot.ini'],
  ['photo\u202Egpj.exe', 'photo_gpj.exe'],
  ['a\u0000b\nc', 'a_b_c'],
  ['.hidden', 'hidden'],
  ['trailing. ', 'trailing'],
  ['Überweisung für Łódź 🙂.odt', 'Überweisung für Łódź 🙂.odt'],
  ['...', 'else'],
  ['', 'else'],
  [null, 'else'],
  [`${'x'.repeat(300)}.jpeg`, `${'x'.repeat(95)}.jpeg`],
  ['\ud800.txt', '\ufffd.txt'],
] as const)('a file called %j is saved as %j', ([name, saved]) => expect(safeName(name, 'else')).toBe(saved))

describe('a picture of a group', () => {
  test('is JPEG or WebP of bounded size that stands still, whatever it is said to be', () => {
    expect(groupPictureType(jpeg(160, 160))).toBe('image/jpeg')
    expect(groupPictureType(webp('VP8L', 0x2f, 0x1f, 0xc0, 0x03, 0))).toBe('image/webp')
    const [still, moving] = [0, 2].map((flags) => webp('VP8X', flags, 0, 0, 0, 99, 0, 0, 99, 0, 0))
    expect(groupPictureType(still!)).toBe('image/webp')
    expect(groupPictureType(moving!)).toBeUndefined()
    expect(groupPictureType(jpeg(512, 512))).toBe('image/jpeg')
    for (const none of [
      jpeg(513, 1),
      jpeg(1, 513),
      png(100, 100),
      gif,
      heic,
      Uint8Array.of(),
      Uint8Array.of(0xff, 0xd8),
    ])
      expect(groupPictureType(none)).toBeUndefined()
  })
})
