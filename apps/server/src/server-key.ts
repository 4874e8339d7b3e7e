/**
 * The server's own Ed25519 key, made at the first start. Clients pin its fingerprint from the invitation, so whoever
 * takes the domain but not the disk is caught at hello.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { signature, type Signature } from '@ebb/protocol'
import { StartRefusal } from './start-refusal.ts'
import { syncDirectory } from './log/disk.ts'

export interface ServerKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Signature
}

/**
 * Reads `server.key` (PKCS #8, mode 0600) in the data directory, or makes it while nobody can have pinned another.
 * Throws StartRefusal.
 */
export function openServerKey(directory: string, mayMake: boolean): ServerKey {
  const path = join(directory, 'server.key')
  if (!existsSync(path) && !mayMake) throw lostKey('missing')
  const secret = existsSync(path) ? read(path) : make(directory, path)
  const der = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return {
    publicKey: new Uint8Array(der.subarray(der.length - 32)),
    sign: (message) => signature(sign(null, message, secret)),
  }
}

function read(path: string): KeyObject {
  try {
    const secret = createPrivateKey(readFileSync(path))
    if (secret.asymmetricKeyType === 'ed25519') return secret
  } catch {
    // Falls through: whatever is wrong with it, the remedy is the same.
  }
  throw lostKey('damaged')
}

const lostKey = (how: 'missing' | 'damaged'): StartRefusal =>
  new StartRefusal(
    `The file server.key is ${how}. Restore it from your backup: without it every client refuses this server.`,
  )

/** Written aside, flushed, then renamed, so that a crash leaves the whole key or none. */
function make(directory: string, path: string): KeyObject {
  const secret = generateKeyPairSync('ed25519').privateKey
  const fd = openSync(`${path}.new`, 'w', 0o600)
  writeSync(fd, secret.export({ format: 'pem', type: 'pkcs8' }) as string)
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${path}.new`, path)
  syncDirectory(directory)
  return secret
}
