/**
 * Session resumption tickets (RFC 5077; RFC 8446 §2.2), of which the server keeps none. Whoever uses one says what it
 * stands for; its secret is made again from that and the hour's key. The secret goes to a device once; what comes back
 * is a code over the new connection's nonce, so nothing that was sent is worth anything on another connection.
 *
 * A ticket takes the place of a signature and of nothing else: whether a device may come in is looked up as before.
 */
import { encodeTell, reopenProofs, resumeProof, type AccountId, type ChannelId, type DeviceKey } from '@ebb/protocol'
import { hmacSha256, sameCode } from '../signatures.ts'
import type { Connection, Session } from './connection.ts'
import { keyLife, type TicketKeys } from './ticket-keys.ts'

interface Used {
  readonly ends: number
  /** HMAC-SHA256 by the ticket's secret, 32 bytes. */
  readonly mac: Uint8Array
}
type DeviceClaims = { readonly account: AccountId; readonly device: DeviceKey }
/** Of no other device than this one: a ticket that leaks from one serves no other. */
type SegmentClaims = { readonly device: DeviceKey; readonly channel: ChannelId; readonly n: number }

export class Tickets {
  readonly #keys: TicketKeys
  readonly #origin: string
  readonly #now: () => number
  readonly #reopenProof: ReturnType<typeof reopenProofs>

  constructor(of: { keys: TicketKeys; origin: string; now: () => number }) {
    this.#keys = of.keys
    this.#origin = of.origin
    this.#now = of.now
    this.#reopenProof = reopenProofs(of.origin)
  }

  /** When tickets end that are given now: in one to two hours, in seconds since 1970. */
  ends(): number {
    return (Math.floor(this.#now() / keyLife) + 2) * keyLife
  }

  resumes(nonce: Uint8Array, of: DeviceClaims & Used): boolean {
    const secret = this.#secret(deviceClaims(of, of.ends), of.ends)
    return secret !== undefined && sameCode(hmacSha256(secret, resumeProof(this.#origin, nonce, of)), of.mac)
  }

  reopens(nonce: Uint8Array, of: SegmentClaims & Used): boolean {
    const secret = this.#secret(segmentClaims(of, of.ends), of.ends)
    return secret !== undefined && sameCode(hmacSha256(secret, this.#reopenProof(nonce, of)), of.mac)
  }

  /** For the next connection of this device. */
  giveDevice(connection: Connection, session: Session): void {
    const ends = this.ends()
    connection.ticketsEnd = ends
    const secret = this.#secret(deviceClaims(session, ends), ends)!
    connection.tell(encodeTell({ kind: 'ticket', ends, secret }))
  }

  giveSegment(connection: Connection, of: SegmentClaims): void {
    const ends = this.ends()
    const { channel, n } = of
    const secret = this.#secret(segmentClaims(of, ends), ends)!
    connection.tell(encodeTell({ kind: 'segment-ticket', channel, n, ends, secret }))
  }

  /** Undefined where the server has no key for that time, or not any more. */
  #secret(claims: Uint8Array, ends: number): Uint8Array | undefined {
    if (ends % keyLife !== 0) return undefined
    const key = this.#keys.of(ends / keyLife - 2, this.#now())
    return key && hmacSha256(key, claims)
  }
}

/** What a secret is made of: 73 bytes, until the next call. */
export function deviceClaims({ account, device }: DeviceClaims, ends: number): Uint8Array {
  claimsOfDevice.writeDoubleBE(ends, 1)
  claimsOfDevice.set(account, 9)
  claimsOfDevice.set(device, 41)
  return claimsOfDevice
}

/** The same, 65 bytes. */
export function segmentClaims({ device, channel, n }: SegmentClaims, ends: number): Uint8Array {
  claimsOfSegment.writeDoubleBE(ends, 1)
  claimsOfSegment.set(device, 9)
  claimsOfSegment.set(channel, 41)
  claimsOfSegment.writeDoubleBE(n, 57)
  return claimsOfSegment
}

// Used again and again, because a server makes a million of them at a time. The first byte keeps them apart.
const claimsOfDevice = Buffer.alloc(73, 1)
const claimsOfSegment = Buffer.alloc(65, 2)
