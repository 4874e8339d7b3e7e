/** Files between a page and the engine: sealed as they come in, whole and in memory as they go out. */
import { AttachmentError, StorageError, type Engine, type Sealed } from '@ebb/engine'
import { Refused } from './refused.ts'

/** Rejects with Refused. */
export async function sealFile(engine: Engine, file: Blob): Promise<Sealed> {
  const { size } = file
  const read = async (from: number, to: number) => new Uint8Array(await file.slice(from, to).arrayBuffer())
  const sealed = await engine.attach({ size, read }).catch((error: unknown) => {
    // Moved, changed or taken away since it was chosen.
    throw error instanceof StorageError ? error : new Refused('bad-file')
  })
  if (sealed === undefined) throw new Refused('too-large')
  return sealed
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
