/** What is made of a recording before it is sent, and known of one before it is played. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lengthName } from '../src/pieces/voice/lengths.ts'
import { plainSound } from '../src/pieces/voice/plain-sound.ts'
import { soundIn, soundType } from '../src/pieces/voice/sound-head.ts'
import { barsOf, levelOf, parts, waveformOf } from '../src/pieces/voice/waveform.ts'

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const four = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

describe('how loud it is', () => {
  const level = fc.double({ min: 0, max: 1, noNaN: true })

  test('is a byte for each part, and 255 where it is loudest, however much there is', () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 2000 }), (levels) => {
        const waveform = waveformOf(levels)
        expect(waveform).toHaveLength(parts)
        if (Math.max(0, ...levels) > 0.01) expect(Math.max(...waveform)).toBe(255)
      }),
    )
  })

  test('is in its order, and silence is not made louder', () => {
    const rising = waveformOf(Array.from({ length: 640 }, (_, at) => at / 640))
    expect([...rising]).toEqual([...rising].toSorted((a, b) => a - b))
    expect(Math.max(...waveformOf(Array.from({ length: 200 }, () => 0.001)))).toBeLessThan(100)
    expect([...waveformOf([])]).toEqual(Array.from({ length: parts }, () => 0))
  })

  test('of samples is the root of the mean square', () => {
    expect(levelOf(new Float32Array(100))).toBe(0)
    expect(levelOf(Float32Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? 0.5 : -0.5)))).toBeCloseTo(0.5)
    expect(levelOf(new Float32Array(0))).toBe(0)
  })

  test('is drawn with the same number of bars, whatever somebody has sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (waveform) => {
        const bars = barsOf(waveform)
        expect(bars).toHaveLength(parts)
        for (const bar of bars) expect(bar >= 0 && bar <= 1).toBe(true)
      }),
    )
  })
})

test('lengths are written as clocks show them', () => {
  expect([0, 9.99, 65, 3599, 3600, 86_400].map((seconds) => lengthName(seconds, 'en'))).toEqual([
    '0:00',
    '0:09',
    '1:05',
    '59:59',
    '1:00:00',
    '24:00:00',
  ])
  expect(lengthName(-1, 'en')).toBe('0:00')
})

describe('what a file of sound is', () => {
  test.for([
    ['audio/webm', [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84, ...ascii('webm')]],
    ['audio/ogg', ascii('OggS\0')],
    ['audio/mp4', [0, 0, 0, 24, ...ascii('ftypM4A ')]],
    ['audio/mpeg', ascii('ID3')],
    ['audio/mpeg', [0xff, 0xfb, 0x90]],
    ['audio/wav', [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WAVE')]],
  ] as const)('is found in its first bytes: %s', ([type, bytes]) =>
    expect(soundType(Uint8Array.from(bytes))).toBe(type),
  )

  test.for([
    ['a list of addresses', ascii('#EXTM3U\nhttps://example.org/a.ts')],
    ['a page', ascii('<!doctype html>')],
    ['a drawing', ascii('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['a picture', [0xff, 0xd8, 0xff, 0xe0]],
    ['Matroska that is no WebM', [0x1a, 0x45, 0xdf, 0xa3, 0x42, 0x82, 0x88, ...ascii('matroska')]],
    ['RIFF that is a picture', [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP')]],
    ['nothing', []],
  ] as const)('is nothing that is played: %s', ([, bytes]) => expect(soundType(Uint8Array.from(bytes))).toBeUndefined())

  test('is not what its sender says, and too much of it is not played', async () => {
    const page = new Blob(['<!doctype html>'], { type: 'audio/ogg' })
    expect(await soundIn(page)).toBeUndefined()
    const sound = new Blob(['OggS and so on'], { type: 'text/html' })
    expect((await soundIn(sound))?.type).toBe('audio/ogg')
    const as = (size: number): Blob =>
      ({ size, slice: (_: number, end: number, type?: string) => sound.slice(0, end, type) }) as Blob
    expect(await soundIn(as(33_554_432))).toBeDefined()
    expect(await soundIn(as(33_554_433))).toBeUndefined()
  })
})

/** RFC 8794: an element with its length in as few bytes as there are, or unknown. */
const element = (id: readonly number[], inside: readonly number[]): number[] => [
  ...id,
  ...(inside.length < 127 ? [0x80 | inside.length] : [0x40 | (inside.length >> 8), inside.length & 255]),
  ...inside,
]
/** Of unknown length. */
const segment = [0x18, 0x53, 0x80, 0x67, 1, 255, 255, 255, 255, 255, 255, 255]
const cluster = [...element([0x1f, 0x43, 0xb6, 0x75], [0xe7, 0x81, 0, ...element([0xa3], [0x81, 0, 0, 0x80, 1, 2, 3])])]
const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x86], ascii('A_OPUS'))))
const webm = Uint8Array.from([
  ...element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], ascii('webm'))),
  ...segment,
  ...element(
    [0x15, 0x49, 0xa9, 0x66],
    [
      ...element([0x4d, 0x80], ascii('Chrome')),
      ...element([0x57, 0x41], ascii('Chrome of Alice')),
      ...element([0x44, 0x61], [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
  ),
  ...element([0x12, 0x54, 0xc3, 0x67], ascii('a tag of it')),
  ...tracks,
  ...cluster,
  ...cluster,
])

const box = (name: string, inside: readonly number[]): number[] => [
  ...four(8 + inside.length),
  ...ascii(name),
  ...inside,
]
const times = [1, 2, 3, 4, 5, 6, 7, 8]
const mp4 = Uint8Array.from([
  ...box('ftyp', ascii('M4A ')),
  ...box('moov', [
    ...box('mvhd', [0, 0, 0, 0, ...times, 9, 9]),
    ...box('trak', [
      ...box('tkhd', [1, 0, 0, 0, ...times, ...times, 8]),
      ...box('mdia', [...box('mdhd', [0, 0, 0, 0, ...times, 7]), ...box('hdlr', ascii('soun'))]),
    ]),
    ...box('udta', ascii('iPhone of Alice')),
  ]),
  ...box('prft', times),
  ...box('mdat', ascii('the sound itself')),
])

describe('a recording', () => {
  test('as WebM keeps its tracks and its sound, says how long it is, and nothing of the browser and the time', () => {
    const plain = plainSound(webm, 'audio/webm', 4200)!
    const said = text(plain)
    expect(said).toContain(text(Uint8Array.from(tracks)))
    expect(said.endsWith(text(Uint8Array.from([...cluster, ...cluster])))).toBe(true)
    for (const trace of ['Chrome', 'Alice', 'tag', '\u0001\u0002\u0003\u0004\u0005']) expect(said).not.toContain(trace)
    const at = said.indexOf('\u0044\u0089\u0088') + 3
    expect(new DataView(plain.buffer).getFloat64(at)).toBe(4200)
    expect(plainSound(plain, 'audio/webm', 4200)).toEqual(plain)
  })

  test('as MP4 keeps every place, and says nothing of the device and the time', () => {
    const plain = plainSound(mp4, 'audio/mp4', 4200)!
    expect(plain).toHaveLength(mp4.length)
    expect(text(plain).endsWith('mdatthe sound itself')).toBe(true)
    for (const trace of ['iPhone', 'Alice', 'udta', 'prft', '\u0001\u0002']) expect(text(plain)).not.toContain(trace)
    for (const stays of ['\u0009\u0009', '\u0008', '\u0007', 'soun']) expect(text(plain)).toContain(stays)
  })

  test('that is built in another way, or ends too early, is not sent', () => {
    expect(plainSound(webm, 'audio/mp4', 1)).toBeUndefined()
    expect(plainSound(mp4, 'audio/webm', 1)).toBeUndefined()
    expect(plainSound(webm, 'audio/ogg', 1)).toBeUndefined()
    for (let end = 0; end < webm.length - 2 * cluster.length; end++)
      expect(plainSound(webm.slice(0, end), 'audio/webm', 1), String(end)).toBeUndefined()
    const ends = [0, 20, 59, mp4.length - 1]
    for (const end of ends) expect(plainSound(mp4.slice(0, end), 'audio/mp4', 1), String(end)).toBeUndefined()
  })

  test('of bytes at random ends nothing but itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('audio/webm', 'audio/mp4'), (bytes, type) => {
        const begun = type === 'audio/webm' ? [...webm.slice(0, 30), ...bytes] : [...mp4.slice(0, 12), ...bytes]
        const plain = plainSound(Uint8Array.from(begun), type, 1)
        expect(plain === undefined || plain.length > 0).toBe(true)
      }),
    )
  })
})
