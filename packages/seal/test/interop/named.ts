/** Clients of a peer under names of seal's: an account, and a device whose key is the client's signature key. */
import { randomBytes } from 'node:crypto'
import { encodeCanonical } from '@ebb/protocol'
import type { Peer, PeerClient } from './peer.ts'

/** The key has to be known before the name is given, so the client is made twice by the same seed. */
export async function named(peer: Peer): Promise<PeerClient> {
  const seed = new Uint8Array(randomBytes(32))
  const rehearsal = await peer.client({ seed, identity: new Uint8Array(1) })
  const identity = encodeCanonical([new Uint8Array(randomBytes(32)), await rehearsal.publicKey()])
  return peer.client({ seed, identity })
}
