/** What the server says, each to whoever waits for it. */
import { hex, sameBytes, type Refusal, type Tell } from '@ebb/protocol'
import { pieceCame } from '../attachments/fetch.ts'
import { piecePut } from '../attachments/upload.ts'
import { knockPosted, linkOpened, pursueKnocks } from '../entrance/knock.ts'
import { meet } from '../people/chains.ts'
import { identityChanged } from '../people/identity-changed.ts'
import { replenish, published } from '../people/key-packages.ts'
import { claimed, found } from '../people/meet.ts'
import { tokenRevoked } from '../people/tokens.ts'
import { reported, takeReports } from '../groups/fault-lane.ts'
import { memberClaimed, memberFound } from '../groups/gather.ts'
import { advanceConversation, tokenKnown } from '../rooms/advance.ts'
import { mergeOwn } from '../rooms/commits.ts'
import { blobFetched, takeLetter, takeWaitingLetters } from '../rooms/letters-in.ts'
import { letterPosted, uploaded } from '../rooms/letters-out.ts'
import { chainsKnown } from '../rooms/reading.ts'
import { readingEvent, reopen } from '../rooms/reading-table.ts'
import type { Purpose } from '../state.ts'
import { lose } from '../steps/decrypt.ts'
import { acknowledged } from '../steps/send.ts'
import type { Turn } from '../turn.ts'
import { lineEvent } from './line-table.ts'
import { answered, underWay } from './requests.ts'
import { refusedRequest } from './refused.ts'
import { takeTicket } from './tickets.ts'

export async function takeTell(turn: Turn, tell: Tell): Promise<void> {
  switch (tell.kind) {
    case 'hello':
      return lineEvent(turn, { on: 'hello', hello: tell })
    case 'entry':
    case 'expired': {
      for (const room of turn.state.rooms.values()) {
        if (sameBytes(room.channel, tell.channel)) return readingEvent(turn, room.number, { on: 'entry', entry: tell })
      }
      return
    }
    case 'letter':
      return turn.state.line.at === 'online' ? takeLetter(turn, tell) : undefined
    case 'ticket':
    case 'segment-ticket':
      return takeTicket(turn, tell)
    case 'refused':
      return refuse(turn, tell.req, tell.why)
    default: {
      const purpose = answered(turn, tell.req)
      if (purpose === undefined) return
      await takeAnswer(turn, purpose, tell)
      return tellJoined(turn)
    }
  }
}

async function refuse(turn: Turn, req: number, why: Refusal): Promise<void> {
  const purpose = req === 0 ? undefined : answered(turn, req)
  if (purpose === undefined) return lineEvent(turn, { on: 'refused', why })
  return refusedRequest(turn, purpose, why)
}

type AnswerTell = Exclude<
  Tell,
  { kind: 'hello' | 'entry' | 'expired' | 'letter' | 'ticket' | 'segment-ticket' | 'refused' }
>

/** An answer of another kind than the question asks for means nothing and changes nothing. */
async function takeAnswer(turn: Turn, purpose: Purpose, tell: AnswerTell): Promise<void> {
  switch (purpose.for) {
    case 'authenticate':
    case 'register':
      return tell.kind === 'done' ? lineEvent(turn, { on: 'accepted' }) : undefined
    case 'stock':
      return tell.kind === 'stock' ? replenish(turn, tell) : undefined
    case 'publish':
      return tell.kind === 'done' ? published(turn, purpose.numbers) : undefined
    case 'invite':
      return tell.kind === 'done'
        ? turn.answer(purpose.command, { ok: true, value: { link: purpose.link } })
        : undefined
    case 'group-link':
      return tell.kind === 'chain' ? linkOpened(turn, purpose, tell.body) : undefined
    case 'post-knock':
      return tell.kind === 'done' ? knockPosted(turn, purpose) : undefined
    case 'seek':
      return tell.kind === 'chain' ? takeFound(turn, purpose.conversation, tell.body) : undefined
    case 'claim':
      return tell.kind === 'key-packages' ? claimed(turn, purpose.conversation, tell.body) : undefined
    case 'seek-member':
      return tell.kind === 'chain' ? takeMember(turn, purpose, tell.body) : undefined
    case 'claim-member':
      return tell.kind === 'key-packages' ? takeClaimed(turn, purpose, tell.body) : undefined
    case 'know':
      return tell.kind === 'chain' ? takeChain(turn, purpose, tell.body) : undefined
    case 'token-add':
      return tell.kind === 'done' ? tokenKnown(turn, purpose.room) : undefined
    case 'put-blob':
      return tell.kind === 'done' ? uploaded(turn, purpose.upload) : undefined
    case 'get-blob':
      return tell.kind === 'blob' ? blobFetched(turn, purpose.id, tell.body) : undefined
    case 'put-piece':
      return tell.kind === 'done' ? takePut(turn, purpose) : undefined
    case 'get-piece':
      return tell.kind === 'blob' ? pieceCame(turn, purpose, tell.body) : undefined
    case 'post-letter':
      return tell.kind === 'done' ? letterPosted(turn, purpose.room, purpose.device) : undefined
    case 'create':
      return tell.kind === 'done' ? readingEvent(turn, purpose.room, { on: 'created' }) : undefined
    case 'open':
      return tell.kind === 'opened' ? readingEvent(turn, purpose.room, { on: 'opened', last: tell.last }) : undefined
    case 'report':
      return tell.kind === 'done' ? reported(turn, purpose.room, true) : undefined
    case 'reports':
      return tell.kind === 'reports' ? takeReports(turn, purpose.room, purpose.n, tell.body) : undefined
    case 'append':
      return tell.kind === 'appended' ? takeAppended(turn, purpose, tell.seq) : undefined
    case 'commit':
      return tell.kind === 'appended' ? takeCommitted(turn, purpose, tell.seq) : undefined
    case 'token-revoke':
      return tell.kind === 'done' ? tokenRevoked(turn, purpose.contact, purpose.hash) : undefined
    case 'letter-done':
    case 'close':
  }
}

