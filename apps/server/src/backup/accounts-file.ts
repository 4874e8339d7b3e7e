/**
 * The file `accounts` of a backup: the chain of each account, one after the other. Everything else that a server says of
 * accounts (whose a handle is, which devices there are) follows from the chains, and each entry of one is signed.
 *
 * A chain is four bytes of length and its entries in CBOR, as they go over the wire. At the end stand four zeros and
 * four bytes with the number of chains, so that a file which was cut off is known to be.
 */
import { chainEntries, decodeAs, encodeAs } from '@ebb/protocol'

export type PackedChain = readonly Uint8Array[]

export function frameChain(chain: PackedChain): Uint8Array {
  const body = encodeAs(chainEntries, chain)
  const out = new Uint8Array(4 + body.length)
  new DataView(out.buffer).setUint32(0, body.length)
  out.set(body, 4)
  return out
}

export function frameEnd(count: number): Uint8Array {
  const out = new Uint8Array(8)
  new DataView(out.buffer).setUint32(4, count)
  return out
}

/** All chains of the file, or undefined where it is not exactly such a file. */
export function readAccountsFile(file: Uint8Array): readonly PackedChain[] | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const chains: PackedChain[] = []
  let at = 0
  while (at + 4 <= file.length) {
    const length = view.getUint32(at)
    at += 4
    if (length === 0) return at + 4 === file.length && view.getUint32(at) === chains.length ? chains : undefined
    const chain = at + length <= file.length ? decodeAs(chainEntries, file.subarray(at, at + length)) : 'cut'
    if (typeof chain === 'string') return undefined
    chains.push(chain.value)
    at += length
  }
  return undefined
}
