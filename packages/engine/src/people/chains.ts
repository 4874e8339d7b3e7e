/** Other people's chains: fetched when needed, checked by the rules, pinned at first sight. */
import { chainEntries, decodeAs, hex, readChain, sameBytes, type AccountId, type ChainState } from '@ebb/protocol'
import type { Knows } from '@ebb/seal'
import { ask, underWay } from '../line/requests.ts'
import { compareWithWord } from './introduce.ts'
import type { Contact } from '../records/contact.ts'
import { judge, type Turn } from '../turn.ts'

/** For MLS: whether a device was ever in this account's chain. */
export function knows(turn: Turn): Knows {
  return (account, device) => chainOf(turn, account)?.ever.some((key) => sameBytes(key, device)) ?? false
}

/** The verified chain of somebody met before, or of this account itself. */
export function chainOf(turn: Turn, account: AccountId): ChainState | undefined {
  const cached = turn.state.chains.get(hex(account))
  if (cached !== undefined) return cached
  const profile = turn.state.profile!
  const entries = sameBytes(profile.account, account) ? profile.chain : contactOf(turn, account)?.chain
  if (entries === undefined || entries.length === 0) return undefined
  const result = readChain(entries, profile.origin, judge)
  if ('refused' in result) throw new Error('a kept chain does not hold')
  turn.set('chains', hex(account), result.state)
  return result.state
}

export function contactOf(turn: Turn, account: AccountId): Contact | undefined {
  for (const contact of turn.state.contacts.values()) if (sameBytes(contact.account, account)) return contact
  return undefined
}

export function wantChains(turn: Turn, accounts: readonly AccountId[]): void {
  for (const account of accounts) {
    if (underWay(turn, (purpose) => purpose.for === 'know' && sameBytes(purpose.account, account))) continue
    ask(turn, { kind: 'chain-of-account', account }, { for: 'know', account })
  }
}

export type Met =
  | { readonly contact: Contact; readonly chain: ChainState }
  | { readonly refused: 'chain-invalid' }
  | { readonly refused: 'identity-changed'; readonly chain: ChainState }

/**
 * Takes a chain as the server told it. A chain must hold by the rules and must go on from what was pinned: the same
 * handle under another account is a changed identity, and nothing is sent until a person has decided.
 */
export function meet(turn: Turn, body: Uint8Array, wanted: { handle?: string; account?: AccountId }): Met {
  const profile = turn.state.profile!
  const entries = decodeAs(chainEntries, body)
  const result = typeof entries === 'string' ? undefined : readChain(entries.value, profile.origin, judge)
  if (typeof entries === 'string' || result === undefined || 'refused' in result) return { refused: 'chain-invalid' }
  const { state: chain } = result
  if (wanted.handle !== undefined && chain.handle !== wanted.handle) return { refused: 'chain-invalid' }
  if (wanted.account !== undefined && !sameBytes(chain.account, wanted.account)) return { refused: 'chain-invalid' }
  for (const contact of turn.state.contacts.values()) {
    if (contact.handle === chain.handle && !sameBytes(contact.account, chain.account))
      return { refused: 'identity-changed', chain }
  }
  const known = contactOf(turn, chain.account)
  const goesOn = (known?.chain ?? []).every(
    (entry, i) => entries.value[i] !== undefined && sameBytes(entry, entries.value[i]),
  )
  if (!goesOn) return { refused: 'chain-invalid' }
  const contact: Contact = {
    version: 1,
    number: known?.number ?? Math.max(0, ...turn.state.contacts.keys()) + 1,
    account: chain.account,
    handle: chain.handle,
    chain: entries.value,
    verified: known?.verified ?? false,
    theirToken: known?.theirToken ?? null,
    ourToken: known?.ourToken ?? null,
    revoked: known?.revoked ?? [],
    former: known?.former ?? [],
  }
  if (known === undefined) compareWithWord(turn, chain.handle, chain.account)
  turn.set('contacts', contact.number, contact)
  turn.set('chains', hex(chain.account), chain)
  return { contact, chain }
}
