/**
 * Opens a PrivateMessage (RFC 9420 §6.3) step by step, so that each way to fail has a name and the sender is the
 * authenticated one. The state is not touched; the secret tree without the used generation is returned.
 */
import { sameBytes } from '@ebb/protocol'
import type { AuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import type { ClientState } from 'ts-mls/clientState.js'
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js'
import { verifyFramedContentSignature } from 'ts-mls/framedContent.js'
import * as errors from 'ts-mls/mlsError.js'
import {
  decodePrivateMessageContent,
  decryptSenderData,
  encodePrivateContentAAD,
  encodePrivateMessageContent,
  toAuthenticatedContent,
} from 'ts-mls/privateMessage.js'
import type { PrivateMessage, PrivateMessageContent } from 'ts-mls/privateMessage.js'
import { ratchetToGeneration } from 'ts-mls/secretTree.js'
import type { SecretTree } from 'ts-mls/secretTree.js'
import type { SenderData } from 'ts-mls/sender.js'
import type { Leaf, OpenRefusal } from '../mls.ts'
import { leafAt } from './credential.ts'

export interface Unprotected {
  readonly sender: Leaf
  readonly content: AuthenticatedContent
  readonly secretTree: SecretTree
}

export async function unprotect(
  state: ClientState,
  message: PrivateMessage,
  cs: CiphersuiteImpl,
): Promise<Unprotected | OpenRefusal> {
  const senderData = await attempt(() => decryptSenderData(message, state.keySchedule.senderDataSecret, cs))
  if (senderData === undefined || senderData.reuseGuard.length !== 4) return 'not-authentic'
  const { ratchetTree } = state
  // RFC 9420 §6.3.2: the leaf must not be blank.
  const sender = 2 * senderData.leafIndex < ratchetTree.length ? leafAt(ratchetTree, senderData.leafIndex) : undefined
  if (sender === undefined) return 'not-authentic'
  if (sender.index === state.privatePath.leafIndex) return 'own-message'

  const keys = await keysOf(state, message, senderData, cs)
  if (typeof keys === 'string') return keys
  const aad = encodePrivateContentAAD(message)
  const plaintext = await attempt(() => cs.hpke.decryptAead(keys.key, keys.nonce, aad, message.ciphertext))
  if (plaintext === undefined) return 'not-authentic'
  const inner = decodeContent(message.contentType, plaintext)
  if (inner === undefined) return 'malformed'

  const content = toAuthenticatedContent(inner, message, sender.index)
  const node = ratchetTree[2 * sender.index]
  const key = node?.nodeType === 'leaf' ? node.leaf.signaturePublicKey : sender.device
  const { groupContext } = state
  const wire = 'mls_private_message'
  const verified = await verifyFramedContentSignature(
    key,
    wire,
    content.content,
    content.auth,
    groupContext,
    cs.signature,
  )
  return verified ? { sender, content, secretTree: keys.newTree } : 'not-authentic'
}

async function keysOf(state: ClientState, message: PrivateMessage, senderData: SenderData, cs: CiphersuiteImpl) {
  try {
    const { keyRetentionConfig } = state.clientConfig
    return await ratchetToGeneration(state.secretTree, senderData, message.contentType, keyRetentionConfig, cs)
  } catch (error) {
    if (error instanceof errors.GenerationError)
      return error.reason === 'tooFarAhead' ? 'too-far-ahead' : 'not-authentic'
    if (error instanceof errors.ValidationError) return 'not-authentic'
    throw error
  }
}

/** The content whose one encoding, followed by zeros only, is the plaintext. */
function decodeContent(
  contentType: PrivateMessage['contentType'],
  plaintext: Uint8Array,
): PrivateMessageContent | undefined {
  try {
    const content = decodePrivateMessageContent(contentType)(plaintext, 0)?.[0]
    if (content === undefined) return undefined
    const encoded = encodePrivateMessageContent({ kind: 'padUntilLength', padUntilLength: 0 })(content)
    return sameBytes(encoded, plaintext.subarray(0, encoded.length)) ? content : undefined
  } catch {
    return undefined // the library's decoders throw where a length lies outside
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof errors.CryptoError) return undefined
    throw error
  }
}
