/** A data directory with many devices, channels and live entries, made through the server's own stores. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  accountId,
  chainProof,
  deviceKey,
  encodeChainEntry,
  encodeSignedChainEntry,
  entryIdOf,
  inboxKey,
} from '@ebb/protocol'
import { inTransaction, openAccountsDatabase } from '../../apps/server/src/accounts/accounts.ts'
import type { Write } from '../../apps/server/src/log/log.ts'
import { openSqliteLog } from '../../apps/server/src/log/sqlite-log.ts'
import { openServerKey } from '../../apps/server/src/server-key.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'
import { entriesEach, entrySize, personSize } from './home-coming.ts'
import { channelNumber, deviceKeys, epochKeys } from './home-people.ts'

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** `origin`: at which the server will be. */
export async function prepareHome(directory: string, devices: number, origin: string): Promise<void> {
  const at = Math.floor(Date.now() / 1000) - 3600
  prepareAccounts(directory, devices, { origin, at })
  openServerKey(directory, true)
  await prepareChannels(directory, devices, at)
}

function prepareAccounts(directory: string, devices: number, { origin, at }: { origin: string; at: number }): void {
  const people = new Uint8Array(devices * personSize)
  const db = openAccountsDatabase(directory)
  const chain = db.prepare('INSERT INTO chains (account, seq, entry) VALUES (?, 0, ?)')
  const handle = db.prepare('INSERT INTO handles (handle, account) VALUES (?, ?)')
  const device = db.prepare('INSERT INTO devices (device, account) VALUES (?, ?)')
  inTransaction(db, () => {
    for (let number = 0; number < devices; number++) {
      const keys = deviceKeys(number)
      const key = deviceKey(keys.publicKey)
      const name = `p${number}`
      const entry = encodeChainEntry({
        version: 1,
        origin,
        seq: 0,
        prev: null,
        at,
        handle: name,
        replaces: null,
        devices: [{ key, inbox: inboxKey(random(32)), addedAt: at }],
        recovery: null,
        status: 'active',
        pending: null,
      })
      const signed = encodeSignedChainEntry({ entry, by: key, signature: keys.sign(chainProof(entry)) })
      const account = accountId(sha256(signed))
      chain.run(account, signed)
      handle.run(name, account)
      device.run(key, account)
      people.set(account, number * personSize)
      people.set(key, number * personSize + 32)
    }
  })
  db.close()
  writeFileSync(join(directory, 'people'), people)
}

/** As they come under load: entry after entry of other channels, many in one group commit. */
async function prepareChannels(directory: string, channels: number, at: number): Promise<void> {
  const log = openSqliteLog({ directory, random })
  const { epoch } = epochKeys()
  const ids = Array.from({ length: channels }, (_, number) => channelNumber(number))
  const bucket = Math.ceil(at / 3600 + 24 * 7) * 3600
  const write = async (writes: readonly Write[]): Promise<void> => {
    for (const outcome of await log.write(writes)) if (typeof outcome === 'string') throw new Error(outcome)
  }
  for (let from = 0; from < channels; from += 1000)
    await write(ids.slice(from, from + 1000).map((channel) => ({ kind: 'create', channel, publicKey: epoch })))
  for (let round = 0; round < entriesEach; round++) {
    for (let from = 0; from < channels; from += 1000) {
      await write(
        ids.slice(from, from + 1000).map((channel) => {
          const body = random(entrySize)
          return { kind: 'message', channel, n: 0, id: entryIdOf(body, sha256), bucket, body, proven: true }
        }),
      )
    }
    await log.expire(0)
  }
  await log.close()
}
