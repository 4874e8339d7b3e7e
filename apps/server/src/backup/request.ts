/**
 * A running server holds the lock on its accounts, so it writes their file itself, when it is asked to by a folder in
 * its data directory: whoever may make one there may read everything there anyway, and nothing listens for it.
 *
 * The folder `backup` is made by `ebb-server backup`, with an empty file `wanted`. The server puts `accounts` there, and
 * removes `wanted` when it is done.
 */
import { existsSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chains } from '../accounts/chains.ts'
import { StartRefusal } from '../start-refusal.ts'
import { writeAccounts } from './write-accounts.ts'

const folderIn = (data: string): string => join(data, 'backup')
const wantedIn = (data: string): string => join(folderIn(data), 'wanted')

/** The server's side: `tick` is called once a second. */
export function answerBackups(
  data: string,
  chains: Chains,
  soon: (run: () => void) => void,
): { tick(): Promise<void> } {
  let busy = false
  return {
    /** Never rejects: what could not be written is asked for again, or given up, by whoever asked. */
    async tick() {
      if (busy || !existsSync(wantedIn(data))) return
      busy = true
      const part = join(folderIn(data), 'accounts.part')
      try {
        rmSync(part, { force: true })
        await writeAccounts(part, chains, soon)
        renameSync(part, join(folderIn(data), 'accounts'))
        unlinkSync(wantedIn(data))
      } catch {
        rmSync(part, { force: true })
      } finally {
        busy = false
      }
    },
  }
}

/** The other side. Throws StartRefusal. */
export function askForBackup(data: string): { readonly file: string; isDone(): boolean; end(): void } {
  const folder = folderIn(data)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch {
    throw new StartRefusal(
      `Another backup is being made, or was broken off. If none is, remove the folder ${folder} and try again.`,
    )
  }
  writeFileSync(wantedIn(data), '', { mode: 0o600 })
  return {
    file: join(folder, 'accounts'),
    isDone: () => !existsSync(wantedIn(data)),
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}
