/**
 * Hundreds of devices in one process check the same signatures over the same bytes. Here each is computed once, which changes
 * nothing of what comes out: whether a signature holds depends on key, message and signature only.
 */
import { createHash } from 'node:crypto'
import { judge } from '../../packages/engine/src/turn.ts'
import { ed25519 } from '../../packages/seal/src/provider/ed25519.ts'

type Verify<T> = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => T

export function computeSignaturesOnce(): void {
  ed25519.verify = remembered(ed25519.verify)
  Object.assign(judge, { verify: remembered(judge.verify as Verify<boolean>) })
}

function remembered<T>(verify: Verify<T>): Verify<T> {
  const known = new Map<string, T>()
  return (publicKey, message, signature) => {
    const hash = createHash('sha256')
    for (const part of [publicKey, message, signature]) hash.update(`${part.length} `).update(part)
    const key = hash.digest('base64')
    const holds = known.has(key) ? known.get(key)! : verify(publicKey, message, signature)
    known.set(key, holds)
    return holds
  }
}
