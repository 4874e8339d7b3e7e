/** Devices and channels by their numbers, so that who prepares a server and who drives it need not tell each other keys. */
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { channelId, epochKey, signature, type ChannelId, type EpochKey, type Signature } from '@ebb/protocol'

export interface Keys {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Signature
}

/** PKCS #8 of an Ed25519 seed (RFC 8410 §7) up to the seed. */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

export const deviceKeys = (number: number): Keys => keysOf(seed('device', number))

/** One pair for all channels: what it costs to prove and to verify does not depend on it. */
export const epochKeys = (): Keys & { readonly epoch: EpochKey } => {
  const keys = keysOf(seed('epoch', 0))
  return { ...keys, epoch: epochKey(keys.publicKey) }
}

export const channelNumber = (number: number): ChannelId => channelId(seed('channel', number).slice(0, 16))

function keysOf(bytes: Uint8Array): Keys {
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([prefix, bytes]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    publicKey: new Uint8Array(spki.subarray(-32)),
    sign: (message) => signature(new Uint8Array(sign(null, message, key))),
  }
}

const seed = (kind: string, number: number): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`bench ${kind} ${number}`).digest())
