/** Requests about accounts. Looks are answered at once; changes when the group commit that holds them is durable. */
import {
  chainEntries,
  claimedPackages,
  decodeAs,
  encodeAs,
  encodeTell,
  publication,
  sameBytes,
  type AccountId,
  type Ask,
  type Limits,
  type Refusal,
} from '@ebb/protocol'
import type { Changes } from '../accounts/accounts.ts'
import type { Chains, Extended } from '../accounts/chains.ts'
import type { Inboxes } from '../accounts/inboxes.ts'
import type { Invitations } from '../accounts/invitations.ts'
import type { KeyPackages } from '../accounts/key-packages.ts'
import type { LettersOut } from '../accounts/letters-out.ts'
import { judgeDevice, judgeTicket, standing, type Sessions } from './admit.ts'
import { keyOf, type Connection, type Session } from './connection.ts'
import type { CountFlood } from '../floods/kinds.ts'
import type { Quotas } from './limits.ts'
import type { Tickets } from './tickets.ts'

type AskOf<K extends Ask['kind']> = Extract<Ask, { kind: K }>

export interface AccountParts {
  readonly origin: string
  readonly limits: Limits
  readonly quotas: Quotas
  readonly now: () => number
  readonly changes: Changes
  readonly chains: Chains
  readonly invitations: Invitations
  readonly keyPackages: KeyPackages
  readonly inboxes: Inboxes
  readonly sessions: Sessions
  readonly tickets: Tickets
  readonly lettersOut: LettersOut
  readonly settled: (connection: Connection) => void
  readonly flood: CountFlood
}

