/**
 * Which entry may follow which state of a chain (spec/identity.md). Signatures are checked here with the function that
 * is handed in, so there is no way to a state around them.
 */
import {
  decodeChainEntry,
  decodeSignedChainEntry,
  type ChainDevice,
  type ChainEntry,
  type ChainStatus,
  type SignedChainEntry,
} from './chain.ts'
import { accountId, sameBytes, type AccountId, type DeviceKey, type Sha256, type Signature } from './ids.ts'
import { day, limits } from './limits.ts'
import { chainProof } from './signed.ts'

/** How long everybody sees a recovery before it counts, in seconds. */
export const recoveryDelay = 3 * day

export interface ChainState {
  readonly account: AccountId
  readonly origin: string
  readonly handle: string
  readonly replaces: AccountId | null
  readonly seq: number
  /** SHA-256 of the newest signed entry. */
  readonly head: Uint8Array
  readonly at: number
  readonly devices: readonly ChainDevice[]
  /** Every device key that was ever in the chain, revoked ones included. */
  readonly ever: readonly DeviceKey[]
  readonly recovery: Uint8Array | null
  readonly status: ChainStatus
  readonly pending: ChainEntry['pending']
}

export interface ChainJudge {
  readonly sha256: Sha256
  /** False for whatever is no valid signature by this key, malformed keys included; never throws. */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Signature) => boolean
  /**
   * Given by whoever takes a new entry into its log, seconds since 1970: the entry must have been made now, or nobody
   * would have time to object to a recovery that says it is three days old. Absent where an old chain is read.
   */
  readonly now?: number
  /** Keys that the organisation lists as administrators; empty until there is an organisation key. */
  readonly administrators?: readonly Uint8Array[]
}

export const chainRefusals = [
  'malformed',
  'wrong-signature',
  'wrong-origin',
  'wrong-place', // seq or prev does not follow
  'wrong-author', // the key may not make this change, or any
  'wrong-time', // not made now, within `limits.clockTrust`
  'too-early', // a recovery before its delay has passed
  'not-allowed', // the change as such
] as const
export type ChainRefusal = (typeof chainRefusals)[number]
export type ChainResult = { readonly state: ChainState } | { readonly refused: ChainRefusal }

/** Entry 0. */
export function startChain(packed: Uint8Array, origin: string, judge: ChainJudge): ChainResult {
  const read = readSigned(packed, judge)
  if ('refused' in read) return read
  const { entry, by } = read
  if (entry.origin !== origin) return { refused: 'wrong-origin' }
  if (entry.seq !== 0 || entry.prev !== null) return { refused: 'wrong-place' }
  const [device, ...others] = entry.devices
  if (device === undefined || others.length > 0 || entry.handle === null) return { refused: 'not-allowed' }
  if (entry.status !== 'active' || entry.pending !== null) return { refused: 'not-allowed' }
  if (!sameBytes(device.key, by)) return { refused: 'wrong-author' }
  const head = judge.sha256(packed)
  const { handle, replaces } = entry
  return { state: { ...after(entry, head, [device.key]), account: accountId(head), handle, replaces } }
}

/** Entry 1 and later. */
export function extendChain(state: ChainState, packed: Uint8Array, judge: ChainJudge): ChainResult {
  const read = readSigned(packed, judge)
  if ('refused' in read) return read
  const { entry, by } = read
  if (entry.origin !== state.origin) return { refused: 'wrong-origin' }
  if (entry.seq !== state.seq + 1 || entry.prev === null || !sameBytes(entry.prev, state.head))
    return { refused: 'wrong-place' }
  if (entry.handle !== null || entry.replaces !== null || entry.at < state.at) return { refused: 'not-allowed' }
  const refused = judgeChange(state, entry, by, judge)
  if (refused !== undefined) return { refused }
  const fresh = entry.devices.map((d) => d.key).filter((key) => !state.ever.some((k) => sameBytes(k, key)))
  return { state: { ...state, ...after(entry, judge.sha256(packed), [...state.ever, ...fresh]) } }
}

/** A whole chain from its entries, oldest first. */
export function readChain(entries: readonly Uint8Array[], origin: string, judge: ChainJudge): ChainResult {
  const [first, ...rest] = entries
  if (first === undefined) return { refused: 'malformed' }
  let result = startChain(first, origin, judge)
  for (const packed of rest) {
    if ('refused' in result) return result
    result = extendChain(result.state, packed, judge)
  }
  return result
}

function judgeChange(
  state: ChainState,
  entry: ChainEntry,
  by: Uint8Array,
  judge: ChainJudge,
): ChainRefusal | undefined {
  if (state.devices.some((d) => sameBytes(d.key, by))) return judgeDevice(state, entry)
  if (state.recovery !== null && sameBytes(state.recovery, by)) return judgeRecovery(state, entry)
  if (judge.administrators?.some((key) => sameBytes(key, by))) return judgeAdministrator(state, entry)
  return 'wrong-author'
}

