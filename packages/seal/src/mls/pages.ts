/**
 * A group's state as pages. 0: GroupContext and ratchet tree, all public but for who is in it. 1: the secrets of the
 * epoch and the private keys. 2 + k: the secret tree under leaves 16k to 16k + 15, which alone changes with a message.
 * Without page 1 the sender data stays closed, and the secret-tree pages of an epoch are of no use to any other.
 *
 * Each page starts with a version (1 byte), its number (4) and the epoch (8), so that pages of two epochs cannot be
 * mixed.
 */
import { sameBytes } from '@ebb/protocol'
import type { ClientState } from 'ts-mls/clientState.js'
import {
  decodeUint32,
  decodeUint64,
  decodeUint8,
  uint32Encoder,
  uint64Encoder,
  uint8Encoder,
} from 'ts-mls/codec/number.js'
import { mapDecoders } from 'ts-mls/codec/tlsDecoder.js'
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js'
import { contramapBufferEncoders, encode } from 'ts-mls/codec/tlsEncoder.js'
import type { BufferEncoder } from 'ts-mls/codec/tlsEncoder.js'
import { decodeVarLenData, varLenDataEncoder } from 'ts-mls/codec/variableLength.js'
import { decodeGroupContext, groupContextEncoder } from 'ts-mls/groupContext.js'
import { decodePrivateKeyPath, privateKeyPathEncoder } from 'ts-mls/privateKeyPath.js'
import { decodeRatchetTree, ratchetTreeEncoder } from 'ts-mls/ratchetTree.js'
import * as secretTrees from 'ts-mls/secretTree.js'
import { leafWidth } from 'ts-mls/treemath.js'
import type { Group, PageChange } from '../mls.ts'
import { config, groupOf, insideOf } from './group.ts'
import { decodeStrictly } from './strict.ts'

const version = 1
const firstSenders = 2

/** The pages of `after` that differ from those of `before`, or all of them; pages that are no more have no bytes. */
export function changedPages(before: Group | undefined, after: Group): readonly PageChange[] {
  const { state } = insideOf(after)
  const old = before === undefined ? undefined : insideOf(before).state
  if (old === state) return []
  // The epoch stands in every page; the channel too says whose pages they are.
  const base =
    old !== undefined && before?.epoch === after.epoch && sameBytes(before.channel, after.channel) ? old : undefined
  const changes: PageChange[] = []
  const isSame = (...fields: readonly (keyof ClientState)[]) => fields.every((field) => base?.[field] === state[field])
  if (!isSame('groupContext', 'ratchetTree', 'confirmationTag')) changes.push(write(0, after.epoch, publicPage(state)))
  if (!isSame('keySchedule', 'privatePath', 'signaturePrivateKey'))
    changes.push(write(1, after.epoch, epochPage(state)))
  for (const [k, page] of state.secretTree.pages.entries()) {
    if (base?.secretTree.pages[k] === page) continue
    changes.push(write(firstSenders + k, after.epoch, secretTrees.secretTreePageEncoder(page)))
  }
  for (let k = state.secretTree.pages.length; k < (old?.secretTree.pages.length ?? 0); k++) {
    changes.push({ page: firstSenders + k, bytes: undefined })
  }
  return changes
}

/** Throws where a page is missing, superfluous, damaged, or of another epoch than the others. */
export function fromPages(pages: ReadonlyMap<number, Uint8Array>): Group {
  const shared = read(pages, 0, decodePublicPage, publicPageOf)
  const secret = read(pages, 1, decodeEpochPage, epochPageOf)
  const width = leafWidth(shared.body.ratchetTree.length)
  const secretPages = Array.from({ length: secretTrees.pageCount(width) }, (_, k) =>
    read(pages, firstSenders + k, secretTrees.decodeSecretTreePage, secretTrees.secretTreePageEncoder),
  )
  const all = [shared, secret, ...secretPages]
  const epoch = shared.body.groupContext.epoch
  if (pages.size !== all.length || all.some((page) => page.epoch !== epoch))
    throw new Error('the pages are not of one state')
  if (secretPages.some(({ body }) => body.length !== secretTrees.widthOfPage(width)))
    throw new Error('a page of senders has another size')
  const { privatePath, signaturePrivateKey, ...kept } = secret.body
  return groupOf({
    ...shared.body,
    keySchedule: {
      ...kept,
      externalSecret: none,
      membershipKey: none,
      resumptionPsk: none,
      confirmationKey: none,
    },
    privatePath,
    signaturePrivateKey,
    secretTree: { leafWidth: width, pages: secretPages.map(({ body }) => body) },
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig: config,
  })
}

