/** Random values of every structure on the wire, within its bounds. */
import fc from 'fast-check'
import {
  accountId,
  channelId,
  chainStatuses,
  deviceKey,
  encodeCanonical,
  entryId,
  entryKinds,
  epochKey,
  faults,
  inboxKey,
  knockOutcomes,
  limits,
  refusalWords,
  runningHash,
  signature,
  suites,
  type Ask,
  type Body,
  type ChainEntry,
  type Content,
  type FaultReport,
  type GroupLink,
  type GroupPolicy,
  type GroupWelcome,
  type Invitation,
  type Knock,
  type KnockAnswer,
  type Letter,
  type Payload,
  type Policy,
  type Said,
  type SignedChainEntry,
  type Tell,
  type WelcomeContent,
} from '../src/index.ts'

type Of<T> = fc.Arbitrary<T>

export const bytesOf = (length: number): Of<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })
const upTo = (max: number): Of<Uint8Array> => fc.uint8Array({ maxLength: max })
const branded = <T>(length: number, make: (b: Uint8Array) => T): Of<T> => bytesOf(length).map(make)
/** Well-formed text, byte order marks in front left out: what UTF-8 decoders give back unchanged. */
const words = (max: number): Of<string> =>
  fc.string({ unit: 'binary', maxLength: max }).filter((s) => s.length <= max && !s.startsWith('\uFEFF'))
const number = fc.maxSafeNat()
const request = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const clock = fc.integer({ min: 1, max: limits.ceiling })
const maybe = <T>(inner: Of<T>): Of<T | null> => fc.option(inner, { nil: null })

export const account = branded(32, accountId)
const device = branded(32, deviceKey)
const channel = branded(16, channelId)
const epoch = branded(32, epochKey)
const proof = branded(64, signature)
const entry = branded(16, entryId)
const suite = fc.constantFrom(...suites)
export const handle = fc.stringMatching(/^[a-z][a-z0-9]{1,9}([.-][a-z0-9]{1,6}){0,2}$/)
const body = upTo(300)
const signedEntry = upTo(300)

export const asks: Of<Ask> = fc.oneof(
  fc.record({ kind: fc.constant('register' as const), req: request, secret: bytesOf(16), entry: signedEntry }),
  fc.record({ kind: fc.constant('authenticate' as const), req: request, account, device, proof }),
  fc.record({ kind: fc.constant('extend-chain' as const), req: request, account, entry: signedEntry }),
  fc.record({ kind: fc.constant('chain-of-handle' as const), req: request, handle }),
  fc.record({ kind: fc.constant('chain-of-account' as const), req: request, account }),
  fc.record({ kind: fc.constant('invite' as const), req: request, hash: bytesOf(32) }),
  fc.record({ kind: fc.constant('publish' as const), req: request, suite, body }),
  fc.record({ kind: fc.constant('stock' as const), req: request }),
  fc.record({ kind: fc.constant('claim' as const), req: request, account, suite }),
  fc.record({ kind: fc.constantFrom('token-add' as const, 'token-revoke' as const), req: request, hash: bytesOf(32) }),
  fc.record({ kind: fc.constant('post-letter' as const), req: request, device, token: maybe(bytesOf(16)), body }),
  fc.record({ kind: fc.constant('letter-done' as const), req: request, id: bytesOf(16) }),
  fc.record({ kind: fc.constant('create' as const), req: request, channel, publicKey: epoch, proof }),
  fc.record({ kind: fc.constant('open' as const), req: request, channel, n: number, from: number, proof }),
  fc.record({ kind: fc.constant('append' as const), req: request, channel, n: number, bucket: number, body }),
  fc
    .record({ req: request, channel, n: number, next: epoch, oldProof: proof, newProof: proof, body })
    .map((fields) => ({ kind: 'commit' as const, ...fields })),
  fc.record({ kind: fc.constant('close' as const), req: request, channel }),
  fc.record({ kind: fc.constant('put-blob' as const), req: request, id: bytesOf(16), bucket: number, body }),
  fc.record({ kind: fc.constant('get-blob' as const), req: request, id: bytesOf(16) }),
  fc.record({ kind: fc.constant('report' as const), req: request, channel, n: number, proof, body }),
  fc.record({ kind: fc.constant('reports' as const), req: request, channel, n: number, proof }),
  fc
    .record({ req: request, account, device, ends: number, mac: bytesOf(32) })
    .map((fields) => ({ kind: 'resume' as const, ...fields })),
  fc
    .record({ req: request, channel, n: number, from: number, ends: number, mac: bytesOf(32) })
    .map((fields) => ({ kind: 'reopen' as const, ...fields })),
)

