/** Asking to join a group by a link: from the link to the letters, and from the answer into the group. */
import {
  channelId,
  encodeKnock,
  groupLinkKey,
  groupLinkProofOf,
  readGroupLink,
  sameBytes,
  type AccountId,
  type ChainState,
  type ChannelId,
  type DeviceKey,
  type GroupLink,
  type KnockAnswer,
} from '@ebb/protocol'
import { packLetter, sha256, verify } from '@ebb/seal'
import type { Command, CommandRefusal } from '../events.ts'
import { ask, underWay } from '../line/requests.ts'
import { accept } from '../people/accept.ts'
import { chainOf, contactOf, meet, wantChains } from '../people/chains.ts'
import { identityChanged } from '../people/identity-changed.ts'
import type { OwnKnock } from '../records/own-knock.ts'
import type { Outcome } from '../rooms/letters-in.ts'
import type { Purpose } from '../state.ts'
import type { Turn } from '../turn.ts'

type Opening = Extract<Purpose, { for: 'group-link' }>

/** Looks up who has made the link; what it says is told, or asked for, when that is known. */
export function openLink(
  turn: Turn,
  command: number,
  { link: text, do: what }: KnockCommand,
): CommandRefusal | undefined {
  const read = readHere(turn, text)
  if (typeof read === 'string') return read
  if (turn.state.line.at !== 'online') return 'offline'
  const account = read.admins[0]!
  ask(turn, { kind: 'chain-of-account', account }, { for: 'group-link', command, text, knocks: what === 'knock' })
  return undefined
}
type KnockCommand = Extract<Command, { do: 'look' | 'knock' }>

function readHere(turn: Turn, text: string): GroupLink | CommandRefusal {
  const read = readGroupLink(text)
  if (read === undefined) return 'bad-group-link'
  const { origin, server } = turn.state.profile!
  if (read.origin !== origin || !sameBytes(read.link.server, server)) return 'link-elsewhere'
  return read.link.ends <= turn.wall ? 'link-expired' : read.link
}

/** The chain of who has made the link, as the server tells it. */
export async function linkOpened(turn: Turn, { command, text, knocks }: Opening, body: Uint8Array): Promise<void> {
  const link = readHere(turn, text)
  if (typeof link === 'string') return turn.answer(command, { ok: false, why: link })
  const met = meet(turn, body, { account: link.admins[0]! })
  if ('refused' in met) {
    if (met.refused === 'identity-changed') identityChanged(turn, met.chain)
    else turn.warn('chain-invalid')
    return turn.answer(command, { ok: false, why: met.refused })
  }
  const { origin } = turn.state.profile!
  if (!isBy(met.chain, origin, link)) return turn.answer(command, { ok: false, why: 'forged-link' })
  const { name, ends, approval } = link
  if (knocks) keepKnock(turn, link)
  turn.answer(command, { ok: true, value: { group: { name, by: met.contact.handle, ends, approval } } })
  await pursueKnocks(turn)
}

const isBy = ({ devices }: ChainState, origin: string, link: GroupLink): boolean =>
  devices.some(({ key }) => verify(key, groupLinkProofOf(origin, link), link.signature))

/** Asking again by a link that was answered begins anew. */
function keepKnock(turn: Turn, link: GroupLink): void {
  const key = groupLinkKey(link, sha256)
  const hash = sha256(key)
  for (const { number, hash: other, outcome } of turn.state.knocks.values()) {
    if (!sameBytes(other, hash)) continue
    if (outcome === null) return
    turn.set('knocks', number, undefined)
  }
  const number = Math.max(0, ...turn.state.knocks.keys()) + 1
  const { name, admins, ends } = link
  const reply = turn.at.random(16)
  turn.set('knocks', number, {
    version: 1,
    number,
    hash,
    key,
    name,
    admins,
    ends,
    reply,
    posted: [],
    outcome: null,
    channel: null,
  })
  turn.tell({ kind: 'knocked', knock: number })
}

/** Puts the request where it is not yet. Safe to call at any time. */
export async function pursueKnocks(turn: Turn): Promise<void> {
  if (turn.state.line.at !== 'online') return
  for (const knock of turn.state.knocks.values()) {
    if (knock.outcome !== null || knock.ends <= turn.wall) continue
    for (const account of knock.admins) {
      const chain = chainOf(turn, account)
      if (chain === undefined) wantChains(turn, [account])
      else for (const { key: device, inbox } of chain.devices) await post(turn, knock, { account, device, inbox })
    }
  }
}

async function post(
  turn: Turn,
  { number, key, reply, posted }: OwnKnock,
  to: { readonly account: AccountId } & Pick<ChainState['devices'][number], 'inbox'> & { readonly device: DeviceKey },
): Promise<void> {
  const { device, inbox } = to
  if (posted.some((one) => sameBytes(one, device))) return
  if (underWay(turn, (p) => p.for === 'post-knock' && p.knock === number && sameBytes(p.device, device))) return
  const profile = turn.state.profile!
  const body = await packLetter(
    {
      sender: profile.account,
      device: profile.device,
      devicePrivate: profile.devicePrivate,
      inbox,
      // It is about no channel that its author knows.
      channel: channelId(key.slice(0, 16)),
      n: 0,
      content: encodeKnock({ link: key, reply }),
    },
    turn.at.random,
  )
  const token = contactOf(turn, to.account)?.theirToken ?? null
  ask(turn, { kind: 'post-letter', device, token, body }, { for: 'post-knock', knock: number, device })
}

export function knockPosted(turn: Turn, { knock: number, device }: Extract<Purpose, { for: 'post-knock' }>): void {
  const knock = turn.state.knocks.get(number)
  if (knock !== undefined) turn.set('knocks', number, { ...knock, posted: [...knock.posted, device] })
}

/** Whoever was asked has answered; nobody else can. */
export async function takeKnockAnswer(turn: Turn, { reply, outcome, channel }: KnockAnswer): Promise<Outcome> {
  const knock = [...turn.state.knocks.values()].find((one) => sameBytes(one.reply, reply))
  if (knock === undefined) return 'dropped'
  if (knock.outcome !== null) return 'known'
  const { number } = knock
  turn.set('knocks', number, { ...knock, outcome, channel: outcome === 'admitted' ? channel : null })
  turn.tell({ kind: 'knocked', knock: number })
  // The letter that leads into it may have come first.
  const room = [...turn.state.rooms.values()].find((one) => channel !== null && sameBytes(one.channel, channel))
  if (outcome !== 'admitted' || room?.stage !== 'standing') return 'known'
  turn.set('knocks', number, undefined)
  await accept(turn, turn.state.conversations.get(room.conversation)!)
  return 'known'
}

/** Whether this account has asked to be where a letter leads. Then it need not be asked, and nothing waits any more. */
export function hasAskedFor(turn: Turn, channels: readonly ChannelId[]): boolean {
  for (const { number, channel } of turn.state.knocks.values()) {
    if (channel === null || !channels.some((one) => sameBytes(one, channel))) continue
    turn.set('knocks', number, undefined)
    turn.tell({ kind: 'knocked', knock: number })
    return true
  }
  return false
}

/** Whatever is answered to it later means nothing. */
export function putAway(turn: Turn, { knock }: Extract<Command, { do: 'put-away' }>): CommandRefusal | undefined {
  if (!turn.state.knocks.has(knock)) return 'unknown-knock'
  turn.set('knocks', knock, undefined)
  turn.tell({ kind: 'knocked', knock })
  return undefined
}
