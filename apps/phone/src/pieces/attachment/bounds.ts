/** What is decoded here, and what of it is drawn. Pictures of others are hostile until their first bytes say otherwise. */
import { headLength, pictureHead, type PictureHead } from './picture-head.ts'

/** Of one's own: a phone's best camera takes fewer. */
const mostToSend = 100_000_000
/** Of what others have sent: eight times as many as this app sends itself. */
const mostToDraw = 33_554_432
const longestSide = 16_384
/** Of the small picture that comes along. */
const previewSide = 256
/** Of what stands for a group: three times as much as this app makes. */
const groupSide = 512
/** RFC 9649, section 2.7: byte 20 of a WebP that begins with a chunk VP8X says whether it moves. */
const [extended, flags, moves] = [12, 20, 0x02]

const drawn: ReadonlySet<string> = new Set<PictureHead['type']>(['image/jpeg', 'image/png', 'image/webp'])

export async function headOf(file: Blob): Promise<PictureHead | undefined> {
  return pictureHead(new Uint8Array(await file.slice(0, headLength).arrayBuffer()))
}

export const isTooMuchToSend = ({ width, height }: PictureHead): boolean => width * height > mostToSend

/** The same bytes with the type that we have found in them; undefined: nothing that is given to an element. */
export async function pictureIn(file: Blob): Promise<Blob | undefined> {
  const head = await headOf(file)
  if (head === undefined || !drawn.has(head.type) || head.width * head.height > mostToDraw) return undefined
  if (Math.max(head.width, head.height) > longestSide) return undefined
  return file.slice(0, file.size, head.type)
}

export function previewIn(bytes: Uint8Array): Blob | undefined {
  const head = pictureHead(bytes)
  if (head === undefined || (head.type !== 'image/jpeg' && head.type !== 'image/webp')) return undefined
  if (Math.max(head.width, head.height) > previewSide) return undefined
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: head.type })
}

/** Ours, by what is found in it. Undefined: it is not given to an element. */
export function groupPictureType(bytes: Uint8Array): 'image/jpeg' | 'image/webp' | undefined {
  const head = pictureHead(bytes)
  if (head === undefined || Math.max(head.width, head.height) > groupSide) return undefined
  if (head.type === 'image/jpeg') return 'image/jpeg'
  const isMoving = String.fromCharCode(...bytes.subarray(extended, extended + 4)) === 'VP8X' && bytes[flags]! & moves
  return head.type !== 'image/webp' || isMoving ? undefined : 'image/webp'
}
