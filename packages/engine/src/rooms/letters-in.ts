/** A letter has come: whoever sent it is met, and the channel that it opens is joined. */
import {
  decodeGroupWelcome,
  decodeKnock,
  decodeRejoin,
  decodePolicy,
  decodeWelcome,
  hex,
  sameBytes,
  type AccountId,
  type ChannelId,
  type DecodeRefusal,
  type GroupWelcome,
  type Letter,
  type Tell,
  type WelcomeContent,
} from '@ebb/protocol'
import { openBlob, readLetter, type Group } from '@ebb/seal'
import { takeKnockAnswer } from '../entrance/knock.ts'
import { takeKnock } from '../entrance/knocks.ts'
import { ask, underWay } from '../line/requests.ts'
import { chainOf, contactOf, knows, wantChains } from '../people/chains.ts'
import { used } from '../people/key-packages.ts'
import { enterGroup, type Entering } from '../groups/enter.ts'
import { takeRejoin } from '../groups/rejoin.ts'
import { sayAllAgain } from '../groups/say-again.ts'
import { beginConversation } from '../people/meet.ts'
import type { Contact } from '../records/contact.ts'
import type { Conversation } from '../records/conversation.ts'
import { isLost, isOver, type Room } from '../records/room.ts'
import type { Turn } from '../turn.ts'
import { leaveRoom } from './leave.ts'
import { takePolicy } from './policy.ts'
import { reopen } from './reading-table.ts'

type LetterTell = Extract<Tell, { kind: 'letter' }>

export async function takeLetter(turn: Turn, tell: LetterTell): Promise<void> {
  const outcome = await openAndJoin(turn, tell)
  // Waiting for a chain: the letter is tried again when it comes, and stays at the server until then.
  if (outcome === 'waits') return turn.set('letters', hex(tell.id), tell)
  if (outcome === 'held') {
    turn.set('letters', hex(tell.id), undefined)
    return turn.set('heldLetters', hex(tell.id), tell)
  }
  if (outcome === 'bad') turn.warn('bad-letter')
  if (outcome === 'used') turn.warn('used-key-package')
  turn.set('letters', hex(tell.id), undefined)
  ask(turn, { kind: 'letter-done', id: tell.id }, { for: 'letter-done' })
}

/** Once more, after a chain has come. */
export async function takeWaitingLetters(turn: Turn): Promise<void> {
  for (const letter of turn.state.letters.values()) await takeLetter(turn, letter)
  // What they named is of no use any more.
  if (turn.state.letters.size === 0 && turn.state.blobs.size > 0) turn.change({ blobs: new Map() })
}

/** Once more, after a person has decided, or this device was put out of a channel. */
export async function takeHeldLetters(turn: Turn): Promise<void> {
  const held = turn.state.heldLetters
  turn.change({ heldLetters: new Map() })
  for (const letter of held.values()) await takeLetter(turn, letter)
}

/** held: a person has to decide first. dropped: a person has decided. used: for a key package that is not here any more. */
export type Outcome = 'joined' | 'bad' | 'used' | 'waits' | 'known' | 'held' | 'dropped'

async function openAndJoin(turn: Turn, tell: LetterTell): Promise<Outcome> {
  const profile = turn.state.profile!
  const read = await readLetter(profile.inboxPrivate, tell.body)
  if ('refused' in read) return 'bad'
  if ('answer' in read) return takeKnockAnswer(turn, read.answer)
  const { letter } = read
  const room = roomOf(turn, letter.channel)
  const rejoin = decodeRejoin(letter.content)
  const knock = decodeKnock(letter.content)
  const asks = typeof rejoin !== 'string' || typeof knock !== 'string'
  const place = asks || room === undefined ? 'free' : placeIn(turn, room, letter)
  if (place === 'known') return 'known'
  const welcome = asks ? undefined : welcomeIn(letter)
  if (typeof welcome === 'string' || sameBytes(letter.sender, profile.account)) return 'bad'
  const ruled = decided(turn, letter.sender)
  if (ruled !== undefined) return ruled
  const chain = chainOf(turn, letter.sender)
  if (chain === undefined || !chain.ever.some((key) => sameBytes(key, letter.device))) {
    // Already asked on this connection, and still not there: nobody of that account wrote this.
    if (turn.state.letters.has(hex(tell.id)) && chain !== undefined) return 'bad'
    wantChains(turn, [letter.sender])
    return 'waits'
  }
  if (!chain.devices.some((device) => sameBytes(device.key, letter.device))) return 'bad'
  if (place === 'later') return 'held'
  if (welcome !== undefined && isUndecided(turn, welcome.value)) return 'held'
  if (typeof knock !== 'string') return takeKnock(turn, letter.sender, knock.value)
  if (typeof rejoin !== 'string') return takeRejoin(turn, room, { sender: letter.sender, seq: rejoin.value.seq })
  return joinBy(turn, letter, welcome!.value)
}

