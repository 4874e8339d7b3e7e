/**
 * Accounts for a crowd, put straight into a server's database, which nobody may have open: to register sixty thousand one
 * after the other would take longer than all that is measured. Keys lie in one file, so that several generators can each
 * take their part.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  accountId,
  chainProof,
  deviceKey,
  encodeChainEntry,
  encodeSignedChainEntry,
  inboxKey,
  signature,
  type AccountId,
  type DeviceKey,
} from '@ebb/protocol'
import { openAccountsDatabase } from '../../apps/server/src/accounts/accounts.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'

/** Of one account: a PKCS #8 key, the public key, the account's id. */
const record = 48 + 32 + 32

export interface Sitter {
  readonly account: AccountId
  readonly device: DeviceKey
  readonly sign: (message: Uint8Array) => Uint8Array
}

const signWith = (key: KeyObject, message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, key))

/** All devices are of one age, and nobody has a recovery key that anybody knows. */
export function makeCrowd(data: string, origin: string, count: number): void {
  const db = openAccountsDatabase(data)
  const chain = db.prepare('INSERT INTO chains (account, seq, entry) VALUES (?, 0, ?)')
  const handle = db.prepare('INSERT INTO handles (handle, account) VALUES (?, ?)')
  const owner = db.prepare('INSERT INTO devices (device, account) VALUES (?, ?)')
  const at = Math.floor(Date.now() / 1000)
  const records: Buffer[] = []
  db.exec('BEGIN')
  for (let i = 0; i < count; i++) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const device = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
    const name = `sitter${i}`
    const packed = encodeChainEntry({
      version: 1,
      origin,
      seq: 0,
      prev: null,
      at,
      handle: name,
      replaces: null,
      recovery: new Uint8Array(randomBytes(32)),
      status: 'active',
      pending: null,
      devices: [{ key: deviceKey(device), inbox: inboxKey(new Uint8Array(randomBytes(32))), addedAt: at }],
    })
    const signed = signature(signWith(privateKey, chainProof(packed)))
    const entry = encodeSignedChainEntry({ entry: packed, by: device, signature: signed })
    const account = sha256(entry)
    chain.run(account, entry)
    handle.run(name, account)
    owner.run(device, account)
    records.push(privateKey.export({ format: 'der', type: 'pkcs8' }), Buffer.from(device), Buffer.from(account))
  }
  db.exec('COMMIT')
  db.close()
  writeFileSync(keysOf(data), Buffer.concat(records), { mode: 0o600 })
}

/** Those from place `from` on. */
export function readCrowd(data: string, from: number, count: number): readonly Sitter[] {
  const all = readFileSync(keysOf(data))
  return Array.from({ length: count }, (_, i) => {
    const one = all.subarray((from + i) * record, (from + i + 1) * record)
    const key = createPrivateKey({ key: one.subarray(0, 48), format: 'der', type: 'pkcs8' })
    return {
      account: accountId(new Uint8Array(one.subarray(80))),
      device: deviceKey(new Uint8Array(one.subarray(48, 80))),
      sign: (message) => signWith(key, message),
    }
  })
}

const keysOf = (data: string): string => join(data, 'crowd.keys')
