/**
 * A report of a commit that could not be followed, as it lies sealed in the fault lane of the epoch that the commit ended.
 * Server, channel and epoch are not in it: what it was signed over says them, and the key that opens it.
 */
import { accountId, deviceKey, entryId, signature } from './ids.ts'
import { constant, decodeAs, encodeAs, exactly, record, word, type RecordOf } from './shape.ts'

/** MLS refuses it; its author's role does not allow it; it leads to another epoch key than the server was given. */
export const faults = ['unreadable', 'not-allowed', 'other-key'] as const
export type Fault = (typeof faults)[number]

const fields = {
  version: constant(1),
  account: exactly(32, accountId),
  device: exactly(32, deviceKey),
  /** The entry as this device was handed it. */
  commit: exactly(16, entryId),
  fault: word(faults),
  /** By the device over `reportProof`. */
  signature: exactly(64, signature),
}
const shape = record(fields)
export type FaultReport = RecordOf<typeof fields>

export const encodeFaultReport = (report: FaultReport): Uint8Array => encodeAs(shape, report)
export const decodeFaultReport = (packed: Uint8Array) => decodeAs(shape, packed)
