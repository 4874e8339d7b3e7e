/**
 * A channel of a group that this device cannot follow any more. An administrator opens another in its place, without whoever
 * is proved to have broken it; everybody else asks to be added again, and takes whichever comes first.
 */
import { isAdmin, limits, sameBytes } from '@ebb/protocol'
import { contactOf } from '../people/chains.ts'
import type { Roster } from '../records/roster.ts'
import { isLost, type Room } from '../records/room.ts'
import { foundRoom } from '../rooms/found.ts'
import { reopen } from '../rooms/reading-table.ts'
import type { Turn } from '../turn.ts'
import { hasAccount, policyOf, withWish } from './policy.ts'
import { askToRejoin } from './rejoin.ts'
import { sayAllAgain } from './say-again.ts'

/** Seconds between administrators, and between two letters of one who asks. */
const apart = 5
const patience = 20

/** Safe to call at any time. */
export async function recover(turn: Turn, number: number): Promise<void> {
  const roster = turn.state.rosters.get(number)
  const conversation = turn.state.conversations.get(number)!
  if (roster === undefined || !roster.inside || !conversation.accepted || turn.state.line.at !== 'online') return
  const rooms = conversation.rooms.map((room) => turn.state.rooms.get(room)!)
  if (rooms.some(({ stage }) => stage === 'standing' || stage === 'founding')) return
  const room = rooms.findLast(isLost)
  if (room === undefined) return
  const policy = policyOf(roster)
  const { account: self } = turn.state.profile!
  // Who has lost only their own place in it asks like everybody else.
  const leads = roster.lost !== null && isAdmin(policy, self)
  const due = turn.state.lots.get(room.number)
  if (due === undefined) {
    // Administrators one after the other, so that the first one's letters reach the rest.
    const place = policy.admins.findIndex((one) => sameBytes(one, self))
    const chance = turn.at.random(1)[0]! / 256
    const wait = leads ? Math.floor(apart * (place + chance)) : room.stage === 'lost' ? 0 : patience
    turn.set('lots', room.number, turn.now + wait)
    if (wait > 0 || leads) return
  } else if (turn.now < due) return
  if (leads) return replace(turn, roster, rooms)
  turn.set('lots', room.number, turn.now + patience)
  await askToRejoin(turn, room)
}

async function replace(turn: Turn, roster: Roster, rooms: readonly Room[]): Promise<void> {
  const { number, suite } = roster
  const culprit = roster.lost?.culprit ?? null
  const isCulprit = (account: Uint8Array): boolean => culprit !== null && sameBytes(account, culprit)
  const leaving = roster.leaving.map(({ account }) => account)
  const others = roster.members.filter((account) => !isCulprit(account) && !hasAccount(leaving, account))
  const policy = withWish(policyOf(roster), roster.wish, [...leaving, ...(culprit === null ? [] : [culprit])])
  const handles = others.flatMap((account) => contactOf(turn, account)?.handle ?? [])
  turn.alterRoster(number, { adding: [...new Set([...handles, ...roster.adding])], lost: null })
  const replaces = rooms.slice(-limits.replacedChannels).map(({ channel }) => channel)
  const room = await foundRoom(turn, number, { suite, policy, replaces, owesToken: false })
  for (const { number: old } of rooms) turn.set('lots', old, undefined)
  // Who comes with the new channel is told nothing of what was said before.
  if (culprit === null && roster.adding.length === 0) for (const old of rooms) await sayAllAgain(turn, old)
  await reopen(turn, room.number)
}
