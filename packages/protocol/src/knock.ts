/** Asking to join a group by a link, as the content of a letter, and the answer, which is sealed without an author. */
import { channelId } from './ids.ts'
import { constant, decodeAs, encodeAs, exactly, maybe, record, word, type RecordOf, plain } from './shape.ts'

const knockFields = {
  kind: constant(4),
  /** `groupLinkKey`, 32 bytes. */
  link: plain(32),
  /** 16 random bytes: whoever names them answers this request. */
  reply: plain(16),
}
const knockShape = record(knockFields)
export type Knock = RecordOf<typeof knockFields>

export const knockOutcomes = ['admitted', 'declined', 'revoked', 'expired', 'used-up'] as const
export type KnockOutcome = (typeof knockOutcomes)[number]

const answerFields = {
  kind: constant(5),
  reply: plain(16),
  outcome: word(knockOutcomes),
  /** Where somebody is admitted: the group's channel, into which a welcome will lead. */
  channel: maybe(exactly(16, channelId)),
}
const answerShape = record(answerFields)
/** No signature: only who was asked knows `reply`, and nobody is told which of them has decided. */
export type KnockAnswer = RecordOf<typeof answerFields>

export const encodeKnock = (knock: Omit<Knock, 'kind'>): Uint8Array => encodeAs(knockShape, { kind: 4, ...knock })
export const decodeKnock = (packed: Uint8Array) => decodeAs(knockShape, packed)
export const encodeKnockAnswer = (answer: Omit<KnockAnswer, 'kind'>): Uint8Array =>
  encodeAs(answerShape, { kind: 5, ...answer })
export const decodeKnockAnswer = (packed: Uint8Array) => decodeAs(answerShape, packed)
