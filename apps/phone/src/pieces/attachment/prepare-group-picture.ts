/** The middle of a picture as a square, small enough to stand in a group's policy; nothing of what a camera wrote into it is left. */
import { limits } from '@ebb/protocol'
import { Refusal } from '../../store/office.ts'
import { headOf, isTooMuchToSend } from './bounds.ts'
import { decoded, encoded } from './prepare.ts'

/** Pixels of a side, and what is tried with each: of WebP and JPEG, where 1 is the best. */
const sides = [160, 128, 96, 64, 48]
const qualities = [0.8, 0.6, 0.4]

/** Rejects with Refusal `bad-file`: no picture that this browser can read, or one that would fill its memory. */
export async function prepareGroupPicture(file: Blob): Promise<Blob> {
  const head = await headOf(file).catch(() => undefined)
  if (head === undefined || isTooMuchToSend(head)) throw new Refusal('bad-file')
  const bitmap = await decoded(file)
  try {
    for (const side of sides) {
      const canvas = squareOf(bitmap, side)
      for (const quality of qualities) {
        const blob = await encoded(canvas, 'image/webp', quality)
        if (blob.size <= limits.groupPicture) return blob
      }
    }
    throw new Refusal('bad-file')
  } finally {
    bitmap.close()
  }
}

function squareOf(bitmap: ImageBitmap, side: number): OffscreenCanvas {
  const taken = Math.min(bitmap.width, bitmap.height)
  const canvas = new OffscreenCanvas(side, side)
  const context = canvas.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  const [left, top] = [(bitmap.width - taken) / 2, (bitmap.height - taken) / 2]
  context.drawImage(bitmap, left, top, taken, taken, 0, 0, side, side)
  return canvas
}
