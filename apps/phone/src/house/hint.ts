/** Which authenticator may open the house: no secret, and needed before anything is open, so it lies in a small file of its own. */
import type { PrfHint } from '../boundary.ts'

const name = 'opener'
const saltLength = 32

export const openerHint = {
  async read(): Promise<PrfHint | null> {
    try {
      const folder = await navigator.storage.getDirectory()
      const file = await (await folder.getFileHandle(name)).getFile()
      const bytes = new Uint8Array(await file.arrayBuffer())
      return bytes.length > saltLength
        ? { salt: bytes.slice(0, saltLength), credential: bytes.slice(saltLength) }
        : null
    } catch {
      return null
    }
  },
  async write(hint: PrfHint | null): Promise<void> {
    const folder = await navigator.storage.getDirectory()
    if (hint === null) return folder.removeEntry(name).catch(() => undefined)
    const writing = await (await folder.getFileHandle(name, { create: true })).createWritable()
    await writing.write(new Uint8Array([...hint.salt, ...hint.credential]))
    await writing.close()
  },
}
