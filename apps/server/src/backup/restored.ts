/** What a data directory says of its having come out of a backup. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StartRefusal } from '../start-refusal.ts'

export const restoringIn = (data: string): string => join(data, 'restoring')

/** Throws StartRefusal where a restore was broken off. */
export function refuseHalfRestored(data: string): void {
  if (existsSync(restoringIn(data)))
    throw new StartRefusal('A restore was broken off here. Empty the data directory and restore the backup again.')
}

/** For ever: which channels there were is not known, so it is never known that all of them have been replaced. */
export const markRestored = (db: DatabaseSync): void =>
  void db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('restored', 'yes')").run()

export const wasRestored = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM meta WHERE name = 'restored'").get() !== undefined
