import { storeAcceptance } from '@ebb/engine/acceptance'
import { StorageError, type Store } from '@ebb/engine/ports'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

storeAcceptance('SQLite', async () => {
  const folders = [mkdtempSync(join(tmpdir(), 'ebb-test-'))]
  const opened: Store[] = []
  return {
    open: async () => {
      const store = openSqliteStore(join(folders.at(-1)!, 'home.db'))
      opened.push(store)
      return store
    },
    // What a process that dies leaves: the files as they are, the log not yet in the database.
    cut: async () => {
      const next = mkdtempSync(join(tmpdir(), 'ebb-test-'))
      for (const name of readdirSync(folders.at(-1)!)) copyFileSync(join(folders.at(-1)!, name), join(next, name))
      folders.push(next)
    },
    dispose: async () => {
      for (const store of opened) await store.close()
      for (const folder of folders) rmSync(folder, { recursive: true })
    },
  }
})

const why = (path: string): unknown => {
  try {
    void openSqliteStore(path).close()
  } catch (error) {
    expect(error).toBeInstanceOf(StorageError)
    expect((error as Error).message).toMatch(/^[^\n]+\. [^\n]+\.$/)
    return (error as StorageError).why
  }
  return undefined
}

it('is kept from other processes while it is open, however that one ends', async () => {
  const path = join(temporaryFolder(), 'home.db')
  const module = new URL('../src/sqlite-store.ts', import.meta.url).href
  const script = `import { openSqliteStore } from ${JSON.stringify(module)}
    const store = openSqliteStore(${JSON.stringify(path)})
    await store.commit([{ table: 'meta', key: 1, value: Uint8Array.of(1) }])
    console.log('open')
    setInterval(() => store, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(why(path)).toBe('in-use')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const store = openSqliteStore(path)
  expect(await store.range('meta', { from: 0, to: 9 })).toHaveLength(1)
  await store.close()
})

it('refuses a newer layout, a foreign database and what is none, and leaves them as they are', async () => {
  const dir = temporaryFolder()
  const at = (name: string): string => join(dir, name)
  await openSqliteStore(at('newer.db')).close()
  const newer = new DatabaseSync(at('newer.db'))
  newer.exec('PRAGMA user_version = 2')
  newer.close()
  expect(why(at('newer.db'))).toBe('newer')
  const foreign = new DatabaseSync(at('foreign.db'))
  foreign.exec('CREATE TABLE photos (id INTEGER)')
  foreign.close()
  const before = statSync(at('foreign.db'))
  expect(why(at('foreign.db'))).toBe('corrupt')
  expect(statSync(at('foreign.db')).mtimeMs).toBe(before.mtimeMs)
  writeFileSync(at('noise.db'), 'This is not a database, but it is long enough to be looked at. '.repeat(100))
  expect(why(at('noise.db'))).toBe('corrupt')
  expect(why(join(dir, 'nowhere', 'home.db'))).toBe('missing')
  expect(why(dir)).toBe('unreadable')
})

it('says that a database was cut short', async () => {
  const path = join(temporaryFolder(), 'home.db')
  const store = openSqliteStore(path)
  await store.commit(Array.from({ length: 100 }, (_, key) => ({ table: 'messages', key, value: new Uint8Array(400) })))
  await store.close()
  truncateSync(path, statSync(path).size / 2)
  const opened = (() => {
    try {
      return openSqliteStore(path)
    } catch (error) {
      return error as StorageError
    }
  })()
  const answer =
    'why' in opened ? opened : await opened.range('messages', { from: 0, to: 99 }).catch((error: unknown) => error)
  expect(answer).toMatchObject({ why: 'corrupt' })
})

it('refuses on a full disk, and keeps what it had', async () => {
  const path = join(temporaryFolder(), 'home.db')
  const store = openSqliteStore(path, { largest: 65_536 })
  await store.commit([{ table: 'meta', key: 1, value: new Uint8Array(1000) }])
  const tooMuch = store.commit([
    { table: 'meta', key: 1, value: undefined },
    { table: 'messages', key: 1, value: new Uint8Array(100_000) },
  ])
  await expect(tooMuch).rejects.toMatchObject({ why: 'disk-full' })
  expect(await store.range('meta', { from: 0, to: 9 })).toHaveLength(1)
  await store.commit([{ table: 'meta', key: 2, value: new Uint8Array(1000) }])
  await store.close()
})

it('can be read by its owner only, the log too', () => {
  const dir = temporaryFolder()
  const store = openSqliteStore(join(dir, 'home.db'))
  const modes = readdirSync(dir).map((name) => [name, (statSync(join(dir, name)).mode & 0o777).toString(8)])
  expect(modes).toEqual([
    ['home.db', '600'],
    ['home.db-wal', '600'],
  ])
  return store.close()
})
