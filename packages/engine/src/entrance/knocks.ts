/** Who asks to join a group by a link, as its administrators' devices hear of it and answer. */
import {
  encodeKnockAnswer,
  isAdmin,
  limits,
  sameBytes,
  type AccountId,
  type Body,
  type ChannelId,
  type Knock,
  type KnockOutcome,
} from '@ebb/protocol'
import { sealLetter, sha256 } from '@ebb/seal'
import type { Command, CommandRefusal } from '../events.ts'
import { hasAccount, policyOf } from '../groups/policy.ts'
import { caughtUp } from '../line/caught-up.ts'
import { chainOf, contactOf } from '../people/chains.ts'
import type { Conversation } from '../records/conversation.ts'
import { mostRemoved, type HeardKnock, type KeptLink } from '../records/entrance.ts'
import type { Room } from '../records/room.ts'
import { advanceConversation } from '../rooms/advance.ts'
import type { Outcome } from '../rooms/letters-in.ts'
import { postLetters } from '../rooms/letters-out.ts'
import { sendingRoom } from '../rooms/sending-room.ts'
import { compose } from '../steps/compose.ts'
import type { Turn } from '../turn.ts'
import { entranceOf, keepLink, leads, linkIn } from './links.ts'

/** A letter asks. What names no link that this device knows is dropped without a word, as soon as everything has been read. */
export async function takeKnock(turn: Turn, sender: AccountId, { link: key, reply }: Knock): Promise<Outcome> {
  const link = sha256(key)
  const entrance = [...turn.state.entrances.values()].find((one) => linkIn(one, link) !== undefined)
  if (entrance === undefined) return caughtUp(turn.state) ? 'dropped' : 'held'
  const { number, knocks } = entrance
  const before = knocks.find((one) => sameBytes(one.account, sender) && sameBytes(one.link, link))
  // Asked again, or the same letter twice: only what answers it is another.
  if (before !== undefined) keepKnock(turn, number, { ...before, reply })
  else if (knocks.filter((one) => one.stage !== 'declined').length >= limits.knocks) return 'dropped'
  else keepKnock(turn, number, { account: sender, link, reply, stage: 'new' })
  await advanceConversation(turn, number)
  return 'known'
}

/** Before the next commit, in a channel that is read to its end. Safe to call at any time. */
export async function tend(turn: Turn, { conversation }: Room): Promise<void> {
  const roster = turn.state.rosters.get(conversation)!
  const entrance = turn.state.entrances.get(conversation)
  if (entrance === undefined || entrance.knocks.length === 0) return
  if (leads(turn, roster) !== undefined) return turn.set('entrances', conversation, { ...entrance, knocks: [] })
  for (const knock of entrance.knocks) await tendOne(turn, conversation, knock)
}

async function tendOne(turn: Turn, number: number, knock: HeardKnock): Promise<void> {
  const roster = turn.state.rosters.get(number)!
  const link = linkIn(entranceOf(turn, number), knock.link)
  if (hasAccount(roster.members, knock.account)) return isIn(turn, number, knock)
  const handle = contactOf(turn, knock.account)?.handle
  if (link === undefined || handle === undefined) return dropKnock(turn, number, knock)
  const shut = whyShut(turn, number, link)
  if (knock.stage === 'declined') return answerAgain(turn, number, knock)
  // What an administrator has decided holds, whatever the link has become.
  if (knock.stage === 'admitting' && roster.adding.includes(handle)) return undefined
  if (shut !== undefined) return answer(turn, number, knock, shut)
  if (knock.stage === 'waiting') return undefined
  // Who could not be added by themselves is looked at by a person.
  const cameBack = hasAccount(entranceOf(turn, number).removed, knock.account)
  if (knock.stage === 'admitting' || link.approval || cameBack) {
    keepKnock(turn, number, { ...knock, stage: 'waiting' })
    return turn.tell({ kind: 'knock', conversation: number, handle })
  }
  return letIn(turn, number, knock, handle)
}

/** An administrator decides. */
export async function decide(
  turn: Turn,
  { member, admit }: Extract<Command, { do: 'decide' }>,
  { number }: Conversation,
): Promise<CommandRefusal | undefined> {
  const roster = turn.state.rosters.get(number)
  const refused = leads(turn, roster)
  if (refused !== undefined || roster === undefined) return refused
  const knock = entranceOf(turn, number).knocks.find(
    ({ account, stage }) => stage === 'waiting' && contactOf(turn, account)?.handle === member,
  )
  if (knock === undefined) return 'unknown-knock'
  if (admit && roster.members.length + roster.adding.length + 1 >= limits.groupMembers) return 'too-many-members'
  if (admit) letIn(turn, number, knock, member)
  else {
    await answer(turn, number, knock, 'declined')
    await say(turn, number, knock, false)
  }
  await advanceConversation(turn, number)
  return undefined
}

/** Another administrator says what has become of a request. */
export function takeAnswered(
  turn: Turn,
  number: number,
  sender: AccountId,
  said: Extract<Body, { kind: 'knock-answered' }>,
): void {
  const roster = turn.state.rosters.get(number)
  if (roster === undefined || !isAdmin(policyOf(roster), sender)) return
  const entrance = entranceOf(turn, number)
  const link = linkIn(entrance, said.link)
  if (said.admitted && link !== undefined) use(turn, number, link, said.knock)
  const knock = entrance.knocks.find((one) => sameBytes(sha256(one.reply), said.knock))
  if (knock === undefined || knock.stage === 'admitting') return
  if (said.admitted) dropKnock(turn, number, knock)
  else keepKnock(turn, number, { ...knock, stage: 'declined', reply: noReply })
}

