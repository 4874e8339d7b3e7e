/** What lies in the data directory. Nothing in it is changed. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { bytesForEach } from '../log/entry-index.ts'
import { headSize } from '../log/heads.ts'
import { keptBuckets } from '../log/key-slots.ts'
import { openServerKey } from '../server-key.ts'
import { StartRefusal } from '../start-refusal.ts'
import type { Finding } from './finding.ts'

const names = ['accounts.db', 'channels.db'] as const

export function directory(data: string): Finding {
  const about = 'directory'
  try {
    if (!statSync(data).isDirectory()) throw new Error('no directory')
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    const says = 'It is not there, or this user may not write to it. Give --data the directory that the server uses.'
    return { about, verdict: 'failed', says }
  }
  const open = (statSync(data).mode & 0o077) !== 0
  if (open) return { about, verdict: 'warning', says: 'Others on this machine may look into it: chmod 700.' }
  return { about, verdict: 'ok', says: 'Only its user may look into it.' }
}

export function key(data: string): Finding {
  if (!existsSync(join(data, names[0])))
    return { about: 'key', verdict: 'skipped', says: 'There is none yet: no server has run here.' }
  try {
    openServerKey(data, false)
    return { about: 'key', verdict: 'ok', says: 'server.key is there. Keep a copy of it elsewhere.' }
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error
    return { about: 'key', verdict: 'failed', says: error.message }
  }
}

/** True: a server holds them. */
export function inUse(data: string): boolean {
  const path = join(data, 'accounts.db')
  if (!existsSync(path)) return false
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    // SQLITE_BUSY. What else is wrong with it shows when it is checked.
    return ((error as { errcode?: number }).errcode ?? 0) % 256 === 5
  } finally {
    db.close()
  }
}

export function databases(data: string): Finding {
  const about = 'databases'
  for (const name of names) {
    const path = join(data, name)
    if (!existsSync(path)) return { about, verdict: 'skipped', says: 'There are none yet: no server has run here.' }
    const first = look(path, 'PRAGMA quick_check(1)')
    if (first?.['quick_check'] !== 'ok')
      return { about, verdict: 'failed', says: `${name} is damaged: restore the data directory from your backup.` }
  }
  return { about, verdict: 'ok', says: 'Both are whole.' }
}

/** What is known of entries is held in memory. `room`: bytes of memory that this machine has. */
export function memory(data: string, room: number = totalmem()): Finding {
  const about = 'memory'
  const path = join(data, 'channels.db')
  const heads = existsSync(path)
    ? look(path, 'SELECT total(length(heads)) AS bytes FROM batches')?.['bytes']
    : undefined
  // Nothing yet, or of a version that the next start changes, or damaged, which is said elsewhere.
  if (typeof heads !== 'number')
    return { about, verdict: 'skipped', says: 'There is no log yet that could be counted.' }
  const entries = Math.round(heads / headSize)
  const wanted = entries * bytesForEach
  const says = `${entries} messages that live or ended of late take about ${(wanted / 1e6).toFixed(0)} MB of it`
  return wanted > room / 2
    ? {
        about,
        verdict: 'warning',
        says: `${says}, more than half: give the machine more, or let messages live shorter.`,
      }
    : { about, verdict: 'ok', says: `${says}.` }
}

/** The first row. Where a crash left a WAL it counts; else the file is read as it lies, and no other is made beside it. */
function look(path: string, sql: string): Record<string, unknown> | undefined {
  const address = pathToFileURL(path)
  if (!existsSync(`${path}-wal`)) address.searchParams.set('immutable', '1')
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(address, { readOnly: true })
    return db.prepare(sql).get()
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}

/** Each key has its file. A file without a key is what a crash left, and the next start removes it. */
export function buckets(data: string): Finding {
  const about = 'buckets'
  if (!existsSync(join(data, 'bucket-keys'))) return { about, verdict: 'skipped', says: 'There are none yet.' }
  const held = keptBuckets(data)
  if (held === undefined)
    return { about, verdict: 'failed', says: 'The file of their keys was cut off: what lay under lost keys is gone.' }
  const folder = join(data, 'buckets')
  const files = new Set(existsSync(folder) ? readdirSync(folder) : [])
  const lost = held.filter((bucket) => !files.has(String(bucket))).length
  if (lost === 0) return { about, verdict: 'ok', says: `All ${held.length} have their file.` }
  const says = `${lost} of ${held.length} have lost their file: what was in them is gone for everybody. Look for it in no backup, none has it.`
  return { about, verdict: 'failed', says }
}
