/** Pictures as cameras write them, made here: with the place, the time and the camera in them. */
import type { Page } from 'playwright-core'
import type { Phone } from '../stage/phone.ts'

/** What stands in them, to be looked for. */
export const camera = 'Spy Camera 3000'
export const taken = '2031:05:06 07:08:09'

export interface Look {
  readonly width: number
  readonly height: number
  /** 1: upright. 6: held upright by a camera that lay on its side. */
  readonly orientation?: 1 | 6
}

/** Red above, blue below, with a pattern, as JPEG with Exif. */
export async function photo(page: Page, { width, height, orientation = 1 }: Look): Promise<Buffer> {
  const plain = await page.evaluate<string>(
    `(() => {
      const canvas = document.createElement('canvas')
      canvas.width = ${width}
      canvas.height = ${height}
      const drawing = canvas.getContext('2d')
      for (let y = 0; y < 8; y++)
        for (let x = 0; x < 8; x++) {
          drawing.fillStyle = 'hsl(' + (y < 4 ? 0 : 220) + ' ' + (55 + 5 * x) + '% ' + (40 + 4 * ((x + y) % 4)) + '%)'
          drawing.fillRect((x * canvas.width) / 8, (y * canvas.height) / 8, canvas.width / 8 + 1, canvas.height / 8 + 1)
        }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
    })()`,
  )
  const bytes = Buffer.from(plain, 'base64')
  return Buffer.concat([bytes.subarray(0, 2), exif(orientation), bytes.subarray(2)])
}

/** CIPA DC-008 (Exif 2.32): orientation, camera, time, and a place in the sea off Denmark. */
function exif(orientation: number): Buffer {
  const texts: Buffer[] = []
  const first = 8 + 2 + 4 * 12 + 4
  const gpsAt = first + 64
  const text = (value: string, at: number): readonly [number, number, number] => {
    const packed = Buffer.alloc(32)
    packed.write(value, 'latin1')
    texts.push(packed)
    return [2, value.length + 1, at]
  }
  const entry = (tag: number, [kind, count, value]: readonly [number, number, number]): Buffer => {
    const packed = Buffer.alloc(12)
    packed.writeUInt16BE(tag, 0)
    packed.writeUInt16BE(kind, 2)
    packed.writeUInt32BE(count, 4)
    if (kind === 3) packed.writeUInt16BE(value, 8)
    else packed.writeUInt32BE(value, 8)
    return packed
  }
  const directory = (entries: readonly Buffer[]): Buffer =>
    Buffer.concat([Buffer.from([0, entries.length]), ...entries, Buffer.alloc(4)])
  const main = directory([
    entry(0x010f, text(camera, first)),
    entry(0x0112, [3, 1, orientation]),
    entry(0x0132, text(taken, first + 32)),
    entry(0x8825, [4, 1, gpsAt]),
  ])
  const degrees = Buffer.alloc(24)
  for (const [at, value] of [55, 1, 41, 1, 12, 1].entries()) degrees.writeUInt32BE(value, 4 * at)
  const north = Buffer.from([0, 1, 0, 2, 0, 0, 0, 2, 0x4e, 0, 0, 0])
  const gps = directory([north, entry(0x0002, [5, 3, gpsAt + 2 + 2 * 12 + 4])])
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8])
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), header, main, ...texts, gps, degrees])
  const mark = Buffer.from([0xff, 0xe1, 0, 0])
  mark.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([mark, body])
}

/** What says where and when, in any picture: segments and chunks beside the picture itself. */
export function says(picture: Buffer): readonly string[] {
  return ['Exif', 'http://ns.adobe.com', 'EXIF', 'XMP ', 'tEXt', 'eXIf', camera, taken].filter((mark) =>
    picture.includes(mark),
  )
}

export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** By the button in the open conversation; large files by their path. */
export async function choose(
  phone: Phone,
  what: string,
  files: readonly ChosenFile[] | string,
  attach: string,
): Promise<void> {
  await phone.button(attach).click()
  const [chooser] = await Promise.all([
    phone.page.waitForEvent('filechooser'),
    phone.page.getByRole('menuitem', { name: what }).click(),
  ])
  await chooser.setFiles(typeof files === 'string' ? files : [...files])
}

/** As a person does with something that they have copied, or hold with a mouse. */
export async function bring(phone: Phone, how: 'paste' | 'drop', picture: Buffer): Promise<void> {
  await phone.page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(picture.toString('base64'))}), (letter) => letter.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], 'image.jpg', { type: 'image/jpeg' }))
      const place = document.querySelector('.composer textarea')
      const event = ${JSON.stringify(how)} === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
      place.dispatchEvent(event)
    })()`,
  )
}
