/**
 * How many bytes one received message costs on the disk: one page of 400 bytes, one message of 400, one record of 200 in
 * one commit of the vault. `node packages/node/test/measure-bytes.ts [page sizes]` prints one line of JSON each.
 * `wal_and_keyring` counts frames of the log and slots; `written` is what the process handed to the kernel, with
 * checkpoints into the database; both per message.
 */
import { createVault } from '@ebb/engine'
import { readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseName, keyringName, openKeyringFile, openSqliteStore, systemRandom } from '../src/index.ts'

const messages = 2000
const perBucket = 100
const pageSizes = process.argv.slice(2).map(Number)

for (const pageSize of pageSizes.length > 0 ? pageSizes : [512, 1024, 2048, 4096])
  console.log(JSON.stringify(await measure(pageSize)))

async function measure(pageSize: number): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-bytes-'))
  const store = openSqliteStore(join(dir, databaseName), { pageSize })
  const file = await openKeyringFile(join(dir, keyringName), { create: true })
  let slots = 0
  const keyring = {
    ...file,
    write: (writes: Parameters<typeof file.write>[0]) => ((slots += writes.length), file.write(writes)),
  }
  const vault = await createVault({
    store,
    keyring,
    passphrase: '',
    random: systemRandom,
    cost: { memoryKiB: 8, passes: 1 },
  })
  slots = 0
  const walBefore = logSize(dir)
  const before = writtenByProcess()
  const started = performance.now()
  let largest = 0
  for (let i = 0; i < messages; i++) {
    const start = Math.floor(i / perBucket) * 10
    await vault.commit([
      { kind: 'page', page: 4096 + (i % 2), bytes: systemRandom(400) },
      { kind: 'message', key: i, bucket: { conversation: 1, start, end: start + 10 }, bytes: systemRandom(400) },
      { kind: 'record', key: 7, bytes: systemRandom(200) },
    ])
    if (i === 199) largest = (logSize(dir) - walBefore) / 200
  }
  const milliseconds = (performance.now() - started) / messages
  const written = (writtenByProcess() - before) / messages
  const keyringBytes = (slots * 64) / messages
  await vault.close()
  rmSync(dir, { recursive: true })
  return {
    bench: 'vault-bytes',
    page_size: pageSize,
    wal_and_keyring: Math.round(largest + keyringBytes),
    keyring: Math.round(keyringBytes),
    written: Math.round(written),
    milliseconds: Number(milliseconds.toFixed(2)),
  }
}

/** Bytes of the log so far, before its first checkpoint. */
function logSize(dir: string): number {
  return readFileSync(join(dir, `${databaseName}-wal`)).length
}
function writtenByProcess(): number {
  return Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1])
}
