/**
 * An application message (RFC 9420 §6.3), padded. The signature is made by a thread of WebCrypto; meanwhile this one
 * moves the ratchet, which takes about as long.
 */
import type { ClientState } from 'ts-mls/clientState.js'
import { signFramedContentApplicationOrProposal } from 'ts-mls/framedContent.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { encodePrivateContentAAD, encodePrivateMessageContent, encryptSenderData } from 'ts-mls/privateMessage.js'
import { mlsExporter } from 'ts-mls/keySchedule.js'
import { consumeRatchet } from 'ts-mls/secretTree.js'
import type { SenderData } from 'ts-mls/sender.js'
import type { Group } from '../mls.ts'
import { insideOf, withSecretTree } from './group.ts'
import { longestContent } from './padding.ts'

/** Throws RangeError where the content is longer than 65,536 bytes. */
export async function encrypt(
  group: Group,
  content: Uint8Array,
): Promise<{ readonly group: Group; readonly bytes: Uint8Array }> {
  if (content.length > longestContent) {
    throw new RangeError(`a message has at most ${longestContent} bytes, not ${content.length}`)
  }
  const { state, cs } = insideOf(group)
  const { groupContext, privatePath, keySchedule } = state
  const signed = sign(group, content)
  const ratchet = await consumeRatchet(state.secretTree, 2 * privatePath.leafIndex, 'application', cs)
  const { groupId, epoch } = groupContext
  const header = { groupId, epoch, contentType: 'application' as const, authenticatedData: nothing }
  const aad = encodePrivateContentAAD(header)
  const plaintext = encodePrivateMessageContent(state.clientConfig.paddingConfig)(await signed)
  const ciphertext = await cs.hpke.encryptAead(ratchet.key, ratchet.nonce, aad, plaintext)

  const { generation, reuseGuard } = ratchet
  const senderData: SenderData = { leafIndex: privatePath.leafIndex, generation, reuseGuard }
  const encryptedSenderData = await encryptSenderData(keySchedule.senderDataSecret, senderData, header, ciphertext, cs)
  const privateMessage = { ...header, encryptedSenderData, ciphertext }
  return {
    group: withSecretTree(group, ratchet.newTree),
    bytes: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }),
  }
}

const nothing = new Uint8Array()

/** FramedContentTBS, §6.1: the content, who sends it, and the GroupContext. */
async function sign(group: Group, applicationData: Uint8Array) {
  const { state, cs } = insideOf(group)
  const { groupContext, privatePath, signaturePrivateKey } = state
  const content = {
    contentType: 'application' as const,
    applicationData,
    groupId: groupContext.groupId,
    epoch: groupContext.epoch,
    sender: { senderType: 'member' as const, leafIndex: privatePath.leafIndex },
    authenticatedData: nothing,
  }
  const framed = framing(groupContext, content)
  return { ...content, auth: await signFramedContentApplicationOrProposal(signaturePrivateKey, framed, cs) }
}

const framing = <Content>(context: ClientState['groupContext'], content: Content) => ({
  protocolVersion: context.version,
  wireformat: 'mls_private_message' as const,
  content,
  senderType: 'member' as const,
  context,
})

/** MLS-Exporter, RFC 9420 §8.5. */
export function exportSecret(group: Group, label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
  const { state, cs } = insideOf(group)
  return mlsExporter(state.keySchedule.exporterSecret, label, context, length, cs)
}