async function takePut(turn: Turn, purpose: Extract<Purpose, { for: 'put-piece' }>): Promise<void> {
  const conversation = await piecePut(turn, purpose)
  if (conversation !== undefined) await advanceConversation(turn, conversation)
}

async function takeFound(turn: Turn, conversation: number, body: Uint8Array): Promise<void> {
  if (found(turn, conversation, body)) await takeWaitingLetters(turn)
}

async function takeMember(turn: Turn, of: Extract<Purpose, { for: 'seek-member' }>, body: Uint8Array): Promise<void> {
  memberFound(turn, of.conversation, of.handle, body)
  await takeWaitingLetters(turn)
}

async function takeClaimed(turn: Turn, of: Extract<Purpose, { for: 'claim-member' }>, body: Uint8Array): Promise<void> {
  await memberClaimed(turn, of.conversation, of.handle, body)
  await advanceConversation(turn, of.conversation)
}

async function takeChain(turn: Turn, purpose: Extract<Purpose, { for: 'know' }>, body: Uint8Array): Promise<void> {
  const met = meet(turn, body, { account: purpose.account })
  if ('refused' in met) {
    if (met.refused === 'chain-invalid') return turn.warn('chain-invalid')
    identityChanged(turn, met.chain)
    // Whoever else is in a group with them follows it all the same.
    turn.set('chains', hex(met.chain.account), met.chain)
  }
  // Joining a group wants many, and trying it again after each would take far longer than all of them.
  if (underWay(turn, (other) => other.for === 'know')) return
  await takeWaitingLetters(turn)
  await chainsKnown(turn)
  await pursueKnocks(turn)
}

async function takeAppended(turn: Turn, of: Extract<Purpose, { for: 'append' }>, seq: number): Promise<void> {
  const gap = seq > turn.state.rooms.get(of.room)!.seq + 1
  await acknowledged(turn, of.room, of.id, seq)
  if (gap) await reopen(turn, of.room)
  else await readingEvent(turn, of.room, { on: 'moved', seq })
}

async function takeCommitted(turn: Turn, of: Extract<Purpose, { for: 'commit' }>, seq: number): Promise<void> {
  const { room: number, id } = of
  const room = turn.state.rooms.get(number)!
  // Read meanwhile, or made void by another's.
  if (room.staged === null || !sameBytes(room.staged.id, id)) return readingEvent(turn, number, { on: 'moved', seq })
  // The answer stands in for the entry only at its place in order; otherwise the entry itself is read.
  if (seq === room.seq + 1) await mergeOwn(turn, number, seq)
  // Something else was handed out at its place: what was read here is not the channel's history.
  else if (seq <= room.seq) lose(turn, room)
  await reopen(turn, number)
}

/** Joining has ended when others can reach this device: its key packages are at the server. */
function tellJoined(turn: Turn): void {
  const { joining, line, keyPackages } = turn.state
  if (joining === undefined || line.at !== 'online' || keyPackages.size === 0) return
  if (underWay(turn, (purpose) => purpose.for === 'publish' || purpose.for === 'stock')) return
  turn.answer(joining, { ok: true })
  turn.change({ joining: undefined })
}
