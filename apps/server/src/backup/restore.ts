/**
 * `ebb-server restore DIR`: an empty data directory becomes a server that knows everybody who was on it when the backup
 * was made. It has no channel; whatever it is asked for of one is `rolled-back`, and clients begin replacements.
 *
 * While it is under way a file `restoring` lies in the data directory, and no server starts on it.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inTransaction, openAccountsDatabase } from '../accounts/accounts.ts'
import { Chains } from '../accounts/chains.ts'
import { nodeDisk, syncDirectory, writeAll } from '../log/disk.ts'
import { openServerKey } from '../server-key.ts'
import { StartRefusal } from '../start-refusal.ts'
import { readAccountsFile, type PackedChain } from './accounts-file.ts'
import { isAsListed, manifestName, readManifest, type Manifest } from './manifest.ts'
import { ownedHere } from './owner.ts'
import { markRestored, restoringIn } from './restored.ts'

/** Everything is looked at before anything is written. Throws StartRefusal. */
export function restore({ from, data: given }: { readonly from: string; readonly data: string }): Manifest {
  const data = resolve(given)
  const { manifest, accounts, key, chains } = readBackup(from)
  makeEmpty(data)
  write(restoringIn(data), new Uint8Array())
  syncDirectory(data)
  const db = openAccountsDatabase(data)
  try {
    inTransaction(db, () => {
      const into = new Chains(db, '')
      for (const chain of chains) if (!into.takeBack(chain)) throw altered(accounts.name)
      markRestored(db)
    })
  } finally {
    db.close()
  }
  write(join(data, 'server.key'), key.bytes)
  syncDirectory(data)
  unlinkSync(restoringIn(data))
  syncDirectory(data)
  return manifest
}

interface BackedUp {
  readonly name: string
  readonly bytes: Uint8Array
}

function readBackup(from: string): {
  readonly manifest: Manifest
  readonly accounts: BackedUp
  readonly key: BackedUp
  readonly chains: readonly PackedChain[]
} {
  const path = join(from, manifestName)
  if (!existsSync(path))
    throw new StartRefusal(`There is no whole backup in this folder: it has no ${manifestName}. Name another.`)
  const manifest = readManifest(readFileSync(path, 'utf8'))
  if (manifest === 'newer')
    throw new StartRefusal('This backup was made by a newer version of Ebb. Update this program and try again.')
  if (manifest === undefined) throw altered(manifestName)
  const [accounts, key] = [listed(from, 'accounts', manifest), listed(from, 'server.key', manifest)]
  const chains = readAccountsFile(accounts.bytes)
  if (chains === undefined || chains.length !== manifest.accounts) throw altered(accounts.name)
  openServerKey(from, false)
  return { manifest, accounts, key, chains }
}

function listed(from: string, name: keyof Manifest['files'], { files }: Manifest): BackedUp {
  const path = join(from, name)
  const bytes = existsSync(path) ? readFileSync(path) : undefined
  if (bytes === undefined || !isAsListed(bytes, files[name])) throw altered(name)
  return { name, bytes }
}

const altered = (name: string): StartRefusal =>
  new StartRefusal(`The file ${name} of this backup is damaged or was changed. Use another backup.`)

function makeEmpty(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    ownedHere(data)
    if (readdirSync(data).length === 0) return
  } catch (error) {
    if (error instanceof StartRefusal) throw error
    throw new StartRefusal('The data directory cannot be made or used. Give --data one that this user may write to.')
  }
  throw new StartRefusal('This data directory is not empty. Move what is in it away, or give --data another one.')
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
