/** The command lines `ebb-server backup` and `ebb-server restore`. */
import { parseArgs } from 'node:util'
import { StartRefusal } from '../start-refusal.ts'
import { backup } from './backup.ts'
import type { Manifest } from './manifest.ts'
import { restore } from './restore.ts'

export const backupUsage = `       ebb-server backup DIR [--data DIR] [--json]
       ebb-server restore DIR [--data DIR] [--json]`

export interface BackupArguments {
  readonly folder: string
  readonly data: string
  readonly json: boolean
}

/** The arguments, or one line that says what is wrong with them. */
export function readBackupArguments(args: readonly string[]): BackupArguments | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [folder, ...others] = positionals
    if (folder === undefined || folder === '' || others.length > 0) return 'name one folder for the backup'
    return { ...values, folder }
  } catch (error) {
    return (error as Error).message
  }
}

const options = {
  data: { type: 'string', default: './data' },
  json: { type: 'boolean', default: false },
} as const

export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** `now`: seconds since 1970. Returns the exit code. */
export async function backupCommand(
  word: 'backup' | 'restore',
  { folder, data, json }: BackupArguments,
  { out, err }: Output,
  now: number,
): Promise<0 | 1> {
  try {
    const done = word === 'backup' ? await backup({ data, into: folder, now }) : restore({ from: folder, data })
    const { made, accounts } = done
    out(json ? `${JSON.stringify({ event: word, made, accounts })}\n` : says(word, done))
    return 0
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error
    err(`${error.message}\n`)
    return 1
  }
}

function says(word: 'backup' | 'restore', { made, accounts, files }: Manifest): string {
  const at = new Date(made * 1000).toISOString()
  const people = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`
  return word === 'backup'
    ? `Backed up ${people} and the server’s key, ${files.accounts.bytes + files['server.key'].bytes} bytes, at ${at}.\nKeep it secret: whoever has the key can pose as this server.\n`
    : `Restored ${people} and the server’s key as of ${at}. Start the server; devices come back by themselves.\nWhoever joined later has to be invited again, and nobody’s old invitation holds.\n`
}
