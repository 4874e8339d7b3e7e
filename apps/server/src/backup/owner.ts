/** Files that another user than the server's has made are files that the server cannot use. */
import { statSync } from 'node:fs'
import process from 'node:process'
import { StartRefusal } from '../start-refusal.ts'

/** Throws StartRefusal unless this user owns the directory. */
export function ownedHere(directory: string): void {
  if (statSync(directory).uid !== process.getuid?.())
    throw new StartRefusal('The data directory is another user’s. Run this as that user: sudo -u USER ebb-server …')
}
