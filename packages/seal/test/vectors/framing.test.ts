/** Vectors of messages: their encoding, their protection, and a Welcome. */
import { expect, test } from 'vitest'
import type { AuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { decodeCommit, encodeCommit } from 'ts-mls/commit.js'
import { createContentCommitSignature } from 'ts-mls/framedContent.js'
import type { GroupContext } from 'ts-mls/groupContext.js'
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js'
import { decodeGroupSecrets, encodeGroupSecrets } from 'ts-mls/groupSecrets.js'
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js'
import { decodeMlsMessage, encodeMlsMessage, type MLSMessage } from 'ts-mls/message.js'
import { protect, protectApplicationData, protectProposal, unprotectPrivateMessage } from 'ts-mls/messageProtection.js'
import { protectProposalPublic, protectPublicMessage, unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js'
import {
  decodeAdd,
  decodeExternalInit,
  decodeGroupContextExtensions,
  decodeProposal,
  decodePSK,
  decodeReinit,
  decodeRemove,
  decodeUpdate,
  encodeAdd,
  encodeExternalInit,
  encodeGroupContextExtensions,
  encodePSK,
  encodeReinit,
  encodeRemove,
  encodeUpdate,
  proposalEncoder,
} from 'ts-mls/proposal.js'
import type { PrivateMessage } from 'ts-mls/privateMessage.js'
import { decodeRatchetTree, encodeRatchetTree, type RatchetTree } from 'ts-mls/ratchetTree.js'
import { createSecretTree } from 'ts-mls/secretTree.js'
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js'
import { capabilities } from '../../src/mls/extensions.ts'
import { suiteNames, suites } from '../../src/provider/suites.ts'
import { bytes, describeVectors, eachVector, hex, whole } from './load.ts'

const cs = suites.classic

describeVectors<Record<string, string>>('messages', (cases) => {
  const roundTrip =
    <T>(decode: Decoder<T>, encodeAgain: (value: T) => Uint8Array) =>
    (data: Uint8Array) =>
      encodeAgain(whole(decode, data))
  const kinds: Record<string, (data: Uint8Array) => Uint8Array> = {
    ratchet_tree: roundTrip(decodeRatchetTree, encodeRatchetTree),
    group_secrets: roundTrip(decodeGroupSecrets, encodeGroupSecrets),
    add_proposal: roundTrip(decodeAdd, encodeAdd),
    update_proposal: roundTrip(decodeUpdate, encodeUpdate),
    remove_proposal: roundTrip(decodeRemove, encodeRemove),
    pre_shared_key_proposal: roundTrip(decodePSK, encodePSK),
    re_init_proposal: roundTrip(decodeReinit, encodeReinit),
    external_init_proposal: roundTrip(decodeExternalInit, encodeExternalInit),
    group_context_extensions_proposal: roundTrip(decodeGroupContextExtensions, encodeGroupContextExtensions),
    commit: roundTrip(decodeCommit, encodeCommit),
    ...Object.fromEntries(
      ['mls_welcome', 'mls_group_info', 'mls_key_package', 'public_message_application', 'public_message_proposal']
        .concat('public_message_commit', 'private_message')
        .map((name) => [name, roundTrip<MLSMessage>(decodeMlsMessage, encodeMlsMessage)]),
    ),
  }
  test('every field decodes and encodes to itself', () => {
    for (const vector of cases) {
      for (const [name, data] of Object.entries(vector))
        expect(hex(kinds[name]?.(bytes(data)) ?? bytes('')), name).toBe(data)
    }
  })
})

interface Protection {
  readonly group_id: string
  readonly epoch: number
  readonly tree_hash: string
  readonly confirmed_transcript_hash: string
  readonly signature_priv: string
  readonly signature_pub: string
  readonly encryption_secret: string
  readonly sender_data_secret: string
  readonly membership_key: string
  readonly proposal: string
  readonly proposal_pub: string
  readonly proposal_priv: string
  readonly commit: string
  readonly commit_pub: string
  readonly commit_priv: string
  readonly application: string
  readonly application_priv: string
}
describeVectors<Protection>('message-protection', ([v]) => {
  if (v === undefined) throw new Error('no case')
  const context: GroupContext = {
    version: 'mls10',
    cipherSuite: suiteNames.classic,
    groupId: bytes(v.group_id),
    epoch: BigInt(v.epoch),
    treeHash: bytes(v.tree_hash),
    confirmedTranscriptHash: bytes(v.confirmed_transcript_hash),
    extensions: [],
  }
  const sender = 1
  const none = new Uint8Array()
  const padding = { kind: 'padUntilLength', padUntilLength: 0 } as const
  const retention = { retainKeysForGenerations: 10, retainKeysForEpochs: 0, maximumForwardRatchetSteps: 100 }
  const leaf: RatchetTree[number] = {
    nodeType: 'leaf',
    leaf: {
      leafNodeSource: 'key_package',
      hpkePublicKey: none,
      signaturePublicKey: bytes(v.signature_pub),
      credential: { credentialType: 'basic', identity: none },
      capabilities: capabilities('classic'),
      lifetime: { notBefore: 0n, notAfter: 0n },
      extensions: [],
      signature: none,
    },
  }
  const tree: RatchetTree = [leaf, undefined, leaf]
  const secrets = () => createSecretTree(2, bytes(v.encryption_secret), cs.kdf)
  const key = bytes(v.signature_priv)
  const senderData = bytes(v.sender_data_secret)
  const membership = bytes(v.membership_key)

  const decoded = (data: string) => whole<MLSMessage>(decodeMlsMessage, bytes(data))
  const openPrivate = async (message: MLSMessage | PrivateMessage) => {
    const inner =
      'wireformat' in message
        ? message.wireformat === 'mls_private_message'
          ? message.privateMessage
          : undefined
        : message
    if (inner === undefined) throw new Error('not a PrivateMessage')
    return (await unprotectPrivateMessage(senderData, inner, await secrets(), tree, context, retention, cs)).content
  }
  const openPublic = async (message: MLSMessage) => {
    if (message.wireformat !== 'mls_public_message') throw new Error('not a PublicMessage')
    return unprotectPublicMessage(membership, context, tree, message.publicMessage, cs)
  }
  const raw = ({ content }: AuthenticatedContent): string => {
    expect(content.sender).toEqual({ senderType: 'member', leafIndex: sender })
    if (content.contentType === 'application') return hex(content.applicationData)
    return hex(
      content.contentType === 'proposal' ? encode(proposalEncoder)(content.proposal) : encodeCommit(content.commit),
    )
  }

  test('proposal', async () => {
    expect(raw(await openPublic(decoded(v.proposal_pub)))).toBe(v.proposal)
    expect(raw(await openPrivate(decoded(v.proposal_priv)))).toBe(v.proposal)
    const proposal = whole(decodeProposal, bytes(v.proposal))
    const { publicMessage } = await protectProposalPublic(key, membership, context, none, proposal, sender, cs)
    expect(raw(await openPublic({ version: 'mls10', wireformat: 'mls_public_message', publicMessage }))).toBe(
      v.proposal,
    )
    const made = await protectProposal(key, senderData, proposal, none, context, await secrets(), sender, padding, cs)
    expect(raw(await openPrivate(made.privateMessage))).toBe(v.proposal)
  })

  test('commit', async () => {
    expect(raw(await openPublic(decoded(v.commit_pub)))).toBe(v.commit)
    expect(raw(await openPrivate(decoded(v.commit_priv)))).toBe(v.commit)
    const commit = whole(decodeCommit, bytes(v.commit))
    const confirmationTag = bytes('00'.repeat(32))
    for (const wireformat of ['mls_public_message', 'mls_private_message'] as const) {
      const member = { senderType: 'member', leafIndex: sender } as const
      const signed = await createContentCommitSignature(context, wireformat, commit, member, none, key, cs.signature)
      const auth = { contentType: 'commit', signature: signed.signature, confirmationTag } as const
      const content = signed.framedContent
      if (wireformat === 'mls_public_message') {
        const publicMessage = await protectPublicMessage(membership, context, { wireformat, content, auth }, cs)
        expect(raw(await openPublic({ version: 'mls10', wireformat, publicMessage }))).toBe(v.commit)
      } else {
        const made = await protect(
          senderData,
          none,
          context,
          await secrets(),
          { ...content, auth },
          sender,
          padding,
          cs,
        )
        expect(raw(await openPrivate(made.privateMessage))).toBe(v.commit)
      }
    }
  })

  test('application, never as a PublicMessage', async () => {
    expect(raw(await openPrivate(decoded(v.application_priv)))).toBe(v.application)
    const data = bytes(v.application)
    const made = await protectApplicationData(
      key,
      senderData,
      data,
      none,
      context,
      await secrets(),
      sender,
      padding,
      cs,
    )
    expect(raw(await openPrivate(made.privateMessage))).toBe(v.application)
    const content = {
      contentType: 'application' as const,
      applicationData: data,
      groupId: context.groupId,
      epoch: context.epoch,
      sender: { senderType: 'member' as const, leafIndex: sender },
      authenticatedData: none,
    }
    const auth = { contentType: 'application' as const, signature: bytes('00'.repeat(64)) }
    await expect(
      protectPublicMessage(membership, context, { wireformat: 'mls_public_message', content, auth }, cs),
    ).rejects.toThrow(/application/i)
  })
})

async function checkWelcome(v: Record<'init_priv' | 'signer_pub' | 'key_package' | 'welcome', string>): Promise<void> {
  const keyPackage = whole<MLSMessage>(decodeMlsMessage, bytes(v.key_package))
  const welcome = whole<MLSMessage>(decodeMlsMessage, bytes(v.welcome))
  if (keyPackage.wireformat !== 'mls_key_package' || welcome.wireformat !== 'mls_welcome')
    throw new Error('other messages')
  const ref = await makeKeyPackageRef(keyPackage.keyPackage, cs.hash)
  const secrets = await decryptGroupSecrets(
    await cs.hpke.importPrivateKey(bytes(v.init_priv)),
    ref,
    welcome.welcome,
    cs.hpke,
  )
  const psk = new Uint8Array(cs.kdf.size)
  const info =
    secrets === undefined ? undefined : await decryptGroupInfo(welcome.welcome, secrets.joinerSecret, psk, cs)
  if (secrets === undefined || info === undefined) throw new Error('did not decrypt')
  expect(await verifyGroupInfoSignature(info, bytes(v.signer_pub), cs.signature)).toBe(true)
  expect(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, psk, cs)).toBe(true)
}
eachVector('welcome', checkWelcome)
