/** Files of this machine: what is attached, and where something is saved. */
import type { AttachmentSource, OpenAttachment } from '@ebb/engine'
import { limits } from '@ebb/protocol'
import { open, rename, rm } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { Refused } from './refused.ts'

/** Media types that other apps show; anything else is just bytes. */
const types: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
}

interface OpenFile extends AttachmentSource {
  /** Without folders: those are nobody's business. */
  readonly name: string
  readonly type: string
  close(): Promise<void>
}

/** Throws Refused. The file goes as it is, with whatever it says of its author or place. */
export async function openFile(path: string): Promise<OpenFile> {
  try {
    const file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) {
      await file.close()
      throw new Refused('bad-file', 'This is not a file. Name one.')
    }
    return {
      size: stat.size,
      name: basename(path).slice(0, 255),
      type: types[extname(path).toLowerCase()] ?? 'application/octet-stream',
      async read(from, to, into) {
        const { bytesRead } = await file.read(into, 0, to - from, from)
        return into.subarray(0, bytesRead)
      },
      close: () => file.close(),
    }
  } catch (error) {
    throw fileRefused(error, 'This file cannot be read. Check its name and its permissions.')
  }
}

/** What may stand for a group, as it is. Throws Refused. */
export async function smallPicture(path: string): Promise<Uint8Array> {
  const file = await openFile(path)
  try {
    const size = Math.min(file.size, limits.groupPicture)
    const bytes = await file.read(0, size, new Uint8Array(size))
    const has = (at: number, text: string): boolean =>
      Array.from(text).every((letter, place) => bytes[at + place] === letter.charCodeAt(0))
    if (file.size <= limits.groupPicture && (has(0, '\u00ff\u00d8\u00ff') || (has(0, 'RIFF') && has(8, 'WEBP'))))
      return bytes
    throw new Refused(
      'bad-file',
      `A group's picture is a JPEG or a WebP of at most ${limits.groupPicture} bytes. Name another.`,
    )
  } finally {
    await file.close()
  }
}

/** Nothing is overwritten, and a file is there only when it is whole. Throws Refused, AttachmentError and StorageError. */
export async function saveTo(path: string, { content }: OpenAttachment): Promise<void> {
  const part = `${path}.part`
  try {
    await (await open(path, 'wx', 0o600)).close()
  } catch (error) {
    throw fileRefused(error, 'This file cannot be written. Choose a name that is not taken, in a folder of yours.')
  }
  try {
    const file = await open(part, 'w', 0o600)
    try {
      for await (const some of content) await file.writeFile(some)
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await Promise.all([part, path].map((one) => rm(one, { force: true })))
    throw fileRefused(error, 'This file cannot be written. Make room, then try again.')
  }
}

/** What the file system says; anything else stays what it is. */
function fileRefused(error: unknown, line: string): unknown {
  const { code, errno } = error as { code?: string; errno?: number }
  return typeof code === 'string' && typeof errno === 'number' ? new Refused('bad-file', line) : error
}
