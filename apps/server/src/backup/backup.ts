/**
 * `ebb-server backup DIR`: who is on this server, and its key; nothing that has happened there. No message, no key of
 * one, no channel, no letter, no token, no key package, no invitation: what has ended or was used up since cannot come
 * back from it. decisions/backups.md.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openAccountsDatabase } from '../accounts/accounts.ts'
import { Chains } from '../accounts/chains.ts'
import { inUse } from '../doctor/stores.ts'
import { nodeDisk, syncDirectory, writeAll } from '../log/disk.ts'
import { openServerKey } from '../server-key.ts'
import { StartRefusal } from '../start-refusal.ts'
import { readAccountsFile } from './accounts-file.ts'
import { factsOf, manifestName, type Manifest } from './manifest.ts'
import { ownedHere } from './owner.ts'
import { askForBackup } from './request.ts'
import { writeAccounts } from './write-accounts.ts'

export interface BackupPlan {
  readonly data: string
  /** The folder to be made. */
  readonly into: string
  /** Seconds since 1970. */
  readonly now: number
  /** Milliseconds for which a server that runs is waited for, as long as it does nothing. */
  readonly patience?: number
}

/** Resolves when everything is durable. Throws StartRefusal. */
export async function backup({ data: given, into, now, patience = 120_000 }: BackupPlan): Promise<Manifest> {
  const data = resolve(given)
  if (!existsSync(join(data, 'accounts.db')))
    throw new StartRefusal('No server has run in this data directory. Give --data the one that yours uses.')
  ownedHere(data)
  openServerKey(data, false)
  makeFresh(into)
  const accounts = inUse(data) ? await fromRunning(data, patience) : await fromStopped(data, into)
  const chains = readAccountsFile(accounts)
  if (chains === undefined) throw new StartRefusal('The server did not write all of its accounts. Try again.')
  const key = readFileSync(join(data, 'server.key'))
  const files = { accounts: factsOf(accounts), 'server.key': factsOf(key) }
  const manifest: Manifest = { version: 1, made: now, accounts: chains.length, files }
  write(join(into, 'accounts'), accounts)
  write(join(into, 'server.key'), key)
  syncDirectory(into)
  // Last: without it this is no backup.
  write(join(into, manifestName), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
  syncDirectory(into)
  syncDirectory(dirname(resolve(into)))
  return manifest
}

function makeFresh(into: string): void {
  try {
    mkdirSync(into, { recursive: true, mode: 0o700 })
    if (readdirSync(into).length === 0) return
  } catch {
    throw new StartRefusal('The folder for the backup cannot be made. Name one that this user may write to.')
  }
  throw new StartRefusal('There is something in this folder already. Name a new one for each backup.')
}

async function fromRunning(data: string, patience: number): Promise<Uint8Array> {
  const asked = askForBackup(data)
  try {
    const end = performance.now() + patience
    while (!asked.isDone()) {
      if (performance.now() > end) throw new StartRefusal('The server that runs does not answer. Look at its log.')
      await new Promise((done) => setTimeout(done, 50))
    }
    return readFileSync(asked.file)
  } finally {
    asked.end()
  }
}

async function fromStopped(data: string, into: string): Promise<Uint8Array> {
  const db = openAccountsDatabase(data)
  const part = join(into, 'accounts.part')
  try {
    await writeAccounts(part, new Chains(db, ''), setImmediate)
    return readFileSync(part)
  } finally {
    db.close()
    rmSync(part, { force: true })
  }
}

function write(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx', 0o600)
  try {
    writeAll(nodeDisk, fd, bytes, 0)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
