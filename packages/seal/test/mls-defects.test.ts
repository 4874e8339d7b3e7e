/** Each test fails on ts-mls 1.6.4 without `patches/`: what the patches mend, one by one. */
import { expect, test } from 'vitest'
import { decodeOptional, optionalEncoder } from 'ts-mls/codec/optional.js'
import { decodeUint32, uint32Encoder, uint8Encoder } from 'ts-mls/codec/number.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { decodeVarLenData, varLenTypeEncoder } from 'ts-mls/codec/variableLength.js'
import { encodeCiphersuite } from 'ts-mls/crypto/ciphersuite.js'
import { createApplicationMessage } from 'ts-mls/createMessage.js'
import { createGroupInfoWithExternalPubAndRatchetTree, joinGroupExternal } from 'ts-mls/createCommit.js'
import { deriveSecret } from 'ts-mls/crypto/kdf.js'
import { joinGroupWithExtensions, makePskIndex, validateRatchetTree, type ClientState } from 'ts-mls/clientState.js'
import { byteLengthToPad } from 'ts-mls/paddingConfig.js'
import { getCommitSecret, pathToRoot } from 'ts-mls/pathSecrets.js'
import { toPrivateKeyPath } from 'ts-mls/privateKeyPath.js'
import { processPrivateMessage } from 'ts-mls/processMessages.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import { verifyParentHashes } from 'ts-mls/parentHash.js'
import type { PrivateMessage } from 'ts-mls/privateMessage.js'
import type { RatchetTree } from 'ts-mls/ratchetTree.js'
import { treeHashRoot } from 'ts-mls/treeHash.js'
import { toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js'
import { applyUpdatePath, createUpdatePath } from 'ts-mls/updatePath.js'
import { bytesToBase64 } from 'ts-mls/util/byteArray.js'
import { suites } from '../src/provider/suites.ts'
import { device } from './people.ts'
import {
  adding,
  clientConfig,
  commit,
  cs,
  enter,
  everybodyTakes,
  first,
  keyPackage,
  members,
  newGroup,
  removing,
  take,
} from './library-group.ts'

const policy = (byte: number) => ({
  proposalType: 'group_context_extensions' as const,
  groupContextExtensions: { extensions: [{ extensionType: 0xf0b0, extensionData: Uint8Array.of(byte) }] },
})

const treeError = async (tree: RatchetTree, { groupContext }: ClientState) =>
  validateRatchetTree(
    tree,
    groupContext,
    clientConfig.lifetimeConfig,
    clientConfig.authService,
    await treeHashRoot(tree, cs.hash),
    cs,
  )

/** The tree after some parents have been given other unmerged leaves. */
const withUnmerged = (tree: RatchetTree, changes: Record<number, number[]>): RatchetTree =>
  tree.map((node, i) => {
    const unmergedLeaves = changes[i]
    return node?.nodeType === 'parent' && unmergedLeaves !== undefined
      ? { ...node, parent: { ...node.parent, unmergedLeaves } }
      : node
  })

test('§12.4.3.1: a joiner takes a tree whose parents list different unmerged leaves', async () => {
  let states = await members(8)
  const gone = await commit(first(states), [removing(6)])
  states = (await everybodyTakes(states, 0, gone)).filter((_, i) => i !== 6)
  states = await everybodyTakes(states, 6, await commit(first(states.slice(6)), []))
  // Without a path leaf 6 is unmerged in nodes 11 and 7; the path of leaf 0 then merges it in 7 only.
  const guest = await keyPackage()
  const added = await commit(first(states), [adding(guest)])
  states = [...(await everybodyTakes(states, 0, added)), await enter(added, guest)]
  states = await everybodyTakes(states, 0, await commit(first(states), []))
  const { ratchetTree } = first(states)
  const unmerged = [11, 7].map((i) =>
    ratchetTree[i]?.nodeType === 'parent' ? ratchetTree[i].parent.unmergedLeaves : undefined,
  )
  expect(unmerged).toEqual([[6], []])
  const late = await keyPackage()
  const made = await commit(first(states), [adding(late)])
  expect((await enter(made, late)).keySchedule.epochAuthenticator).toEqual(made.newState.keySchedule.epochAuthenticator)
})

test('§12.4.3.1, §7.1: unmerged leaves that are no descendants, missing in between, or out of order are refused', async () => {
  const states = await members(8)
  const guest = await keyPackage()
  // A leaf is removed and another takes its place: unmerged in every non-blank node above.
  const removed = await commit(first(states), [removing(7)])
  const made = await commit(removed.newState, [adding(guest)])
  const { ratchetTree: tree } = made.newState
  const unmergedIn = tree.flatMap((node, i) =>
    node?.nodeType === 'parent' && node.parent.unmergedLeaves.includes(7) ? [i] : [],
  )
  expect(unmergedIn).toEqual([7])
  expect(await treeError(tree, made.newState)).toBeUndefined()
  const refused = async (changes: Record<number, number[]>) =>
    (await treeError(withUnmerged(tree, changes), made.newState))?.message
  expect(await refused({ 1: [7] })).toMatch(/descendant/)
  expect(await refused({ 3: [6] })).toMatch(/descendant/)
  expect(await refused({ 7: [1, 7] })).toMatch(/intermediate/)
  expect(await refused({ 7: [7, 7] })).toMatch(/increasing/)
})

test('§7.9.2: a parent whose unmerged leaves are not the rest of the resolution is not parent-hash valid', async () => {
  const states = await members(4)
  const removed = await commit(first(states), [removing(1)])
  const { ratchetTree: tree } = removed.newState
  expect(await verifyParentHashes(tree, cs.hash)).toBe(true)
  const { publicPackage } = await keyPackage()
  const smuggled = tree.slice()
  smuggled[2] = { nodeType: 'leaf', leaf: publicPackage.leafNode }
  expect(await verifyParentHashes(smuggled, cs.hash)).toBe(false)
  expect(await verifyParentHashes(withUnmerged(smuggled, { 3: [1] }), cs.hash)).toBe(true)
})

test('§9.2: of a skipped generation key and nonce are kept, not the secret', async () => {
  const [alice, bob] = await members(2)
  if (alice === undefined || bob === undefined) throw new Error('nobody')
  const one = await createApplicationMessage(alice, Uint8Array.of(1), cs)
  const two = await createApplicationMessage(one.newState, Uint8Array.of(2), cs)
  const three = await createApplicationMessage(two.newState, Uint8Array.of(3), cs)
  const started = await takePrivate(bob, one.privateMessage)
  const slot = started.secretTree.pages[0]?.[0]
  if (slot === undefined || slot instanceof Uint8Array) throw new Error('no ratchet')
  const later = await takePrivate(started, three.privateMessage)
  const after = later.secretTree.pages[0]?.[0]
  if (after === undefined || after instanceof Uint8Array) throw new Error('no ratchet')
  expect(after.application.unusedGenerations.map((u) => [u.generation, u.key.length, u.nonce.length])).toEqual([
    [1, 16, 12],
  ])
  expect(hidden(after)).not.toContain(hex(slot.application.secret))
  expect(hidden((await takePrivate(later, two.privateMessage)).secretTree)).not.toContain(
    hex(after.application.unusedGenerations[0]?.key),
  )
})

const hex = (bytes: Uint8Array = new Uint8Array()) => Buffer.from(bytes).toString('hex')
const hidden = (value: unknown) =>
  JSON.stringify(value, (_key, item: unknown) => (item instanceof Uint8Array ? hex(item) : item))
const takePrivate = async (state: ClientState, message: PrivateMessage) =>
  (await processPrivateMessage(state, message, emptyPskIndex, cs)).newState

test('§9.2: the secret tree keeps no secret from which a used one can be derived', async () => {
  const [alice, bob] = await members(2)
  if (alice === undefined || bob === undefined) throw new Error('nobody')
  const root = bob.secretTree.pages[0]?.[1]
  expect(root).toBeInstanceOf(Uint8Array)
  const sent = await createApplicationMessage(alice, Uint8Array.of(1), cs)
  const after = await takePrivate(bob, sent.privateMessage)
  expect(hidden(after.secretTree)).not.toContain(hex(root as Uint8Array))
})

test('§12.3: a member whose place is taken in the same commit knows that it is out', async () => {
  const states = await members(3)
  const made = await commit(first(states), [removing(2), adding(await keyPackage())])
  const out = await take(first(states.slice(2)), made.commit)
  expect(out.newState.groupActiveState.kind).toBe('removedFromGroup')
  const stays = await take(first(states.slice(1)), made.commit)
  expect(stays.newState.keySchedule.epochAuthenticator).toEqual(made.newState.keySchedule.epochAuthenticator)
})

test('§12.3: Adds are checked after Removes, so a device may replace its own leaf in one commit', async () => {
  const self = device()
  const states = [await newGroup()]
  const guest = await keyPackage(self)
  const added = await commit(first(states), [adding(guest)])
  await enter(added, guest)
  const again = await keyPackage(self)
  const made = await commit(added.newState, [removing(1), adding(again)])
  expect((await enter(made, again)).keySchedule.epochAuthenticator).toEqual(
    made.newState.keySchedule.epochAuthenticator,
  )
  // A member that does not know a new leaf's kind of credential is no hindrance when it leaves in the same commit.
  const credential = { credentialType: 'x509' as const, certificates: [Uint8Array.of(1)] }
  const owner = await keyPackage(device(), { credential, credentials: ['basic', 'x509'] })
  const narrow = await keyPackage(device(), { credential, credentials: ['x509'] })
  const group = (await commit(await newGroup([], owner), [adding(narrow)])).newState
  const wide = await keyPackage(device(), { credentials: ['basic', 'x509'] })
  await expect(commit(group, [adding(wide)])).rejects.toThrow(/not supported/)
  expect((await commit(group, [removing(1), adding(wide)])).welcome?.secrets.length).toBe(1)
})

test('§7.3: a new leaf may not have the encryption key of another member', async () => {
  const self = device()
  const guest = await keyPackage(self)
  const state = (await commit(await newGroup(), [adding(guest)])).newState
  const { signLeafNodeKeyPackage } = await import('ts-mls/leafNode.js')
  const { signKeyPackage } = await import('ts-mls/keyPackage.js')
  const other = device()
  const copy = await keyPackage(other)
  const { leafNode } = copy.publicPackage
  const leaf = await signLeafNodeKeyPackage(
    { ...leafNode, hpkePublicKey: guest.publicPackage.leafNode.hpkePublicKey },
    other.devicePrivate,
    cs.signature,
  )
  const publicPackage = await signKeyPackage(
    { ...copy.publicPackage, leafNode: leaf },
    other.devicePrivate,
    cs.signature,
  )
  await expect(commit(state, [adding({ ...copy, publicPackage })])).rejects.toThrow(/unique/)
})

test('§17.1: the hybrid suite has a number for private use', () => {
  expect(hex(encodeCiphersuite(suites.hybrid.name))).toBe('f053')
})

test('§7.2: the time that lifetimes are compared with is given, never taken from a clock', async () => {
  const longAgo = await keyPackage(device(), { lifetime: { notBefore: 1000n, notAfter: 2000n } })
  const at = async (currentTime: bigint) => {
    const state = await newGroup()
    const lifetimeConfig = { ...clientConfig.lifetimeConfig, currentTime }
    return commit({ ...state, clientConfig: { ...clientConfig, lifetimeConfig } }, [adding(longAgo)])
  }
  expect((await at(1500n)).welcome?.secrets.length).toBe(1)
  await expect(at(2001n)).rejects.toThrow(/Lifetime/)
})

test('§12.4.3.2: a resync without a former leaf is refused instead of never returning', async () => {
  const [alice] = await members(2)
  const info = await createGroupInfoWithExternalPubAndRatchetTree(first(alice === undefined ? [] : [alice]), [], cs)
  const { publicPackage, privatePackage } = await keyPackage()
  await expect(
    joinGroupExternal(info, publicPackage, privatePackage, true, cs, undefined, clientConfig),
  ).rejects.toThrow(/resync/)
})

test('§6.3.2: an application message says which leaf sent it, and what was authenticated beside it', async () => {
  const [alice, bob] = await members(2)
  if (alice === undefined || bob === undefined) throw new Error('nobody')
  const sent = await createApplicationMessage(bob, Uint8Array.of(1), cs, Uint8Array.of(7))
  const result = await processPrivateMessage(alice, sent.privateMessage, emptyPskIndex, cs)
  expect(result).toMatchObject({ kind: 'applicationMessage', senderLeafIndex: 1, aad: Uint8Array.of(7) })
})

test('§17.4, §12.4.1: new group context extensions need a path, encrypted under the new context', async () => {
  const states = await members(3)
  const made = await commit(first(states), [policy(5)])
  const after = await everybodyTakes(states, 0, made)
  for (const state of after)
    expect(state.keySchedule.epochAuthenticator).toEqual(made.newState.keySchedule.epochAuthenticator)
  expect(made.newState.ratchetTree[0]).not.toEqual(first(states).ratchetTree[0])
})

test('§7.4, §8: the commit secret follows the last secret of the filtered path, which need not be the root', async () => {
  const states = await members(4)
  // Leaves 0 and 1 are gone: the root of leaf 2's path has nobody on its other side.
  const made = await commit(first(states.slice(2)), [removing(0), removing(1)])
  const { ratchetTree: tree } = made.newState
  expect(tree[3]).toBeUndefined()
  const secret = new Uint8Array(32).fill(1)
  expect(Object.keys(await pathToRoot(tree, toNodeIndex(5), secret, cs.kdf))).toEqual(['5'])
  expect(await getCommitSecret(tree, toNodeIndex(5), secret, cs.kdf)).toEqual(
    await deriveSecret(secret, 'path', cs.kdf),
  )
  const other = await take(first(states.slice(3)), made.commit)
  expect(other.newState.keySchedule.epochAuthenticator).toEqual(made.newState.keySchedule.epochAuthenticator)
})

test('§8: the commit of a group of one has fresh secrets too', async () => {
  const state = await newGroup()
  const path = await createUpdatePath(
    state.ratchetTree,
    toLeafIndex(0),
    state.groupContext,
    state.signaturePrivateKey,
    cs,
  )
  expect(path[4]).toHaveLength(32)
  expect(path[4]?.some((byte) => byte !== 0)).toBe(true)
})

test('§7.5: a path secret that does not give the public key in the tree is refused', async () => {
  const [alice] = await members(2)
  await expect(toPrivateKeyPath({ 1: new Uint8Array(32) }, 0, cs, alice?.ratchetTree)).rejects.toThrow(
    /public key in the tree/,
  )
})

test('§12.4.2: no key of a path stands in a leaf of the tree', async () => {
  const states = await members(2)
  const { ratchetTree: tree, groupContext, signaturePrivateKey } = first(states)
  const [, path] = await createUpdatePath(tree, toLeafIndex(0), groupContext, signaturePrivateKey, cs)
  const other = tree[2]
  if (other?.nodeType !== 'leaf') throw new Error('no other leaf')
  const nodes = path.nodes.map((node) => ({ ...node, hpkePublicKey: other.leaf.hpkePublicKey }))
  await expect(applyUpdatePath(tree, toLeafIndex(0), { ...path, nodes }, cs.hash)).rejects.toThrow(/may not appear/)
})

test('no past epoch is kept where none is wanted', async () => {
  const state = await newGroup()
  const keyRetentionConfig = { ...clientConfig.keyRetentionConfig, retainKeysForEpochs: 0 }
  const made = await commit({ ...state, clientConfig: { ...clientConfig, keyRetentionConfig } }, [])
  expect(made.newState.historicalReceiverData.size).toBe(0)
})

test('§8.4: pre-shared keys reach commits in private messages', async () => {
  const [alice, bob] = await members(2)
  if (alice === undefined || bob === undefined) throw new Error('nobody')
  const pskId = Uint8Array.of(1)
  const external = { [bytesToBase64(pskId)]: new Uint8Array(32).fill(3) }
  const proposal = {
    proposalType: 'psk' as const,
    psk: { preSharedKeyId: { psktype: 'external' as const, pskId, pskNonce: new Uint8Array(32) } },
  }
  const { createCommit } = await import('ts-mls/createCommit.js')
  const made = await createCommit(
    { state: alice, cipherSuite: cs, pskIndex: makePskIndex(alice, external) },
    { extraProposals: [proposal] },
  )
  const after = await take(bob, made.commit, external)
  expect(after.newState.keySchedule.epochAuthenticator).toEqual(made.newState.keySchedule.epochAuthenticator)
})

test('§12.4: a path can be sent with Adds, and the sender keeps the old epoch without the used generation', async () => {
  const state = await newGroup()
  const made = await commit(state, [adding(await keyPackage())], { forcePath: true })
  expect(made.newState.ratchetTree[0]).not.toEqual(state.ratchetTree[0])
  expect(made.senderState.groupContext).toEqual(state.groupContext)
  expect(made.senderState.secretTree).not.toEqual(state.secretTree)
})

test('§12.4.3.1: a joiner learns who signed the GroupInfo', async () => {
  const states = await members(2)
  const guest = await keyPackage()
  const made = await commit(first(states.slice(1)), [adding(guest)])
  if (made.welcome === undefined) throw new Error('no welcome')
  const { publicPackage, privatePackage } = guest
  const joined = await joinGroupWithExtensions(
    made.welcome,
    publicPackage,
    privatePackage,
    emptyPskIndex,
    cs,
    undefined,
    undefined,
    clientConfig,
  )
  expect(joined[2]).toBe(1)
})

test('§2.1: a presence octet is 0 or 1, a length takes the fewest bytes', () => {
  expect(decodeOptional(decodeUint32)(Uint8Array.of(2, 0, 0, 0, 1), 0)).toBeUndefined()
  expect(() => decodeVarLenData(Uint8Array.of(0x40, 1, 9), 0)).toThrow(/fewest/)
  expect(() => decodeVarLenData(Uint8Array.of(0x80, 0, 0, 1, 9), 0)).toThrow(/fewest/)
  // Present and zero is not absent: leaf 0 sends proposals too.
  expect(encode(optionalEncoder(uint32Encoder))(0)).toEqual(Uint8Array.of(1, 0, 0, 0, 0))
})

test('a vector of a hundred thousand items is encoded without exhausting the stack', () => {
  expect(encode(varLenTypeEncoder(uint8Encoder))(Array.from({ length: 100_000 }, () => 1)).length).toBe(100_004)
})

test('§6.3.1: padding to one of a few lengths', () => {
  const config = { kind: 'padToOneOf', lengths: [100, 200] } as const
  expect([0, 100, 101, 200].map((length) => byteLengthToPad(length, config))).toEqual([100, 0, 99, 0])
  expect(() => byteLengthToPad(201, config)).toThrow(/longest/)
})

test('a library without the patches is not used', async () => {
  const { requirePatches } = await import('../src/mls/library.ts')
  expect(() => requirePatches(undefined)).toThrow(/npm ci/)
  expect(() => requirePatches(1)).not.toThrow()
  expect(await import('ts-mls')).toHaveProperty('ebbPatch', 1)
})