/** It takes the place of a channel of which this device does not know yet what has become of it. */
function isUndecided(turn: Turn, welcome: WelcomeContent | GroupWelcome): boolean {
  const replaced = welcome.kind === 1 ? welcome.replaces : welcome.replaces.map(({ channel }) => channel)
  return replaced.some((channel) => {
    const room = roomOf(turn, channel)
    const at = room && turn.state.readings.get(room.number)?.at
    return at === 'opening' || at === 'reading'
  })
}

function welcomeIn({ content }: Letter): { readonly value: WelcomeContent | GroupWelcome } | DecodeRefusal {
  const pair = decodeWelcome(content)
  return typeof pair === 'string' ? decodeGroupWelcome(content) : pair
}

const roomOf = (turn: Turn, channel: ChannelId): Room | undefined =>
  [...turn.state.rooms.values()].find((room) => sameBytes(room.channel, channel))

/**
 * Who was removed from a group, or has lost their place in it, can be added again. later: that has happened to this device,
 * which has not read so far yet: first what was written before.
 */
function placeIn(turn: Turn, { number, conversation, stage }: Room, { n }: Letter): 'free' | 'later' | 'known' {
  if (!turn.state.rosters.has(conversation)) return 'known'
  if (isOver({ stage })) return 'free'
  return stage === 'standing' && n > turn.state.groups.get(number)!.epoch ? 'later' : 'known'
}

/** What a person has decided about the sender, or must still decide. */
function decided(turn: Turn, sender: AccountId): 'held' | 'dropped' | undefined {
  const { contacts, conversations } = turn.state
  for (const { changed, blocked } of conversations.values())
    if (changed !== null && sameBytes(changed, sender)) return blocked ? 'dropped' : 'held'
  for (const contact of contacts.values()) {
    if (contact.former.some((account) => sameBytes(account, sender))) return 'dropped'
    if (sameBytes(contact.account, sender) && conversationOf(turn, contact)?.blocked === true) return 'dropped'
  }
  return undefined
}

const conversationOf = (turn: Turn, contact: Contact): Conversation | undefined =>
  [...turn.state.conversations.values()].find((c) => c.contact === contact.number || c.handle === contact.handle)

async function joinBy(
  turn: Turn,
  letter: Letter,
  welcome: WelcomeContent | GroupWelcome,
): Promise<'joined' | 'bad' | 'used' | 'waits'> {
  const profile = turn.state.profile!
  const kept = [...turn.state.keyPackages.values()].find((k) => sameBytes(k.ref, welcome.keyPackage))
  const secret = kept === undefined ? undefined : turn.state.keyPackagePrivates.get(kept.number)
  // Of a channel that was left, letters may come again.
  if (kept === undefined || secret === undefined) return roomOf(turn, letter.channel) === undefined ? 'used' : 'bad'
  const { secrets } = welcome
  const info = infoOf(turn, welcome)
  if (typeof info === 'string') return info
  const keyPackage = { public: kept.public, private: secret }
  const joined = await turn.at.mls.join(profile, {
    channel: letter.channel,
    secrets,
    info,
    keyPackage,
    knows: knows(turn),
    now: turn.wall,
  })
  if (joined.kind === 'unknown-devices') {
    wantChains(turn, joined.accounts)
    return 'waits'
  }
  const contact = contactOf(turn, letter.sender)!
  const fits =
    joined.kind === 'joined' && joined.group.epoch === letter.n && sameBytes(joined.sender.device, letter.device)
  if (!fits) return 'bad'
  const by = { letter, group: joined.group, mustUpdate: kept.lastResort }
  const conversation =
    welcome.kind === 3
      ? await enterGroup(turn, contact, { ...by, welcome })
      : betweenTwo(joined.group, contact, profile.account)
        ? await enterPair(turn, contact, welcome)
        : undefined
  if (conversation === undefined) return 'bad'
  used(turn, kept)
  await enter(turn, conversation, { ...by, welcome })
  return 'joined'
}