export const tells: Of<Tell> = fc.oneof(
  fc
    .record({ origin: words(256), nonce: bytesOf(32), now: number, ceiling: number, server: bytesOf(32), proof })
    .map((fields) => ({ kind: 'hello' as const, version: 1 as const, ...fields })),
  fc.record({ kind: fc.constant('done' as const), req: request }),
  fc.record({ kind: fc.constant('refused' as const), req: number, why: fc.constantFrom(...refusalWords) }),
  fc.record({ kind: fc.constant('chain' as const), req: request, body }),
  fc
    .record({ req: request, classic: number, hybrid: number, classicLast: fc.boolean(), hybridLast: fc.boolean() })
    .map((fields) => ({ kind: 'stock' as const, ...fields })),
  fc.record({ kind: fc.constant('key-packages' as const), req: request, body }),
  fc.record({ kind: fc.constant('opened' as const), req: request, last: number }),
  fc.record({ kind: fc.constant('appended' as const), req: request, seq: number }),
  fc
    .record({
      channel,
      seq: number,
      id: entry,
      of: fc.constantFrom(...entryKinds),
      bucket: number,
      next: maybe(epoch),
      body,
    })
    .map((fields) => ({ kind: 'entry' as const, ...fields })),
  fc
    .record({ channel, seq: number, id: entry, of: fc.constantFrom(...entryKinds) })
    .map((fields) => ({ kind: 'expired' as const, ...fields })),
  fc.record({ kind: fc.constant('letter' as const), id: bytesOf(16), body }),
  fc.record({ kind: fc.constant('blob' as const), req: request, body }),
  fc.record({ kind: fc.constant('reports' as const), req: request, body }),
  fc.record({ kind: fc.constant('ticket' as const), ends: number, secret: bytesOf(32) }),
  fc.record({ kind: fc.constant('segment-ticket' as const), channel, n: number, ends: number, secret: bytesOf(32) }),
)

const chainDevices = fc.array(fc.record({ key: device, inbox: branded(32, inboxKey), addedAt: number }), {
  maxLength: 4,
})
export const chainEntries: Of<ChainEntry> = fc.record({
  version: fc.constant(1 as const),
  origin: words(256),
  seq: fc.nat(limits.chainEntries - 1),
  prev: maybe(bytesOf(32)),
  at: number,
  handle: maybe(handle),
  replaces: maybe(account),
  devices: chainDevices,
  recovery: maybe(bytesOf(32)),
  status: fc.constantFrom(...chainStatuses),
  pending: maybe(fc.record({ devices: chainDevices, from: number })),
})
export const signedChainEntries: Of<SignedChainEntry> = fc.record({
  entry: upTo(500),
  by: bytesOf(32),
  signature: proof,
})

