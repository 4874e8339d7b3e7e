/** What is decoded here, and what of it is drawn. Pictures of others are hostile until their first bytes say otherwise. */
import { headLength, pictureHead, type PictureHead } from './picture-head.ts'

/** Of one's own: a phone's best camera takes fewer. */
const mostToSend = 100_000_000
/** Of what others have sent: eight times as many as this app sends itself. */
const mostToDraw = 33_554_432
const longestSide = 16_384
/** Of the small picture that comes along. */
const previewSide = 256

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
