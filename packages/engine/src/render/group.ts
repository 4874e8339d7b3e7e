/** A group as it is shown: who is in it, in which role, and what holds there. */
import { isAdmin, sameBytes, type AccountId } from '@ebb/protocol'
import { policyOf } from '../groups/policy.ts'
import type { Note } from '../records/note.ts'
import type { Roster } from '../records/roster.ts'
import type { State } from '../state.ts'
import { askingAt } from './entrance.ts'
import { handleOf } from './names.ts'

export interface ShownGroup {
  /** How many are in it, this account included. */
  readonly size: number
  readonly inside: boolean
  /** Whether this account is an administrator. */
  readonly admin: boolean
  readonly announcements: boolean
  readonly shorten: 'admins' | 'members'
  readonly picture: Uint8Array | undefined
  /** Handle of whoever has added this account. */
  readonly by: string | undefined
  /** How many ask to join by a link, and wait for an administrator. */
  readonly asking: number
}

export interface ShownMember {
  /** Handle, without `@`. */
  readonly name: string
  readonly mine: boolean
  readonly admin: boolean
  readonly verified: boolean
  /** adding, removing: wanted, and not so yet. */
  readonly state: 'in' | 'adding' | 'removing'
}

/** What a line says that nobody has sent. People by their handles. */
export type ShownNote =
  | { readonly kind: 'clocks'; readonly ceiling: number; readonly afterRead: number | null }
  | { readonly kind: 'added' | 'removed'; readonly by: string; readonly who: readonly string[] }
  | { readonly kind: 'left'; readonly who: readonly string[] }
  | { readonly kind: 'renamed'; readonly by: string; readonly name: string }
  | { readonly kind: 'pictured'; readonly by: string }
  | { readonly kind: 'admins'; readonly by: string; readonly who: readonly string[]; readonly admin: boolean }
  | { readonly kind: 'restored' }
  | { readonly kind: 'introduced'; readonly by: string; readonly name: string }
  | { readonly kind: 'linked'; readonly by: string; readonly on: boolean }
  | { readonly kind: 'announcements'; readonly by: string; readonly on: boolean }
  | { readonly kind: 'shorten'; readonly by: string; readonly who: 'admins' | 'members' }

export function showGroup(state: State, roster: Roster): ShownGroup {
  const policy = policyOf(roster)
  const { announcements, shorten, picture } = policy
  return {
    size: roster.members.length + Number(roster.inside),
    inside: roster.inside,
    admin: roster.inside && isAdmin(policy, state.profile!.account),
    announcements,
    shorten,
    picture: picture ?? undefined,
    by: roster.by === null ? undefined : handleOf(state, roster.by),
    asking: askingAt(state, roster.number),
  }
}

/** This account first, then administrators, then by name. */
export function showMembers(state: State, roster: Roster): readonly ShownMember[] {
  const policy = policyOf(roster)
  const { account: own, handle } = state.profile!
  const contacts = [...state.contacts.values()]
  const others = roster.members.map((account): ShownMember => {
    const contact = contacts.find((one) => sameBytes(one.account, account))
    return {
      name: contact?.handle ?? handleOf(state, account),
      mine: false,
      admin: isAdmin(policy, account),
      verified: contact?.verified ?? false,
      state: roster.removing.some((one) => sameBytes(one, account)) ? 'removing' : 'in',
    }
  })
  const coming = roster.adding.map((name) => ({
    name,
    mine: false,
    admin: false,
    verified: false,
    state: 'adding' as const,
  }))
  const self = { name: handle, mine: true, admin: isAdmin(policy, own), verified: true, state: 'in' as const }
  const byRole = (a: ShownMember, b: ShownMember): number =>
    Number(b.admin) - Number(a.admin) || (a.name < b.name ? -1 : 1)
  return [...(roster.inside ? [self] : []), ...others.toSorted(byRole), ...coming]
}

export function showNote(
  state: State,
  note: Note,
  clocks: { readonly ceiling: number; readonly afterRead: number | null },
): ShownNote {
  const name = (account: AccountId): string => handleOf(state, account)
  switch (note.kind) {
    case 'clocks':
      return { kind: 'clocks', ...clocks }
    case 'restored':
      return note
    case 'added':
    case 'removed':
      return { kind: note.kind, by: name(note.by), who: note.who.map(name) }
    case 'left':
      return { kind: 'left', who: note.who.map(name) }
    case 'renamed':
    case 'introduced':
      return { ...note, by: name(note.by) }
    case 'pictured':
    case 'announcements':
    case 'shorten':
    case 'linked':
      return { ...note, by: name(note.by) }
    case 'admins':
      return { ...note, by: name(note.by), who: note.who.map(name) }
  }
}