/** What all who join share: in the letter, or in a blob that is fetched first. */
function infoOf(turn: Turn, welcome: WelcomeContent | GroupWelcome): Uint8Array | 'waits' | 'bad' {
  if (welcome.kind === 1 || welcome.blob === null) return welcome.info
  const { id, key } = welcome.blob
  const body = turn.state.blobs.get(hex(id))
  if (body === undefined) {
    const isAsked = underWay(turn, (purpose) => purpose.for === 'get-blob' && sameBytes(purpose.id, id))
    if (!isAsked) ask(turn, { kind: 'get-blob', id }, { for: 'get-blob', id })
    return 'waits'
  }
  return (body === null ? undefined : openBlob(key, body)) ?? 'bad'
}

/** A blob has come, or the server does not have it: the letter that named it is taken again. */
export async function blobFetched(turn: Turn, id: Uint8Array, body: Uint8Array | null): Promise<void> {
  turn.set('blobs', hex(id), body)
  await takeWaitingLetters(turn)
}

/** In a conversation of two nobody else may sit in the tree. */
function betweenTwo(group: Group, contact: Contact, own: Uint8Array): boolean {
  const policy = decodePolicy(group.policy)
  if (typeof policy === 'string' || policy.value.version !== 1) return false
  return group.leaves.every((leaf) => sameBytes(leaf.account, contact.account) || sameBytes(leaf.account, own))
}

async function enterPair(turn: Turn, contact: Contact, welcome: WelcomeContent): Promise<number> {
  const { number, rooms } = conversationOf(turn, contact) ?? beginConversation(turn, contact.handle, false)
  turn.alter(number, { contact: contact.number })
  for (const room of rooms) {
    const old = turn.state.rooms.get(room)!
    if (welcome.replaces.some((channel) => sameBytes(channel, old.channel))) await sayAllAgain(turn, old)
  }
  leaveReplaced(turn, rooms, welcome.replaces)
  return number
}

/** This device's place in the channel; where it was in it before, that is over. */
async function enter(turn: Turn, conversation: number, by: Entering<WelcomeContent | GroupWelcome>): Promise<void> {
  const { letter, welcome, group, mustUpdate } = by
  const { rooms } = turn.state.conversations.get(conversation)!
  const before = roomOf(turn, letter.channel)
  const number = before?.number ?? Math.max(0, ...turn.state.rooms.keys()) + 1
  if (before !== undefined && before.conversation !== conversation)
    turn.alter(before.conversation, {
      rooms: turn.state.conversations.get(before.conversation)!.rooms.filter((other) => other !== number),
    })
  turn.set('groups', number, group)
  turn.set('lanes', number, undefined)
  turn.set('reported', number, undefined)
  turn.set('rooms', number, {
    version: 1,
    number,
    conversation,
    channel: letter.channel,
    stage: 'standing',
    seq: welcome.seq,
    hash: welcome.hash,
    replaces: [],
    mustUpdate,
    owesToken: !turn.state.rosters.has(conversation),
    wanted: null,
    staged: null,
    letters: [],
  })
  turn.alter(conversation, { stage: 'standing', rooms: [...rooms.filter((other) => other !== number), number] })
  // Any member may have led back into a channel; that the group is the one that goes on there shows when it is opened.
  if (before === undefined || turn.state.rosters.get(conversation)?.inside !== true || !isLost(before))
    takePolicy(turn, conversation, { by: letter.sender, added: [] })
  else turn.set('entered', number, letter.sender)
  turn.tell({ kind: 'conversation', conversation })
  await reopen(turn, number)
}

/** Others do not follow the old channels any more: this device leaves them too. */
export function leaveReplaced(turn: Turn, rooms: readonly number[], replaced: readonly Uint8Array[]): void {
  for (const number of rooms) {
    const { channel } = turn.state.rooms.get(number)!
    if (replaced.some((other) => sameBytes(other, channel))) leaveRoom(turn, number)
  }
}