/** A device may add or revoke devices, or object to a recovery, which makes the chain disputed. */
function judgeDevice(state: ChainState, entry: ChainEntry): ChainRefusal | undefined {
  if (!sameKey(state.recovery, entry.recovery)) return 'wrong-author'
  if (state.status === 'suspended') return 'wrong-author'
  if (state.pending !== null) {
    const objects = entry.pending === null && entry.status === 'disputed' && sameDevices(state.devices, entry.devices)
    return objects ? undefined : 'not-allowed'
  }
  if (entry.pending !== null || entry.status !== state.status || entry.devices.length === 0) return 'not-allowed'
  if (sameSet(state.devices, entry.devices)) return 'not-allowed'
  return mayBecome(state, entry.devices) ? undefined : 'not-allowed'
}

/** The recovery key may change itself, announce new devices, and put them in force once their time has come. */
function judgeRecovery(state: ChainState, entry: ChainEntry): ChainRefusal | undefined {
  if (entry.status !== state.status) return 'wrong-author'
  if (state.pending !== null && entry.pending === null) return judgeRecovered(state, state.pending, entry)
  if (!sameDevices(state.devices, entry.devices)) return 'not-allowed'
  if (state.pending === null && entry.pending !== null) {
    if (entry.pending.devices.length === 0 || !mayBecome(state, entry.pending.devices)) return 'not-allowed'
    return entry.pending.from >= entry.at + recoveryDelay ? undefined : 'too-early'
  }
  const changesItself = !sameKey(state.recovery, entry.recovery)
  return samePlan(state.pending, entry.pending) && changesItself ? undefined : 'not-allowed'
}

/** The devices as they were announced, but for those that were revoked meanwhile. */
function judgeRecovered(state: ChainState, plan: Plan, entry: ChainEntry): ChainRefusal | undefined {
  const due = plan.devices.filter((device) => mayBecome(state, [device]))
  if (!sameDevices(due, entry.devices)) return 'not-allowed'
  return entry.at >= plan.from ? undefined : 'too-early'
}

/** An administrator may only revoke devices, suspend and restore; a dispute is not theirs to end or to hide. */
function judgeAdministrator(state: ChainState, entry: ChainEntry): ChainRefusal | undefined {
  if (!sameKey(state.recovery, entry.recovery) || !onlyRevokes(state, entry.devices)) return 'wrong-author'
  if (!samePlan(state.pending, entry.pending)) return 'wrong-author'
  if ((state.status === 'disputed') !== (entry.status === 'disputed')) return 'wrong-author'
  const changes = entry.status !== state.status || entry.devices.length < state.devices.length
  return changes ? undefined : 'not-allowed'
}

const onlyRevokes = (state: ChainState, devices: readonly ChainDevice[]): boolean =>
  devices.every((device) => state.devices.some((old) => sameDevice(old, device))) && distinct(devices)

/** Kept devices stay as they were; nobody comes back after a revocation; in a dispute nobody's additions count. */
function mayBecome(state: ChainState, devices: readonly ChainDevice[]): boolean {
  if (state.status === 'disputed') return onlyRevokes(state, devices)
  if (!distinct(devices)) return false
  return devices.every((device) => {
    const known = state.devices.find((old) => sameBytes(old.key, device.key))
    return known === undefined ? !state.ever.some((key) => sameBytes(key, device.key)) : sameDevice(known, device)
  })
}

const distinct = (devices: readonly ChainDevice[]): boolean =>
  devices.every((a, i) => devices.every((b, k) => i === k || !sameBytes(a.key, b.key)))
const sameDevice = (a: ChainDevice, b: ChainDevice): boolean =>
  sameBytes(a.key, b.key) && sameBytes(a.inbox, b.inbox) && a.addedAt === b.addedAt
const sameDevices = (a: readonly ChainDevice[], b: readonly ChainDevice[]): boolean =>
  a.length === b.length && a.every((device, i) => sameDevice(device, b[i]!))
const sameKey = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : sameBytes(a, b)
/** Whatever their order; `b` names nobody twice. */
const sameSet = (a: readonly ChainDevice[], b: readonly ChainDevice[]): boolean =>
  a.length === b.length && distinct(b) && b.every((device) => a.some((other) => sameDevice(other, device)))
type Plan = NonNullable<ChainEntry['pending']>
const samePlan = (a: Plan | null, b: Plan | null): boolean =>
  a === null || b === null ? a === b : a.from === b.from && sameDevices(a.devices, b.devices)

function after(entry: ChainEntry, head: Uint8Array, ever: readonly DeviceKey[]) {
  const { origin, seq, at, devices, recovery, status, pending } = entry
  return { origin, seq, at, devices, recovery, status, pending, head, ever }
}

function readSigned(
  packed: Uint8Array,
  judge: ChainJudge,
): { entry: ChainEntry; by: Uint8Array } | { refused: ChainRefusal } {
  const signed = decodeSignedChainEntry(packed)
  if (typeof signed === 'string') return { refused: 'malformed' }
  const entry = decodeChainEntry(signed.value.entry)
  if (typeof entry === 'string') return { refused: 'malformed' }
  if (!signatureHolds(signed.value, judge)) return { refused: 'wrong-signature' }
  const late = judge.now !== undefined && Math.abs(judge.now - entry.value.at) > limits.clockTrust
  return late ? { refused: 'wrong-time' } : { entry: entry.value, by: signed.value.by }
}

const signatureHolds = (signed: SignedChainEntry, judge: ChainJudge): boolean =>
  judge.verify(signed.by, chainProof(signed.entry), signed.signature)