export const accountRequests = (parts: AccountParts) => {
  const { limits, quotas, now, changes, chains, invitations, keyPackages, inboxes } = parts
  const { sessions, tickets, lettersOut, flood } = parts

  /** Most changes are answered with `done` or why not. */
  function change(connection: Connection, req: number, run: () => 'done' | Refusal, then?: () => void): void {
    changes.add({
      run,
      full: (why) => connection.refuse(req, why),
      reply(outcome) {
        answer(connection, req, outcome)
        if (outcome === 'done') then?.()
      },
    })
  }

  /** Whoever names invitations that nobody made is not listened to any more, on this line and for a while at this address. */
  function mayNotGuess(connection: Connection): boolean {
    if (connection.wrongInvitations >= limits.wrongInvitationsPerLine) return true
    const most = limits.wrongInvitationsPerAddressAndHour
    return !quotas.wrongInvitations.take(connection.address, 0, { most: most - 1, now: now() })
  }

  function guessed(connection: Connection): void {
    connection.wrongInvitations += 1
    quotas.wrongInvitations.take(connection.address, 1, { most: Infinity, now: now() })
  }

  function tellChain(connection: Connection, req: number, account: AccountId | undefined): void {
    const entries = account === undefined ? [] : chains.entries(account)
    if (entries.length === 0) return connection.refuse(req, 'unknown-account')
    connection.tell(encodeTell({ kind: 'chain', req, body: encodeAs(chainEntries, entries) }))
  }

  function comeIn(connection: Connection, ask: AskOf<'authenticate' | 'resume'>, session: Session | Refusal): void {
    if (typeof session === 'string') return connection.refuse(ask.req, session)
    sessions.enter(connection, session)
    connection.done(ask.req)
    // The one that it came by holds as long as a new one would.
    if (ask.kind === 'resume' && ask.ends === tickets.ends()) connection.ticketsEnd = ask.ends
    else tickets.giveDevice(connection, session)
    lettersOut.tell(connection)
  }

  /** What a revoked device had goes; its lines close. A suspended account's lines close. */
  function enforce({ before, after }: Extended): void {
    for (const { key } of before.devices) {
      const why = standing(after, key)
      if (why !== undefined) for (const connection of sessions.of(key)) connection.end(why)
    }
  }

  function cleanUp({ before, after }: Extended): void {
    for (const { key } of before.devices) {
      if (after.devices.some((device) => sameBytes(device.key, key))) continue
      keyPackages.removeDevice(key)
      inboxes.removeDevice(key)
    }
  }

  return {
    register(connection: Connection, ask: AskOf<'register'>): void {
      if (mayNotGuess(connection)) {
        flood('invitations')
        return connection.end('too-many')
      }
      connection.pending.registrations += 1
      const settled = (): void => {
        connection.pending.registrations -= 1
        parts.settled(connection)
      }
      changes.add({
        run: () => chains.register(ask, invitations, now()),
        full(why) {
          connection.refuse(ask.req, why)
          settled()
        },
        reply(outcome) {
          if (outcome === 'invitation-unknown') guessed(connection)
          answer(connection, ask.req, outcome)
          settled()
        },
      })
    },

    authenticate(connection: Connection, ask: AskOf<'authenticate'>): void {
      if (connection.session !== undefined) return connection.end('malformed')
      comeIn(connection, ask, judgeDevice(chains, { origin: parts.origin, nonce: connection.nonce }, ask))
    },

    resume(connection: Connection, ask: AskOf<'resume'>): void {
      if (connection.session !== undefined) return connection.end('malformed')
      comeIn(connection, ask, judgeTicket(chains, { tickets, nonce: connection.nonce }, ask))
    },

    'extend-chain'(connection: Connection, { req, account, entry }: AskOf<'extend-chain'>): void {
      changes.add({
        run() {
          const extended = chains.extend({ account, entry }, now())
          if (typeof extended !== 'string') cleanUp(extended)
          return extended
        },
        full: (why) => connection.refuse(req, why),
        reply(outcome) {
          answer(connection, req, typeof outcome === 'string' ? outcome : 'done')
          if (typeof outcome !== 'string') enforce(outcome)
        },
      })
    },

    'chain-of-handle': (connection: Connection, ask: AskOf<'chain-of-handle'>): void =>
      tellChain(connection, ask.req, chains.accountOf(ask.handle)),

    'chain-of-account': (connection: Connection, ask: AskOf<'chain-of-account'>): void =>
      tellChain(connection, ask.req, ask.account),

    invite(connection: Connection, { req, hash }: AskOf<'invite'>): void {
      const within = quotas.invitations.take(keyOf(connection.session!.account), 1, {
        most: limits.invitationsPerDay,
        now: now(),
      })
      if (!within) return connection.refuse(req, 'too-many')
      change(connection, req, () => invitations.add(hash, now()))
    },

    publish(connection: Connection, { req, suite, body }: AskOf<'publish'>): void {
      const read = decodeAs(publication, body)
      if (typeof read === 'string') return connection.end('malformed')
      const { device } = connection.session!
      change(connection, req, () => {
        if (chains.ownerOf(device) === undefined) return 'revoked-device'
        keyPackages.publish(device, suite, read.value)
        inboxes.prepare(device)
        return 'done'
      })
    },

    stock(connection: Connection, { req }: AskOf<'stock'>): void {
      connection.tell(encodeTell({ kind: 'stock', req, ...keyPackages.stock(connection.session!.device) }))
    },

    claim(connection: Connection, { req, account, suite }: AskOf<'claim'>): void {
      const within = quotas.claims.take(connection.session!.name, 1, {
        most: limits.keyPackagesClaimedPerHour,
        now: now(),
      })
      const ofOne = `${keyOf(connection.session!.account)}${keyOf(account)}`
      const most = limits.keyPackagesClaimedOfOnePerHour
      if (!within || !quotas.claimsOfOne.take(ofOne, 1, { most, now: now() })) {
        flood('key-packages')
        return connection.refuse(req, 'too-many')
      }
      changes.add({
        run() {
          const state = chains.state(account)
          if (state === undefined) return 'unknown-account'
          if (state.status === 'suspended') return 'suspended'
          const claimed = state.devices.flatMap(({ key }) => {
            const found = keyPackages.claim(key, suite)
            return found === undefined ? [] : [{ device: key, ...found }]
          })
          return claimed.length > 0 ? claimed : 'no-key-package'
        },
        full: (why) => connection.refuse(req, why),
        reply(outcome) {
          if (typeof outcome === 'string') return connection.refuse(req, outcome)
          connection.tell(encodeTell({ kind: 'key-packages', req, body: encodeAs(claimedPackages, outcome) }))
        },
      })
    },

    'token-add'(connection: Connection, { req, hash }: AskOf<'token-add'>): void {
      const { device } = connection.session!
      // Its revocation may stand before this in the same group.
      const run = (): 'done' | Refusal =>
        chains.ownerOf(device) === undefined ? 'revoked-device' : inboxes.addToken(device, hash)
      change(connection, req, run)
    },

    'token-revoke'(connection: Connection, { req, hash }: AskOf<'token-revoke'>): void {
      const { device } = connection.session!
      change(connection, req, () => inboxes.revokeToken(device, hash))
    },

    'post-letter'(connection: Connection, { req, device, token, body }: AskOf<'post-letter'>): void {
      const run = (): 'done' | Refusal =>
        chains.ownerOf(device) === undefined ? 'unknown-inbox' : inboxes.post({ device, token, body }, now())
      change(connection, req, run, () => lettersOut.posted(device))
    },

    'letter-done'(connection: Connection, { req, id }: AskOf<'letter-done'>): void {
      const { device } = connection.session!
      change(connection, req, () => inboxes.done(device, id))
    },
  }
}

const answer = (connection: Connection, req: number, outcome: 'done' | Refusal): void =>
  outcome === 'done' ? connection.done(req) : connection.refuse(req, outcome)
