/** A picture made ready to be sent: drawn anew and smaller, so that nothing of what a camera wrote into it is left. */
import { Refusal } from '../../store/office.ts'
import { headOf, isTooMuchToSend } from './bounds.ts'

/** Pixels of the longer side. */
const longest = 2048
const previewLongest = 32
/** Of JPEG and WebP, where 1 is the best. */
const quality = 0.85
const previewQuality = 0.5
/** As protocol/content.ts has it. */
const previewBytes = 8192
/** Milliseconds for a picture to be decoded. */
const patience = 20_000

export interface PreparedPicture {
  readonly blob: Blob
  readonly width: number
  readonly height: number
  /** JPEG or WebP, or nothing. */
  readonly preview: Uint8Array
}

/** Rejects with Refusal `bad-file`: no picture that this browser can read, or one that would fill its memory. */
export async function preparePicture(file: Blob): Promise<PreparedPicture> {
  const head = await headOf(file).catch(() => undefined)
  if (head === undefined || isTooMuchToSend(head)) throw new Refusal('bad-file')
  const bitmap = await decoded(file)
  try {
    // What a JPEG holds has no holes; what others hold may.
    const type = head.type === 'image/jpeg' || head.type === 'image/heic' ? 'image/jpeg' : 'image/webp'
    const large = drawn(bitmap, longest)
    const blob = await encoded(large, type, quality)
    const small = await encoded(drawn(bitmap, previewLongest), 'image/webp', previewQuality)
    const preview = small.size <= previewBytes ? new Uint8Array(await small.arrayBuffer()) : new Uint8Array()
    return { blob, width: large.width, height: large.height, preview }
  } finally {
    bitmap.close()
  }
}

/** Upright, as the camera was held. */
export async function decoded(file: Blob): Promise<ImageBitmap> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Refusal('bad-file')), patience))
  const bitmap = createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    return await Promise.race([bitmap, late])
  } catch {
    // Where it comes after all, it goes at once.
    void bitmap.then(
      (found) => found.close(),
      () => undefined,
    )
    throw new Refusal('bad-file')
  }
}

function drawn(bitmap: ImageBitmap, side: number): OffscreenCanvas {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  return canvas
}

/** JPEG on white where the browser writes no WebP. */
export async function encoded(canvas: OffscreenCanvas, type: string, quality: number): Promise<Blob> {
  const blob = await canvas.convertToBlob({ type, quality })
  if (blob.type === type) return blob
  const context = canvas.getContext('2d')!
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}