/** Who was put out by an administrator does not come back by a link alone. */
export function noteRemoved(turn: Turn, number: number, who: readonly AccountId[]): void {
  const entrance = entranceOf(turn, number)
  const others = entrance.removed.filter((account) => !hasAccount(who, account))
  turn.set('entrances', number, { ...entrance, removed: [...others, ...who].slice(-mostRemoved) })
}

function keepKnock(turn: Turn, number: number, knock: HeardKnock): void {
  const entrance = entranceOf(turn, number)
  const others = entrance.knocks.filter((one) => !isSame(one, knock))
  const oldest = others.length < 2 * limits.knocks ? undefined : others.find(({ stage }) => stage === 'declined')
  turn.set('entrances', number, { ...entrance, knocks: [...others.filter((one) => one !== oldest), knock] })
}

const isSame = (a: HeardKnock, b: HeardKnock): boolean => sameBytes(a.account, b.account) && sameBytes(a.link, b.link)

/** Where somebody who asked is not wanted any more, or is in: nothing is kept of them. */
function dropKnock(turn: Turn, number: number, knock: HeardKnock): void {
  const entrance = entranceOf(turn, number)
  turn.set('entrances', number, { ...entrance, knocks: entrance.knocks.filter((one) => !isSame(one, knock)) })
}

function letIn(turn: Turn, number: number, knock: HeardKnock, handle: string): void {
  const { adding, removing } = turn.state.rosters.get(number)!
  keepKnock(turn, number, { ...knock, stage: 'admitting' })
  turn.alterRoster(number, {
    adding: [...new Set([...adding, handle])],
    removing: removing.filter((account) => !sameBytes(account, knock.account)),
  })
}

/** In the tree, whoever has added them. Where another administrator has decided, that one answers. */
async function isIn(turn: Turn, number: number, knock: HeardKnock): Promise<void> {
  if (knock.stage === 'waiting') return dropKnock(turn, number, knock)
  const link = linkIn(entranceOf(turn, number), knock.link)
  if (link !== undefined && knock.stage === 'admitting') {
    use(turn, number, link, sha256(knock.reply))
    await say(turn, number, knock, true)
  }
  await answer(turn, number, knock, 'admitted')
}

function use(turn: Turn, number: number, link: KeptLink, knock: Uint8Array): void {
  if (link.used.some((one) => sameBytes(one, knock)) || link.used.length >= limits.groupLinkUses) return
  keepLink(turn, number, { ...link, used: [...link.used, knock] })
}

const say = (turn: Turn, number: number, { link, reply }: HeardKnock, admitted: boolean): Promise<number> =>
  compose(turn, number, {
    body: { kind: 'knock-answered', link, knock: sha256(reply), admitted },
    ceiling: turn.state.profile!.ceiling,
  })

/** Who is being let in counts as if they were in. */
function whyShut(turn: Turn, number: number, link: KeptLink): KnockOutcome | undefined {
  if (link.revoked) return 'revoked'
  if (link.ends <= turn.wall) return 'expired'
  const { knocks } = entranceOf(turn, number)
  const coming = knocks.filter(({ stage, link: by }) => stage === 'admitting' && sameBytes(by, link.hash)).length
  const { members, adding } = turn.state.rosters.get(number)!
  const isFull = members.length + adding.length + 1 >= limits.groupMembers
  return isFull || link.used.length + coming >= link.most ? 'used-up' : undefined
}

/** Tells them. Who was declined is kept as such, so that nobody is asked twice. */
async function answer(turn: Turn, number: number, knock: HeardKnock, outcome: KnockOutcome): Promise<void> {
  if (outcome === 'declined') keepKnock(turn, number, { ...knock, stage: 'declined', reply: noReply })
  else dropKnock(turn, number, knock)
  await post(turn, number, knock, outcome)
}

/** Only where they have asked again. */
async function answerAgain(turn: Turn, number: number, knock: HeardKnock): Promise<void> {
  if (!sameBytes(knock.reply, noReply)) await answer(turn, number, knock, 'declined')
}
/** Nobody waits for an answer. */
const noReply = new Uint8Array(16)

async function post(turn: Turn, number: number, { account, reply }: HeardKnock, outcome: KnockOutcome): Promise<void> {
  const room = sendingRoom(turn, number)
  const [contact, chain] = [contactOf(turn, account), chainOf(turn, account)]
  if (room === undefined || contact === undefined || chain === undefined) return
  const channel: ChannelId | null = outcome === 'admitted' ? room.channel : null
  const plaintext = encodeKnockAnswer({ reply, outcome, channel })
  const letters = await Promise.all(
    chain.devices.map(async ({ key: device, inbox }) => ({
      device,
      contact: contact.number,
      body: await sealLetter(inbox, plaintext, turn.at.random),
    })),
  )
  turn.set('rooms', room.number, { ...room, letters: [...room.letters, ...letters] })
  postLetters(turn, room.number)
}