const messageRefs = fc.array(bytesOf(32), { maxLength: 5 })
const bodies: Of<Body> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: words(500) }),
  fc.record({ kind: fc.constant('receipts' as const), delivered: messageRefs, read: messageRefs }),
  fc.record({ kind: fc.constant('token' as const), token: bytesOf(16) }),
  fc.constant({ kind: 'leave' as const }),
  fc.constant({ kind: 'typing' as const }),
  fc.constant({ kind: 'unknown' as const, bytes: encodeCanonical([200, 'of a later version']) }),
  fc.record({
    kind: fc.constant('group-link' as const),
    link: bytesOf(32),
    terms: maybe(
      fc.record({
        ends: number,
        approval: fc.boolean(),
        most: fc.integer({ min: 1, max: limits.groupLinkUses }),
      }),
    ),
  }),
  fc.record({ kind: fc.constant('introduction' as const), handle, account }),
  fc.record({
    kind: fc.constant('epochs' as const),
    marks: fc.array(fc.record({ channel, n: number, authenticator: bytesOf(16) }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('knock-answered' as const),
    link: bytesOf(32),
    knock: bytesOf(32),
    admitted: fc.boolean(),
  }),
)
const attachments: Of<Said & { readonly kind: 'attachment' }> = fc.record({
  kind: fc.constant('attachment' as const),
  text: words(500),
  key: bytesOf(32),
  digest: bytesOf(32),
  size: fc.nat(limits.attachment),
  type: fc.constantFrom('image/jpeg', 'application/octet-stream'),
  name: maybe(words(255)),
  form: fc.oneof(
    fc.constant({ kind: 'file' as const }),
    fc.record({
      kind: fc.constant('picture' as const),
      width: fc.integer({ min: 1, max: 65_535 }),
      height: fc.integer({ min: 1, max: 65_535 }),
      preview: upTo(100),
    }),
    fc.record({ kind: fc.constant('voice' as const), duration: fc.nat(86_400_000), waveform: upTo(128) }),
  ),
})
const onces: Of<Body> = fc
  .oneof(
    fc.record({ kind: fc.constant('text' as const), text: words(500) }),
    fc.constant({ kind: 'spent' as const }),
    attachments,
  )
  .map((said) => ({ kind: 'once' as const, said }))
const mentioned: Of<Body> = fc
  .array(fc.record({ account, name: handle, gap: fc.constantFrom('', ' ', 'and ') }), { minLength: 1, maxLength: 9 })
  .map((names) => {
    let text = ''
    const mentions = names.map(({ account, name, gap }) => {
      const from = text.length + gap.length
      text += `${gap}@${name}`
      return { account, from, length: name.length + 1 }
    })
    return { kind: 'mention' as const, text, mentions }
  })
const forwards: Of<Body> = fc
  .oneof(fc.record({ kind: fc.constant('text' as const), text: words(500) }), attachments)
  .map((said) => ({ kind: 'forward' as const, said }))
const filled = fc.stringMatching(/^[a-z ]{0,20}[a-z]$/)
const polls: Of<Body> = fc.record({
  kind: fc.constant('poll' as const),
  question: filled,
  options: fc.array(filled, { minLength: 2, maxLength: 10 }),
  multiple: fc.boolean(),
})
const votes: Of<Body> = fc.oneof(
  fc
    .subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    .map((options) => ({ kind: 'vote' as const, options: options.toSorted((a, b) => a - b) })),
  fc.constant({ kind: 'close' as const }),
  fc.record({ kind: fc.constant('pin' as const), on: fc.boolean() }),
)
const envelope = {
  salt: bytesOf(16),
  inReplyTo: maybe(bytesOf(32)),
  sent: number,
  count: number,
  ceiling: clock,
  afterRead: maybe(clock),
}
export const contents: Of<Content> = fc.oneof(
  fc.record({ ...envelope, replaces: maybe(bytesOf(32)), body: fc.oneof(bodies, mentioned) }),
  fc.record({ ...envelope, replaces: fc.constant(null), body: fc.oneof(attachments, forwards, polls, onces) }),
  fc.record({ ...envelope, replaces: bytesOf(32), body: fc.constant({ kind: 'delete' as const }) }),
  fc.record({
    ...envelope,
    inReplyTo: bytesOf(32),
    replaces: maybe(bytesOf(32)),
    body: fc.oneof(
      votes,
      fc.record({ kind: fc.constant('reaction' as const), emoji: fc.constantFrom('', '👍', '👩‍👩‍👧‍👦') }),
    ),
  }),
)
export const payloads: Of<Payload> = fc.record({
  seq: number,
  hash: branded(32, runningHash),
  authenticator: bytesOf(16),
  content: upTo(500),
})
export const groupPolicies: Of<GroupPolicy> = fc.record({
  version: fc.constant(2 as const),
  name: words(limits.groupName),
  ceiling: clock,
  afterRead: maybe(fc.nat(limits.ceiling)),
  admins: fc.array(account, { minLength: 1, maxLength: 5 }),
  shorten: fc.constantFrom('admins' as const, 'members' as const),
  announcements: fc.boolean(),
  picture: maybe(upTo(300)),
})
export const policies: Of<Policy> = fc.oneof(
  fc.record({
    version: fc.constant(1 as const),
    name: words(200),
    ceiling: clock,
    afterRead: maybe(clock),
    admins: fc.array(account, { maxLength: 5 }),
  }),
  groupPolicies,
)
export const letters: Of<Letter> = fc.record({
  version: fc.constant(1 as const),
  sender: account,
  device,
  channel,
  n: number,
  content: upTo(500),
  signature: proof,
})
export const welcomes: Of<WelcomeContent> = fc.record({
  kind: fc.constant(1 as const),
  keyPackage: bytesOf(16),
  secrets: upTo(300),
  info: upTo(300),
  seq: number,
  hash: branded(32, runningHash),
  replaces: fc.array(channel, { maxLength: 5 }),
})
export const sealedReports = fc.array(upTo(300), { minLength: 1, maxLength: 3 })
export const faultReports: Of<FaultReport> = fc.record({
  version: fc.constant(1 as const),
  account,
  device,
  commit: entry,
  fault: fc.constantFrom(...faults),
  signature: proof,
})
export const rejoins = fc.record({ kind: fc.constant(2 as const), seq: number })
export const groupWelcomes: Of<GroupWelcome> = fc.record({
  kind: fc.constant(3 as const),
  keyPackage: bytesOf(16),
  secrets: upTo(300),
  info: upTo(300),
  blob: maybe(fc.record({ id: bytesOf(16), key: bytesOf(32) })),
  seq: number,
  hash: branded(32, runningHash),
  replaces: fc.array(fc.record({ channel, seq: number }), { maxLength: 5 }),
})
export const invitations: Of<Invitation> = fc.record({
  version: fc.constant(1 as const),
  secret: bytesOf(16),
  server: bytesOf(32),
  by: maybe(handle),
  ceiling: clock,
  ends: number,
})
export const groupLinks: Of<GroupLink> = fc.record({
  version: fc.constant(1 as const),
  secret: bytesOf(16),
  server: bytesOf(32),
  name: words(limits.groupName),
  admins: fc.array(account, { minLength: 1, maxLength: limits.groupLinkAdmins }),
  ends: number,
  approval: fc.boolean(),
  signature: proof,
})
export const knocks: Of<Knock> = fc.record({
  kind: fc.constant(4 as const),
  link: bytesOf(32),
  reply: bytesOf(16),
})
export const knockAnswers: Of<KnockAnswer> = fc.record({
  kind: fc.constant(5 as const),
  reply: bytesOf(16),
  outcome: fc.constantFrom(...knockOutcomes),
  channel: maybe(channel),
})
export const publications = fc.record({ packages: fc.array(upTo(300), { maxLength: 5 }), lastResort: maybe(upTo(300)) })
export const claims = fc.array(fc.record({ device, keyPackage: upTo(300), lastResort: fc.boolean() }), { maxLength: 5 })
