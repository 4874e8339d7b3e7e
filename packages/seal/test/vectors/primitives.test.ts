/** Vectors of the functions below the messages. */
import { expect } from 'vitest'
import { determineLength } from 'ts-mls/codec/variableLength.js'
import { refhash } from 'ts-mls/crypto/hash.js'
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js'
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js'
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js'
import { decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import { verifyConfirmationTag } from 'ts-mls/framedContent.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { groupContextEncoder, type GroupContext } from 'ts-mls/groupContext.js'
import { initializeEpoch, mlsExporter } from 'ts-mls/keySchedule.js'
import { computePskSecret, type PreSharedKeyID } from 'ts-mls/presharedkey.js'
import { createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js'
import { expandSenderDataKey, expandSenderDataNonce, type ReuseGuard } from 'ts-mls/sender.js'
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js'
import { left, nodeWidth, parent, right, root, sibling, toNodeIndex } from 'ts-mls/treemath.js'
import { suiteNames, suites } from '../../src/provider/suites.ts'
import { bytes, eachVector, hex, whole } from './load.ts'

const cs = suites.classic

interface TreeMath {
  readonly n_leaves: number
  readonly n_nodes: number
  readonly root: number
  readonly left: (number | null)[]
  readonly right: (number | null)[]
  readonly parent: (number | null)[]
  readonly sibling: (number | null)[]
}
function checkTreeMath(v: TreeMath): void {
  expect(nodeWidth(v.n_leaves)).toBe(v.n_nodes)
  expect(root(v.n_leaves)).toBe(v.root)
  for (let i = 0; i < v.n_nodes; i++) {
    const node = toNodeIndex(i)
    if (v.left[i] !== null) expect(left(node)).toBe(v.left[i])
    else expect(() => left(node)).toThrow(/no children/)
    if (v.right[i] !== null) expect(right(node)).toBe(v.right[i])
    else expect(() => right(node)).toThrow(/no children/)
    if (v.parent[i] !== null) expect(parent(node, v.n_leaves)).toBe(v.parent[i])
    else expect(() => parent(node, v.n_leaves)).toThrow(/no parent/)
    if (v.sibling[i] !== null) expect(sibling(node, v.n_leaves)).toBe(v.sibling[i])
    else expect(() => sibling(node, v.n_leaves)).toThrow(/no parent/)
  }
}
eachVector('tree-math', checkTreeMath)

interface CryptoBasics {
  readonly ref_hash: Record<'label' | 'value' | 'out', string>
  readonly expand_with_label: Record<'secret' | 'label' | 'context' | 'out', string> & { readonly length: number }
  readonly derive_secret: Record<'secret' | 'label' | 'out', string>
  readonly derive_tree_secret: Record<'secret' | 'label' | 'out', string> & {
    readonly generation: number
    readonly length: number
  }
  readonly sign_with_label: Record<'priv' | 'pub' | 'content' | 'label' | 'signature', string>
  readonly encrypt_with_label: Record<
    'priv' | 'pub' | 'label' | 'context' | 'plaintext' | 'kem_output' | 'ciphertext',
    string
  >
}
async function checkCryptoBasics(v: CryptoBasics): Promise<void> {
  expect(hex(await refhash(v.ref_hash.label, bytes(v.ref_hash.value), cs.hash))).toBe(v.ref_hash.out)
  const e = v.expand_with_label
  expect(hex(await expandWithLabel(bytes(e.secret), e.label, bytes(e.context), e.length, cs.kdf))).toBe(e.out)
  const d = v.derive_secret
  expect(hex(await deriveSecret(bytes(d.secret), d.label, cs.kdf))).toBe(d.out)
  const t = v.derive_tree_secret
  expect(hex(await deriveTreeSecret(bytes(t.secret), t.label, t.generation, t.length, cs.kdf))).toBe(t.out)
  const s = v.sign_with_label
  const own = await signWithLabel(bytes(s.priv), s.label, bytes(s.content), cs.signature)
  for (const signature of [bytes(s.signature), own]) {
    expect(await verifyWithLabel(bytes(s.pub), s.label, bytes(s.content), signature, cs.signature)).toBe(true)
  }
  const h = v.encrypt_with_label
  const key = await cs.hpke.importPrivateKey(bytes(h.priv))
  const pub = await cs.hpke.importPublicKey(bytes(h.pub))
  const sealed = await encryptWithLabel(pub, h.label, bytes(h.context), bytes(h.plaintext), cs.hpke)
  for (const { enc, ct } of [{ enc: bytes(h.kem_output), ct: bytes(h.ciphertext) }, sealed]) {
    expect(hex(await decryptWithLabel(key, h.label, bytes(h.context), enc, ct, cs.hpke))).toBe(h.plaintext)
  }
}
eachVector('crypto-basics', checkCryptoBasics)

function checkDeserialization(v: { readonly vlbytes_header: string; readonly length: number }): void {
  const header = bytes(v.vlbytes_header)
  expect(determineLength(header)).toEqual({ length: v.length, lengthFieldSize: header.length })
}
eachVector('deserialization', checkDeserialization)

interface Psk {
  readonly psks: readonly Record<'psk_id' | 'psk' | 'psk_nonce', string>[]
  readonly psk_secret: string
}
async function checkPskSecret(v: Psk): Promise<void> {
  const psks = v.psks.map(({ psk_id, psk, psk_nonce }): [PreSharedKeyID, Uint8Array] => [
    { psktype: 'external', pskId: bytes(psk_id), pskNonce: bytes(psk_nonce) },
    bytes(psk),
  ])
  expect(hex(await computePskSecret(psks, cs))).toBe(v.psk_secret)
}
eachVector('psk_secret', checkPskSecret)

type Epoch = Record<
  | 'commit_secret'
  | 'confirmation_key'
  | 'confirmed_transcript_hash'
  | 'encryption_secret'
  | 'epoch_authenticator'
  | 'exporter_secret'
  | 'external_pub'
  | 'external_secret'
  | 'group_context'
  | 'init_secret'
  | 'joiner_secret'
  | 'membership_key'
  | 'psk_secret'
  | 'resumption_psk'
  | 'sender_data_secret'
  | 'tree_hash'
  | 'welcome_secret',
  string
> & { readonly exporter: Record<'context' | 'label' | 'secret', string> & { readonly length: number } }
interface KeySchedule {
  readonly group_id: string
  readonly initial_init_secret: string
  readonly epochs: readonly Epoch[]
}
async function checkKeySchedule(v: KeySchedule): Promise<void> {
  let initSecret = bytes(v.initial_init_secret)
  for (const [i, epoch] of v.epochs.entries()) {
    const context: GroupContext = {
      version: 'mls10',
      cipherSuite: suiteNames.classic,
      groupId: bytes(v.group_id),
      epoch: BigInt(i),
      treeHash: bytes(epoch.tree_hash),
      confirmedTranscriptHash: bytes(epoch.confirmed_transcript_hash),
      extensions: [],
    }
    expect(hex(encode(groupContextEncoder)(context))).toBe(epoch.group_context)
    const made = await initializeEpoch(initSecret, bytes(epoch.commit_secret), context, bytes(epoch.psk_secret), cs.kdf)
    const { keySchedule } = made
    expect(hex(made.joinerSecret)).toBe(epoch.joiner_secret)
    expect(hex(made.welcomeSecret)).toBe(epoch.welcome_secret)
    expect(hex(made.encryptionSecret)).toBe(epoch.encryption_secret)
    expect(hex(keySchedule.initSecret)).toBe(epoch.init_secret)
    expect(hex(keySchedule.senderDataSecret)).toBe(epoch.sender_data_secret)
    expect(hex(keySchedule.exporterSecret)).toBe(epoch.exporter_secret)
    expect(hex(keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator)
    expect(hex(keySchedule.externalSecret)).toBe(epoch.external_secret)
    expect(hex(keySchedule.confirmationKey)).toBe(epoch.confirmation_key)
    expect(hex(keySchedule.membershipKey)).toBe(epoch.membership_key)
    expect(hex(keySchedule.resumptionPsk)).toBe(epoch.resumption_psk)
    const external = await cs.hpke.deriveKeyPair(keySchedule.externalSecret)
    expect(hex(await cs.hpke.exportPublicKey(external.publicKey))).toBe(epoch.external_pub)
    const { label, context: asked, length, secret } = epoch.exporter
    expect(hex(await mlsExporter(keySchedule.exporterSecret, label, bytes(asked), length, cs))).toBe(secret)
    initSecret = bytes(epoch.init_secret)
  }
}
eachVector('key-schedule', checkKeySchedule)

type Generation = Record<'application_key' | 'application_nonce' | 'handshake_key' | 'handshake_nonce', string> & {
  readonly generation: number
}
interface SecretTreeVector {
  readonly encryption_secret: string
  readonly sender_data: Record<'sender_data_secret' | 'ciphertext' | 'key' | 'nonce', string>
  readonly leaves: readonly (readonly Generation[])[]
}
async function checkSecretTree(v: SecretTreeVector): Promise<void> {
  const { sender_data_secret: secret, ciphertext, key, nonce } = v.sender_data
  expect(hex(await expandSenderDataKey(cs, bytes(secret), bytes(ciphertext)))).toBe(key)
  expect(hex(await expandSenderDataNonce(cs, bytes(secret), bytes(ciphertext)))).toBe(nonce)
  let tree = await createSecretTree(v.leaves.length, bytes(v.encryption_secret), cs.kdf)
  // A reuse guard of zeros leaves the nonce as it was derived.
  const reuseGuard = new Uint8Array(4) as ReuseGuard
  const config = { retainKeysForGenerations: 10, retainKeysForEpochs: 0, maximumForwardRatchetSteps: 1000 }
  for (const [leafIndex, generations] of v.leaves.entries()) {
    for (const g of generations) {
      const sender = { leafIndex, generation: g.generation, reuseGuard }
      const application = await ratchetToGeneration(tree, sender, 'application', config, cs)
      const handshake = await ratchetToGeneration(application.newTree, sender, 'commit', config, cs)
      tree = handshake.newTree
      expect([application.key, application.nonce, handshake.key, handshake.nonce].map(hex)).toEqual([
        g.application_key,
        g.application_nonce,
        g.handshake_key,
        g.handshake_nonce,
      ])
    }
  }
}
eachVector('secret-tree', checkSecretTree)

type Transcript = Record<
  | 'confirmation_key'
  | 'authenticated_content'
  | 'interim_transcript_hash_before'
  | 'confirmed_transcript_hash_after'
  | 'interim_transcript_hash_after',
  string
>
async function checkTranscriptHashes(v: Transcript): Promise<void> {
  const { wireformat, content, auth } = whole(decodeAuthenticatedContent, bytes(v.authenticated_content))
  if (content.contentType !== 'commit' || auth.contentType !== 'commit') throw new Error('not a commit')
  const confirmed = await createConfirmedHash(
    bytes(v.interim_transcript_hash_before),
    { wireformat, content, signature: auth.signature },
    cs.hash,
  )
  expect(hex(confirmed)).toBe(v.confirmed_transcript_hash_after)
  expect(await verifyConfirmationTag(bytes(v.confirmation_key), auth.confirmationTag, confirmed, cs.hash)).toBe(true)
  expect(hex(await createInterimHash(confirmed, auth.confirmationTag, cs.hash))).toBe(v.interim_transcript_hash_after)
}
eachVector('transcript-hashes', checkTranscriptHashes)
