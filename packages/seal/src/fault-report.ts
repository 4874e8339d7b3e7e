/**
 * Reports for a fault lane: signed by the device that makes one, sealed under a key that everybody has who was in the
 * group in that epoch, and of one size, so that the server learns nothing but that there is one.
 */
import {
  decodeFaultReport,
  encodeFaultReport,
  faults,
  reportProof,
  type AccountId,
  type ChannelId,
  type DeviceKey,
  type EntryId,
  type Fault,
  type FaultReport,
} from '@ebb/protocol'
import { atRestOverhead, openAtRest, sealAtRest } from './at-rest.ts'
import { sign, verify } from './device.ts'
import { hkdfExpand } from './provider/sha256.ts'

/** Bytes of every sealed report. */
export const reportSize = 512
const lengthBytes = 2
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const label = ascii('ebb fault lane v1')
const nonceLabel = ascii('ebb fault lane nonce v1')

/** The lane that a report is for. */
export interface Lane {
  readonly origin: string
  readonly channel: ChannelId
  readonly n: number
  /** MLS-Exporter("ebb fault lane v1", channel, 32) of epoch `n`. */
  readonly key: Uint8Array
}

export interface Reporting {
  readonly account: AccountId
  readonly device: DeviceKey
  /** The device's Ed25519 seed, 32 bytes. */
  readonly devicePrivate: Uint8Array
  readonly commit: EntryId
  readonly fault: Fault
}

/**
 * `reportSize` bytes, and the same for the same report, so that one that is posted again lies there once: the nonce is made
 * of the key and the plaintext, and who posts what they posted before is meant to be seen to.
 */
export function packReport(lane: Lane, { account, device, devicePrivate, commit, fault }: Reporting): Uint8Array {
  const { origin, channel, n, key } = lane
  const proof = reportProof(origin, { channel, n, account, commit, fault: faults.indexOf(fault) })
  const signature = sign(devicePrivate, proof)
  const packed = encodeFaultReport({ version: 1, account, device, commit, fault, signature })
  const padded = new Uint8Array(reportSize - atRestOverhead)
  new DataView(padded.buffer).setUint16(0, packed.length)
  padded.set(packed, lengthBytes)
  return sealAtRest(key, padded, label, (length) => hkdfExpand(key, joined(nonceLabel, padded), length))
}

/**
 * The report, whose device has signed it for this lane. Undefined: something else. That the device is one of the account's,
 * the caller checks in its chain.
 */
export function readReport({ origin, channel, n, key }: Lane, sealed: Uint8Array): FaultReport | undefined {
  const padded = sealed.length === reportSize ? openAtRest(key, sealed, label) : undefined
  if (padded === undefined) return undefined
  const end = lengthBytes + new DataView(padded.buffer, padded.byteOffset).getUint16(0)
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return undefined
  const read = decodeFaultReport(padded.subarray(lengthBytes, end))
  if (typeof read === 'string') return undefined
  const { account, device, commit, fault, signature } = read.value
  const proof = reportProof(origin, { channel, n, account, commit, fault: faults.indexOf(fault) })
  return verify(device, proof, signature) ? read.value : undefined
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + second.length)
  out.set(first, 0)
  out.set(second, first.length)
  return out
}
