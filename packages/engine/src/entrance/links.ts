/** Links into a group, as its administrators make and revoke them, and as every member hears of it. */
import {
  groupLinkKey,
  groupLinkProofOf,
  groupLinkText,
  hex,
  isAdmin,
  limits,
  sameBytes,
  signature,
  type AccountId,
  type Body,
} from '@ebb/protocol'
import { sha256, sign } from '@ebb/seal'
import type { Command, CommandRefusal } from '../events.ts'
import { policyOf } from '../groups/policy.ts'
import type { Conversation } from '../records/conversation.ts'
import { isOpen, type Entrance, type KeptLink } from '../records/entrance.ts'
import type { Roster } from '../records/roster.ts'
import { advanceConversation } from '../rooms/advance.ts'
import { compose } from '../steps/compose.ts'
import { note } from '../steps/note.ts'
import type { Turn } from '../turn.ts'

type CommandTo<D extends Command['do']> = Extract<Command, { do: D }>

const week = 7 * 86_400

/** Answers by itself when it is done. */
export async function makeLink(
  turn: Turn,
  number: number,
  command: CommandTo<'link'>,
  { number: conversation }: Conversation,
): Promise<CommandRefusal | undefined> {
  const { lasts = week, approval = true, most = limits.groupLinkUses } = command
  const roster = turn.state.rosters.get(conversation)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  if (!Number.isSafeInteger(lasts) || lasts < 1 || lasts > limits.groupLinkLife) return 'bad-link-life'
  if (!Number.isSafeInteger(most) || most < 1 || most > limits.groupLinkUses) return 'bad-link-uses'
  const { links } = entranceOf(turn, conversation)
  if (links.filter((one) => isOpen(one, turn.wall)).length >= limits.groupLinks) return 'too-many-links'
  const { origin, server, account: self, devicePrivate } = turn.state.profile!
  const policy = policyOf(roster)
  const others = policy.admins.filter((one) => !sameBytes(one, self)).slice(0, limits.groupLinkAdmins - 1)
  const terms = { ends: turn.wall + lasts, approval, most }
  const said = { version: 1, secret: turn.at.random(16), server, name: policy.name, admins: [self, ...others] } as const
  const unsigned = { ...said, ends: terms.ends, approval }
  const link = { ...unsigned, signature: signature(sign(devicePrivate, groupLinkProofOf(origin, unsigned))) }
  const hash = sha256(groupLinkKey(link, sha256))
  const text = groupLinkText(origin, link)
  keepLink(turn, conversation, { hash, by: self, ...terms, revoked: false, used: [], text })
  note(turn, conversation, { kind: 'linked', by: self, on: true }, policy)
  await tellMembers(turn, conversation, { kind: 'group-link', link: hash, terms })
  turn.answer(number, { ok: true, value: { conversation, link: text } })
  return undefined
}

/** Whoever asks by it from now on is refused; who is in stays. */
export async function revokeLink(
  turn: Turn,
  { link }: CommandTo<'unlink'>,
  { number }: Conversation,
): Promise<CommandRefusal | undefined> {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const found = entranceOf(turn, number).links.find((one) => hex(one.hash) === link)
  if (found === undefined) return 'unknown-link'
  if (!isOpen(found, turn.wall)) return undefined
  keepLink(turn, number, { ...found, revoked: true })
  note(turn, number, { kind: 'linked', by: turn.state.profile!.account, on: false }, policyOf(roster))
  await tellMembers(turn, number, { kind: 'group-link', link: found.hash, terms: null })
  return undefined
}

/** What another member says about a link; only administrators' word counts. */
export function takeLink(
  turn: Turn,
  number: number,
  sender: AccountId,
  { link, terms }: Extract<Body, { kind: 'group-link' }>,
): void {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined || !isAdmin(policyOf(roster), sender)) return
  const known = linkIn(entranceOf(turn, number), link)
  if (known === undefined ? terms === null : known.revoked || terms !== null) return
  keepLink(
    turn,
    number,
    known === undefined
      ? { hash: link, by: sender, ...terms!, revoked: false, used: [], text: null }
      : { ...known, revoked: true },
  )
  note(turn, number, { kind: 'linked', by: sender, on: terms !== null }, policyOf(roster))
}

export const entranceOf = (turn: Turn, number: number): Entrance =>
  turn.state.entrances.get(number) ?? { version: 1, number, links: [], knocks: [], removed: [] }

export const linkIn = ({ links }: Entrance, hash: Uint8Array): KeptLink | undefined =>
  links.find((one) => sameBytes(one.hash, hash))

/** The oldest that lead nowhere any more give way. */
export function keepLink(turn: Turn, number: number, link: KeptLink): void {
  const entrance = entranceOf(turn, number)
  const others = entrance.links.filter((one) => !sameBytes(one.hash, link.hash))
  const shut = others.find((one) => !isOpen(one, turn.wall)) ?? others[0]
  const kept = others.length < limits.groupLinks ? others : others.filter((one) => one !== shut)
  turn.set('entrances', number, { ...entrance, links: [...kept, link] })
}

/** By a body that is not shown. */
async function tellMembers(turn: Turn, number: number, body: Body): Promise<void> {
  await compose(turn, number, { body, ceiling: turn.state.profile!.ceiling })
  await advanceConversation(turn, number)
}

export function leads(turn: Turn, roster: Roster | undefined): CommandRefusal | undefined {
  if (roster === undefined) return 'not-a-group'
  if (!roster.inside) return 'left'
  return isAdmin(policyOf(roster), turn.state.profile!.account) ? undefined : 'not-admin'
}
