/** Files between a page and the engine: sealed and sent as they come in, whole and in memory as they go out. */
import { AttachmentError, type Answer, type Engine, type FileSending } from '@ebb/engine'
import { Refused } from './refused.ts'

/** Rejects with Refused. */
export async function sendFile(engine: Engine, file: Blob, sending: FileSending): Promise<Answer> {
  const { size } = file
  async function read(from: number, to: number): Promise<Uint8Array> {
    const part = await file
      .slice(from, to)
      .arrayBuffer()
      .catch(() => undefined)
    // Moved, changed or taken away since it was chosen.
    if (part?.byteLength !== to - from) throw new Refused('bad-file')
    return new Uint8Array(part)
  }
  const answer = await engine.hang({ size, read }, sending)
  if (answer === undefined) throw new Refused('too-large')
  return answer
}

/** Made of a piece at a time, so that no more than one is here twice. Rejects with Refused. */
export async function attachmentIn(engine: Engine, to: string, message: number): Promise<Blob | null> {
  const parts: Blob[] = []
  try {
    const attachment = await engine.open(to, message)
    if (attachment === undefined) return null
    for await (const part of attachment.content) parts.push(new Blob([part as Uint8Array<ArrayBuffer>]))
  } catch (error) {
    throw error instanceof AttachmentError ? new Refused(error.why) : error
  }
  return new Blob(parts)
}
