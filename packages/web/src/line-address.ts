import { base64url, isLoopback } from '@ebb/protocol'

/** Throws RangeError unless it is `https:`, or plain to this machine itself, and a nonce of 32 bytes. */
export function lineAddress(origin: string, nonce: Uint8Array): string {
  if (nonce.length !== 32) throw new RangeError('a nonce has 32 bytes')
  const secure = /^https:\/\/[a-zA-Z0-9.:[\]-]+$/.test(origin)
  if (!secure && !isLoopback(origin)) throw new RangeError('only https, or http to this machine itself')
  return `${origin.replace(/^http/, 'ws')}/line?nonce=${base64url(nonce)}`
}