const none = new Uint8Array()

type PublicPage = Pick<ClientState, 'groupContext' | 'ratchetTree' | 'confirmationTag'>

const publicPageOf: BufferEncoder<PublicPage> = contramapBufferEncoders(
  [groupContextEncoder, ratchetTreeEncoder, varLenDataEncoder],
  (page) => [page.groupContext, page.ratchetTree, page.confirmationTag] as const,
)
const publicPage = (state: ClientState) => publicPageOf(state)
const decodePublicPage: Decoder<PublicPage> = mapDecoders(
  [decodeGroupContext, decodeRatchetTree, decodeVarLenData],
  (groupContext, ratchetTree, confirmationTag) => ({ groupContext, ratchetTree, confirmationTag }),
)

type EpochPage = Pick<ClientState, 'privatePath' | 'signaturePrivateKey'> &
  Pick<ClientState['keySchedule'], 'initSecret' | 'senderDataSecret' | 'exporterSecret' | 'epochAuthenticator'>

type Schedule = Omit<EpochPage, 'privatePath' | 'signaturePrivateKey'>

const scheduleEncoder: BufferEncoder<Schedule> = contramapBufferEncoders(
  [varLenDataEncoder, varLenDataEncoder, varLenDataEncoder, varLenDataEncoder],
  (kept) => [kept.initSecret, kept.senderDataSecret, kept.exporterSecret, kept.epochAuthenticator] as const,
)
const decodeSchedule: Decoder<Schedule> = mapDecoders(
  [decodeVarLenData, decodeVarLenData, decodeVarLenData, decodeVarLenData],
  (initSecret, senderDataSecret, exporterSecret, epochAuthenticator) => ({
    initSecret,
    senderDataSecret,
    exporterSecret,
    epochAuthenticator,
  }),
)
const epochPageOf: BufferEncoder<EpochPage> = contramapBufferEncoders(
  [scheduleEncoder, privateKeyPathEncoder, varLenDataEncoder],
  (page) => [page, page.privatePath, page.signaturePrivateKey] as const,
)
const epochPage = (state: ClientState) => epochPageOf({ ...state, ...state.keySchedule })
const decodeEpochPage: Decoder<EpochPage> = mapDecoders(
  [decodeSchedule, decodePrivateKeyPath, decodeVarLenData],
  (kept, privatePath, signaturePrivateKey) => ({ ...kept, privatePath, signaturePrivateKey }),
)

interface Page<Body> {
  readonly version: number
  readonly page: number
  readonly epoch: bigint
  readonly body: Body
}

const pageEncoder = <Body>(body: BufferEncoder<Body>): BufferEncoder<Page<Body>> =>
  contramapBufferEncoders(
    [uint8Encoder, uint32Encoder, uint64Encoder, body],
    (p: Page<Body>) => [p.version, p.page, p.epoch, p.body] as const,
  )

function write(page: number, epoch: number, body: ReturnType<BufferEncoder<unknown>>): PageChange {
  return { page, bytes: encode(pageEncoder(() => body))({ version, page, epoch: BigInt(epoch), body: undefined }) }
}

function read<Body>(
  pages: ReadonlyMap<number, Uint8Array>,
  number: number,
  decode: Decoder<Body>,
  body: BufferEncoder<Body>,
): Page<Body> {
  const bytes = pages.get(number)
  if (bytes === undefined) throw new Error(`page ${number} is missing`)
  const decodePage: Decoder<Page<Body>> = mapDecoders(
    [decodeUint8, decodeUint32, decodeUint64, decode],
    (v, page, epoch, content) => ({
      version: v,
      page,
      epoch,
      body: content,
    }),
  )
  // A copy: the state keeps views of it.
  const found = decodeStrictly(decodePage, encode(pageEncoder(body)), bytes.slice())
  if (found === undefined || found.version !== version || found.page !== number)
    throw new Error(`page ${number} is damaged`)
  return found
}
