/** Vectors of ratchet trees: operations, validation, TreeKEM. */
import { expect } from 'vitest'
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js'
import { deriveSecret } from 'ts-mls/crypto/kdf.js'
import type { GroupContext } from 'ts-mls/groupContext.js'
import { verifyLeafNodeSignature } from 'ts-mls/leafNode.js'
import { verifyParentHashes } from 'ts-mls/parentHash.js'
import { getCommitSecret } from 'ts-mls/pathSecrets.js'
import { toPrivateKeyPath, type PrivateKeyPath } from 'ts-mls/privateKeyPath.js'
import { decodeProposal, type Proposal } from 'ts-mls/proposal.js'
import {
  addLeafNode,
  decodeRatchetTree,
  encodeRatchetTree,
  getHpkePublicKey,
  removeLeafNode,
  resolution,
  updateLeafNode,
  type RatchetTree,
} from 'ts-mls/ratchetTree.js'
import { treeHash, treeHashRoot } from 'ts-mls/treeHash.js'
import { toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js'
import { applyUpdatePath, createUpdatePath, decodeUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js'
import { suiteNames, suites } from '../../src/provider/suites.ts'
import { bytes, eachVector, hex, whole } from './load.ts'

const cs = suites.classic

type Operation = Record<'proposal' | 'tree_before' | 'tree_after' | 'tree_hash_before' | 'tree_hash_after', string> & {
  readonly proposal_sender: number
}
async function checkTreeOperations(v: Operation): Promise<void> {
  const before = whole(decodeRatchetTree, bytes(v.tree_before))
  expect(hex(await treeHashRoot(before, cs.hash))).toBe(v.tree_hash_before)
  const after = applied(before, whole(decodeProposal, bytes(v.proposal)), v.proposal_sender)
  expect(hex(encodeRatchetTree(after))).toBe(v.tree_after)
  expect(hex(await treeHashRoot(after, cs.hash))).toBe(v.tree_hash_after)
}
eachVector('tree-operations', checkTreeOperations)

function applied(tree: RatchetTree, proposal: Proposal, sender: number): RatchetTree {
  if (proposal.proposalType === 'add') return addLeafNode(tree, proposal.add.keyPackage.leafNode)[0]
  if (proposal.proposalType === 'remove') return removeLeafNode(tree, toLeafIndex(proposal.remove.removed))
  if (proposal.proposalType === 'update') return updateLeafNode(tree, proposal.update.leafNode, toLeafIndex(sender))
  throw new Error('another proposal')
}

interface Validation {
  readonly tree: string
  readonly group_id: string
  readonly tree_hashes: readonly string[]
  readonly resolutions: readonly (readonly number[])[]
}
async function checkTreeValidation(v: Validation): Promise<void> {
  const tree = whole(decodeRatchetTree, bytes(v.tree))
  for (const [i, expected] of v.resolutions.entries()) expect(resolution(tree, toNodeIndex(i))).toEqual(expected)
  for (const [i, expected] of v.tree_hashes.entries())
    expect(hex(await treeHash(tree, toNodeIndex(i), cs.hash))).toBe(expected)
  expect(await verifyParentHashes(tree, cs.hash)).toBe(true)
  for (const [i, node] of tree.entries()) {
    if (node?.nodeType !== 'leaf') continue
    expect(await verifyLeafNodeSignature(node.leaf, bytes(v.group_id), toLeafIndex(i / 2), cs.signature)).toBe(true)
  }
}
eachVector('tree-validation', checkTreeValidation)

interface TreeKem {
  readonly group_id: string
  readonly epoch: number
  readonly confirmed_transcript_hash: string
  readonly ratchet_tree: string
  readonly leaves_private: readonly {
    readonly index: number
    readonly encryption_priv: string
    readonly signature_priv: string
    readonly path_secrets: readonly { readonly node: number; readonly path_secret: string }[]
  }[]
  readonly update_paths: readonly {
    readonly sender: number
    readonly update_path: string
    readonly path_secrets: readonly (string | null)[]
    readonly commit_secret: string
    readonly tree_hash_after: string
  }[]
}
async function checkTreekem(v: TreeKem): Promise<void> {
  const tree = whole(decodeRatchetTree, bytes(v.ratchet_tree))
  const members = await Promise.all(v.leaves_private.map((leaf) => privateState(leaf, tree)))
  const context = (treeHash: Uint8Array): GroupContext => ({
    version: 'mls10',
    cipherSuite: suiteNames.classic,
    groupId: bytes(v.group_id),
    epoch: BigInt(v.epoch),
    treeHash,
    confirmedTranscriptHash: bytes(v.confirmed_transcript_hash),
    extensions: [],
  })
  for (const path of v.update_paths) {
    const sender = toLeafIndex(path.sender)
    const updatePath = whole(decodeUpdatePath, bytes(path.update_path))
    const after = await applyUpdatePath(tree, sender, updatePath, cs.hash)
    const hash = await treeHashRoot(after, cs.hash)
    expect(hex(hash)).toBe(path.tree_hash_after)

    const signer = v.leaves_private.find((leaf) => leaf.index === path.sender)
    if (signer === undefined) throw new Error('the sender has no keys')
    // The library encrypts a path for the next epoch; the vectors are of a path in the given one.
    const before = { ...context(await treeHashRoot(tree, cs.hash)), epoch: BigInt(v.epoch) - 1n }
    const [own, ownPath, secrets] = await createUpdatePath(tree, sender, before, bytes(signer.signature_priv), cs)
    const ownCommitSecret = await deriveSecret(secrets.at(-1)?.secret ?? new Uint8Array(), 'path', cs.kdf)
    const ownContext = context(await treeHashRoot(own, cs.hash))

    for (const member of members.filter(({ leafIndex }) => leafIndex !== path.sender)) {
      const open = (into: RatchetTree, gc: GroupContext, p: UpdatePath) =>
        applyUpdatePathSecret(into, member, sender, gc, p, [], cs)
      const theirs = await open(after, context(hash), updatePath)
      expect(hex(theirs.pathSecret)).toBe(path.path_secrets[member.leafIndex])
      expect(hex(await getCommitSecret(after, theirs.nodeIndex, theirs.pathSecret, cs.kdf))).toBe(path.commit_secret)
      const ours = await open(own, ownContext, ownPath)
      expect(await getCommitSecret(own, ours.nodeIndex, ours.pathSecret, cs.kdf)).toEqual(ownCommitSecret)
    }
  }
}
eachVector('treekem', checkTreekem)

/** Throws where a path secret does not give the public key that stands in the tree. */
async function privateState(leaf: TreeKem['leaves_private'][number], tree: RatchetTree): Promise<PrivateKeyPath> {
  const secrets = Object.fromEntries(leaf.path_secrets.map(({ node, path_secret }) => [node, bytes(path_secret)]))
  const path = await toPrivateKeyPath(secrets, leaf.index, cs, tree)
  const key = bytes(leaf.encryption_priv)
  const node = tree[2 * leaf.index]
  if (node === undefined) throw new Error('a private state for a blank leaf')
  const imported = await cs.hpke.importPublicKey(getHpkePublicKey(node))
  const { ct, enc } = await cs.hpke.seal(imported, bytes('01'), bytes(''))
  expect(hex(await cs.hpke.open(await cs.hpke.importPrivateKey(key), enc, ct, bytes('')))).toBe('01')
  return { ...path, privateKeys: { ...path.privateKeys, [2 * leaf.index]: key } }
}
