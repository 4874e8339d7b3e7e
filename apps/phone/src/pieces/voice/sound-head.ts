/** What a file of sound really is, by its first bytes. What is none of these is given to no decoder. */

type SoundType = 'audio/webm' | 'audio/ogg' | 'audio/mp4' | 'audio/mpeg' | 'audio/wav'

/** Bytes that are enough to know. */
const headLength = 64
/** Bytes: an hour as this app records it is half of this. */
const mostToPlay = 33_554_432

/** The same bytes with the type that we have found in them; undefined: nothing that is played here. */
export async function soundIn(file: Blob): Promise<Blob | undefined> {
  if (file.size > mostToPlay) return undefined
  const type = soundType(new Uint8Array(await file.slice(0, headLength).arrayBuffer()))
  return type === undefined ? undefined : file.slice(0, file.size, type)
}

export function soundType(bytes: Uint8Array): SoundType | undefined {
  const has = (at: number, text: string): boolean =>
    Array.from(text).every((letter, place) => bytes[at + place] === letter.charCodeAt(0))
  // RFC 8794 section 11.2, with the document's type somewhere in the header.
  if (has(0, '\u001a\u0045\u00df\u00a3')) return bytes.some((_, at) => has(at, 'webm')) ? 'audio/webm' : undefined
  // RFC 3533, ISO/IEC 14496-12, RFC 3003 (an ID3 tag, or a frame of MPEG audio), and Microsoft's RIFF.
  if (has(0, 'OggS')) return 'audio/ogg'
  if (has(4, 'ftyp')) return 'audio/mp4'
  if (has(0, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2)) return 'audio/mpeg'
  if (has(0, 'RIFF') && has(8, 'WAVE')) return 'audio/wav'
  return undefined
}
