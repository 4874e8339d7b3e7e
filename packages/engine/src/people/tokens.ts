/** Inbox tokens that were taken back: kept as hashes until the server has forgotten them too. */
import { sameBytes } from '@ebb/protocol'
import { ask, underWay } from '../line/requests.ts'
import type { Turn } from '../turn.ts'

export function revokeTokens(turn: Turn): void {
  if (turn.state.line.at !== 'online') return
  for (const { number: contact, revoked } of turn.state.contacts.values()) {
    for (const hash of revoked) {
      if (underWay(turn, (p) => p.for === 'token-revoke' && sameBytes(p.hash, hash))) continue
      ask(turn, { kind: 'token-revoke', hash }, { for: 'token-revoke', contact, hash })
    }
  }
}

export function tokenRevoked(turn: Turn, number: number, hash: Uint8Array): void {
  const contact = turn.state.contacts.get(number)!
  turn.set('contacts', number, { ...contact, revoked: contact.revoked.filter((other) => !sameBytes(other, hash)) })
}
