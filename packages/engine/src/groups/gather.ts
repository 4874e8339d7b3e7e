/** Who is to be added is looked up, and the server asked for their devices' key packages; the next commit adds them all at once. */
import type { AccountId } from '@ebb/protocol'
import type { CommandRefusal } from '../events.ts'
import { ask, underWay } from '../line/requests.ts'
import { chainOf, contactOf, meet } from '../people/chains.ts'
import { identityChanged } from '../people/identity-changed.ts'
import { usable } from '../people/usable.ts'
import type { Contact } from '../records/contact.ts'
import type { Roster } from '../records/roster.ts'
import type { Claimed } from '../state.ts'
import type { Turn } from '../turn.ts'

/** So many are asked for at once. */
const mostAtOnce = 100

/** Asks for whatever is not known yet. Safe to call at any time. */
export function gather(turn: Turn, number: number): void {
  const roster = turn.state.rosters.get(number)!
  if (turn.state.line.at !== 'online' || !roster.inside) return
  const here = claimedIn(turn, number)
  let asked = 0
  for (const handle of wanted(turn, roster)) {
    if (here.has(handle) || (awayIn(turn, number).get(handle)?.until ?? 0) > turn.now) continue
    if (++asked > mostAtOnce) return
    if (underWay(turn, (p) => isFor(p, 'seek-member', number, handle) || isFor(p, 'claim-member', number, handle)))
      continue
    const contact = contactWith(turn, handle)
    if (contact === undefined || contact.chain.length === 0)
      ask(turn, { kind: 'chain-of-handle', handle }, { for: 'seek-member', conversation: number, handle })
    else claim(turn, number, contact)
  }
}

/** Devices of all of these people, once they are there; undefined: not yet. */
export function gathered(turn: Turn, number: number, handles: readonly string[]): readonly Claimed[] | undefined {
  const here = claimedIn(turn, number)
  return handles.every((handle) => here.has(handle)) ? handles.flatMap((handle) => here.get(handle)!) : undefined
}

export const handlesOf = (turn: Turn, accounts: readonly AccountId[]): readonly string[] =>
  accounts.flatMap((account) => contactOf(turn, account)?.handle ?? [])

const wanted = (turn: Turn, { adding, rejoining }: Roster): readonly string[] => [
  ...adding,
  ...handlesOf(turn, rejoining),
]

/** The answer to the look-up. */
export function memberFound(turn: Turn, number: number, handle: string, body: Uint8Array): void {
  const met = meet(turn, body, { handle })
  if (!('refused' in met)) return gather(turn, number)
  if (met.refused === 'chain-invalid') turn.warn('chain-invalid')
  else identityChanged(turn, met.chain)
  notAdded(turn, number, handle, met.refused === 'chain-invalid' ? 'unknown-account' : met.refused)
}

/** The answer to the claim. */
export async function memberClaimed(turn: Turn, number: number, handle: string, body: Uint8Array): Promise<void> {
  const roster = turn.state.rosters.get(number)
  const contact = contactWith(turn, handle)
  if (roster === undefined || contact === undefined || !wanted(turn, roster).includes(handle)) return
  const { packages, honest } = await usable(turn, body, { chain: chainOf(turn, contact.account)!, suite: roster.suite })
  if (packages.length === 0) {
    if (!honest) turn.warn('bad-key-package')
    return notAdded(turn, number, handle, 'no-key-package')
  }
  const devices = packages.map((one) => ({ ...one, contact: contact.number }))
  turn.set('claimed', number, new Map(claimedIn(turn, number)).set(handle, devices))
  isBack(turn, number, handle)
  gather(turn, number)
}

/** The others are added without them. */
export function notAdded(turn: Turn, number: number, handle: string, why: CommandRefusal): void {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined) return
  if (why === 'no-key-package' && roster.adding.includes(handle) && isRestored(turn, number))
    return comesLater(turn, number, handle)
  const rejoining = roster.rejoining.filter((account) => contactOf(turn, account)?.handle !== handle)
  turn.alterRoster(number, { adding: roster.adding.filter((other) => other !== handle), rejoining })
  if (roster.adding.includes(handle)) turn.tell({ kind: 'not-added', conversation: number, handle, why })
  gather(turn, number)
}

/**
 * A restored server has nobody's key packages until they come back: the others go on, and whoever is missing is asked for
 * again and again, at last every ten minutes.
 */
function comesLater(turn: Turn, number: number, handle: string): void {
  const wait = Math.min(600, 2 * (awayIn(turn, number).get(handle)?.wait ?? 7))
  turn.set('away', number, new Map(awayIn(turn, number)).set(handle, { until: turn.now + wait, wait }))
  gather(turn, number)
}

/** Nobody waits for them any more, or they are asked for now. */
export function isBack(turn: Turn, number: number, handle: string): void {
  const away = new Map(awayIn(turn, number))
  if (away.delete(handle)) turn.set('away', number, away)
}

const isRestored = (turn: Turn, number: number): boolean =>
  turn.state.conversations.get(number)!.rooms.some((room) => turn.state.rooms.get(room)!.stage === 'rolled-back')

/** Those of them who are not waited for. */
export const awayIn = (turn: Turn, number: number): NonNullable<ReturnType<Turn['state']['away']['get']>> =>
  turn.state.away.get(number) ?? new Map()

function claim(turn: Turn, number: number, { account, handle }: Contact): void {
  const { suite } = turn.state.rosters.get(number)!
  ask(turn, { kind: 'claim', account, suite }, { for: 'claim-member', conversation: number, handle })
}

const claimedIn = (turn: Turn, number: number): ReadonlyMap<string, readonly Claimed[]> =>
  turn.state.claimed.get(number) ?? new Map()

const contactWith = (turn: Turn, handle: string): Contact | undefined =>
  [...turn.state.contacts.values()].find((contact) => contact.handle === handle)

const isFor = (
  purpose: { readonly for: string; readonly conversation?: number; readonly handle?: string },
  what: 'seek-member' | 'claim-member',
  number: number,
  handle: string,
): boolean => purpose.for === what && purpose.conversation === number && purpose.handle === handle
