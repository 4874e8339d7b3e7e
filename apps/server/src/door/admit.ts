/**
 * Who may come in: a device proves its key over this connection's nonce, by a signature or by a ticket that it was given
 * for one; everything else waits until it has.
 */
import {
  connectionProof,
  deviceKey,
  sameBytes,
  type AccountId,
  type Ask,
  type ChainState,
  type DeviceKey,
  type Refusal,
} from '@ebb/protocol'
import type { Chains } from '../accounts/chains.ts'
import { verifies } from '../signatures.ts'
import { keyOf, type Connection, type Session } from './connection.ts'
import type { Tickets } from './tickets.ts'

/** The only requests of a connection that has not authenticated. */
export const beforeAuthentication: ReadonlySet<Ask['kind']> = new Set(['register', 'authenticate', 'resume'])

export function judgeDevice(
  chains: Chains,
  of: { origin: string; nonce: Uint8Array },
  ask: Extract<Ask, { kind: 'authenticate' }>,
): Session | Refusal {
  const { account, device, proof } = ask
  if (!verifies(device, connectionProof(of.origin, of.nonce, account), proof)) return 'wrong-signature'
  return sessionOf(chains, account, device)
}

/** As above, by a ticket. Nothing else is taken for granted: whoever was revoked or suspended meanwhile stays out. */
export function judgeTicket(
  chains: Chains,
  of: { tickets: Tickets; nonce: Uint8Array },
  ask: Extract<Ask, { kind: 'resume' }>,
): Session | Refusal {
  if (!of.tickets.resumes(of.nonce, ask)) return 'ticket-refused'
  return sessionOf(chains, ask.account, ask.device)
}

function sessionOf(chains: Chains, account: AccountId, device: DeviceKey): Session | Refusal {
  const state = chains.state(account)
  if (state === undefined) return 'unknown-account'
  if (!state.ever.some((key) => sameBytes(key, device))) return 'wrong-signature'
  // Copies: what was decoded is a slice of a message that is not to be kept alive for as long as the connection.
  return (
    standing(state, device) ?? {
      account: state.account,
      device: deviceKey(new Uint8Array(device)),
      name: keyOf(device),
    }
  )
}

/** Why this device may not use its account now, or undefined. */
export function standing(state: ChainState, device: DeviceKey): 'revoked-device' | 'suspended' | undefined {
  if (!state.devices.some((active) => sameBytes(active.key, device))) return 'revoked-device'
  return state.status === 'suspended' ? 'suspended' : undefined
}

/** Which devices are connected now. In memory only. Most have one connection, and no set is made for one. */
export class Sessions {
  readonly #connections = new Map<string, Connection | Set<Connection>>()

  enter(connection: Connection, session: Session): void {
    connection.authenticated(session)
    const others = this.#connections.get(session.name)
    if (others === undefined) this.#connections.set(session.name, connection)
    else if (others instanceof Set) others.add(connection)
    else this.#connections.set(session.name, new Set([others, connection]))
  }

  leave(connection: Connection): void {
    const name = connection.session?.name
    const all = name === undefined ? undefined : this.#connections.get(name)
    if (all instanceof Set) all.delete(connection)
    if (all === connection || (all instanceof Set && all.size === 0)) this.#connections.delete(name!)
  }

  of(device: DeviceKey): readonly Connection[] {
    const all = this.#connections.get(keyOf(device))
    return all === undefined ? [] : all instanceof Set ? [...all] : [all]
  }
}
