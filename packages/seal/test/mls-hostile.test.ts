/** A member who does not keep to the profile, or to RFC 9420: made with the library, refused by its reason. */
import { describe, expect, test } from 'vitest'
import { encodeCanonical } from '@ebb/protocol'
import { createCommit } from 'ts-mls/createCommit.js'
import { createApplicationMessage, createProposal } from 'ts-mls/createMessage.js'
import type { Commit } from 'ts-mls/commit.js'
import type { ClientState } from 'ts-mls/clientState.js'
import type { Credential } from 'ts-mls/credential.js'
import { createContentCommitSignature } from 'ts-mls/framedContent.js'
import { encodeKeyPackage, generateKeyPackageWithKey, type KeyPackage } from 'ts-mls/keyPackage.js'
import { encodeMlsMessage, type MLSMessage } from 'ts-mls/message.js'
import { protect } from 'ts-mls/messageProtection.js'
import type { Proposal } from 'ts-mls/proposal.js'
import { toLeafIndex } from 'ts-mls/treemath.js'
import { createUpdatePath } from 'ts-mls/updatePath.js'
import { encodeEncryptedGroupSecrets } from 'ts-mls/welcome.js'
import { credentialOf } from '../src/mls/credential.ts'
import { capabilities } from '../src/mls/extensions.ts'
import { insideOf } from '../src/mls/group.ts'
import { tsMls as mls } from '../src/mls/ts-mls.ts'
import { suiteNames, suites } from '../src/provider/suites.ts'
import type { Group } from '../src/mls.ts'
import { device, everybody, guest, now, opened, party } from './people.ts'

const cs = suites.classic
const day = 86_400n
const none = new Uint8Array()

async function pair(): Promise<{ alice: Group; bob: Group; state: ClientState }> {
  const {
    groups: [alice, bob],
  } = await party(mls, 'classic', 3)
  if (alice === undefined || bob === undefined) throw new Error('nobody is there')
  return { alice, bob, state: insideOf(alice).state }
}

/** `JSON.stringify` free of surprises: the refusal, or the kind of what was taken instead. */
async function verdict(group: Group, message: Uint8Array, at = now): Promise<string> {
  const result = await mls.open(group, message, everybody, at)
  return result.kind === 'refused' ? result.why : result.kind
}

const privately = (privateMessage: Parameters<typeof encodePrivate>[0]) => encodePrivate(privateMessage)
const encodePrivate = (privateMessage: Extract<MLSMessage, { wireformat: 'mls_private_message' }>['privateMessage']) =>
  encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage })

/** Any commit, signed and encrypted as a member does, with a confirmation tag of zeros. */
async function forged(state: ClientState, commit: Commit): Promise<Uint8Array> {
  const { groupContext, privatePath, keySchedule, secretTree, signaturePrivateKey } = state
  const sender = { senderType: 'member', leafIndex: privatePath.leafIndex } as const
  const wire = 'mls_private_message'
  const signed = await createContentCommitSignature(
    groupContext,
    wire,
    commit,
    sender,
    none,
    signaturePrivateKey,
    cs.signature,
  )
  const auth = { contentType: 'commit', signature: signed.signature, confirmationTag: new Uint8Array(32) } as const
  const content = { ...signed.framedContent, auth }
  const padding = { kind: 'padUntilLength', padUntilLength: 0 } as const
  const made = await protect(
    keySchedule.senderDataSecret,
    none,
    groupContext,
    secretTree,
    content,
    privatePath.leafIndex,
    padding,
    cs,
  )
  return privately(made.privateMessage)
}

async function pathOf(state: ClientState): Promise<NonNullable<Commit['path']>> {
  const leaf = toLeafIndex(state.privatePath.leafIndex)
  return (await createUpdatePath(state.ratchetTree, leaf, state.groupContext, state.signaturePrivateKey, cs))[1]
}

async function keyPackageOf(credential: Credential, days: [bigint, bigint], self = device()): Promise<KeyPackage> {
  const lifetime = { notBefore: BigInt(now) + days[0] * day, notAfter: BigInt(now) + days[1] * day }
  const keys = { signKey: self.devicePrivate, publicKey: self.device }
  return (await generateKeyPackageWithKey(credential, capabilities('classic'), lifetime, [], keys, cs)).publicPackage
}

const foreign: Credential = { credentialType: 'x509', certificates: [Uint8Array.of(1)] }
const dated = (days: [bigint, bigint]) => {
  const self = device()
  return keyPackageOf(credentialOf(self), days, self)
}
const add = (keyPackage: KeyPackage): Proposal => ({ proposalType: 'add', add: { keyPackage } })

describe('commits', () => {
  test('what this profile leaves out of RFC 9420 is refused by its reason', async () => {
    const { bob, state } = await pair()
    const path = await pathOf(state)
    const own = state.ratchetTree[0]
    if (own?.nodeType !== 'leaf') throw new Error('no leaf')
    const byValue = (proposal: Proposal): Commit => ({ proposals: [{ proposalOrRefType: 'proposal', proposal }], path })
    const psk = { psktype: 'external', pskId: none, pskNonce: new Uint8Array(32) } as const
    const reinit = { groupId: none, version: 'mls10', cipherSuite: suiteNames.classic, extensions: [] } as const
    const table: [string, Commit, string][] = [
      [
        'by reference',
        { proposals: [{ proposalOrRefType: 'reference', reference: new Uint8Array(32) }], path },
        'not-by-value',
      ],
      ['external init', byValue({ proposalType: 'external_init', externalInit: { kemOutput: none } }), 'external'],
      ['pre-shared key', byValue({ proposalType: 'psk', psk: { preSharedKeyId: psk } }), 'invalid-commit'],
      ['reinit', byValue({ proposalType: 'reinit', reinit: { ...reinit, extensions: [] } }), 'invalid-commit'],
      [
        'update',
        byValue({ proposalType: 'update', update: { leafNode: { ...path.leafNode, leafNodeSource: 'update' } } }),
        'invalid-commit',
      ],
      ['unknown', byValue({ proposalType: 0xf123, proposalData: none }), 'invalid-commit'],
      ['no path', { proposals: [], path: undefined }, 'invalid-commit'],
      ['own removal', byValue({ proposalType: 'remove', remove: { removed: 0 } }), 'invalid-commit'],
      ['blank removal', byValue({ proposalType: 'remove', remove: { removed: 7 } }), 'invalid-commit'],
      ['no extensions', byValue(extensions([])), 'invalid-commit'],
      ['other extensions', byValue(extensions([{ extensionType: 0xf0b0, extensionData: none }])), 'invalid-commit'],
      ['x509', byValue(add(await keyPackageOf(foreign, [-1n, 30n]))), 'credential-invalid'],
      ['another device', byValue(add(await keyPackageOf(credentialOf(device()), [-1n, 30n]))), 'credential-invalid'],
      ['too long', byValue(add(await dated([-1n, 31n]))), 'lifetime'],
      ['backwards', byValue(add(await dated([1n, -1n]))), 'lifetime'],
      ['not yet', byValue(add(await dated([3n, 30n]))), 'lifetime'],
      ['long ago', byValue(add(await dated([-70n, -40n]))), 'lifetime'],
      ['not confirmed', { proposals: [], path }, 'not-authentic'],
    ]
    for (const [what, commit, why] of table) expect(await verdict(bob, await forged(state, commit)), what).toBe(why)
  })

  test('a commit is read late too: a key package may have ended since it was added', async () => {
    const { alice, bob } = await pair()
    const { keyPackage } = await guest(mls, 'classic')
    const staged = await mls.stage(alice, { add: [keyPackage.public] }, now)
    expect(await verdict(bob, staged.commit, now + 30 * 86_400)).toBe('commit')
    expect(await verdict(bob, staged.commit, now + 59 * 86_400)).toBe('commit')
    expect(await verdict(bob, staged.commit, now + 62 * 86_400)).toBe('lifetime')
  })

  test('nobody changes the name of a leaf', async () => {
    const { alice, bob, state } = await pair()
    const [own] = state.ratchetTree
    if (own?.nodeType !== 'leaf') throw new Error('no leaf')
    const under = async (credential: Credential): Promise<string> => {
      const ratchetTree = [{ ...own, leaf: { ...own.leaf, credential } }, ...state.ratchetTree.slice(1)]
      const made = await createCommit({ state: { ...state, ratchetTree }, cipherSuite: cs }, { forcePath: true })
      return verdict(bob, encodeMlsMessage(made.commit))
    }
    const [me, him] = [alice.leaves[0], alice.leaves[1]]
    if (me === undefined || him === undefined) throw new Error('nobody')
    expect(await under(credentialOf({ account: him.account, device: me.device }))).toBe('credential-changed')
    expect(await under(credentialOf(him))).toBe('credential-invalid')
    expect(await under({ credentialType: 'basic', identity: encodeCanonical([me.account, me.device, 1]) })).toBe(
      'credential-invalid',
    )
    expect(
      await under({
        credentialType: 'basic',
        identity: Uint8Array.of(
          ...(own.leaf.credential.credentialType === 'basic' ? own.leaf.credential.identity : none),
          0,
        ),
      }),
    ).toBe('credential-invalid')
    expect(await under(own.leaf.credential)).toBe('commit')
  })
})

const extensions = (list: { extensionType: number; extensionData: Uint8Array }[]): Proposal => ({
  proposalType: 'group_context_extensions',
  groupContextExtensions: { extensions: list },
})

describe('memory', () => {
  test('a state keeps no view of the plaintext of a commit', async () => {
    const { alice, bob } = await pair()
    const { keyPackage } = await guest(mls, 'classic')
    const staged = await mls.stage(alice, { add: [keyPackage.public], policy: new Uint8Array(5000) }, now)
    const { group } = await opened(mls, 'commit', bob, staged.commit)
    if (group === undefined) throw new Error('removed')
    const { ratchetTree, groupContext, confirmationTag } = insideOf(group).state
    const [mine, path, added] = [ratchetTree[0], ratchetTree[3], ratchetTree[6]]
    if (mine?.nodeType !== 'leaf' || added?.nodeType !== 'leaf' || path?.nodeType !== 'parent')
      throw new Error('another tree')
    const kept = [confirmationTag, mine.leaf.signature, added.leaf.hpkePublicKey, path.parent.hpkePublicKey]
    // The commit was padded to 16 KiB, the policy alone has 5,000 bytes.
    for (const bytes of kept) expect(bytes.buffer.byteLength).toBeLessThan(1000)
    for (const { extensionData } of groupContext.extensions) expect(extensionData.buffer.byteLength).toBeLessThan(6000)
  })
})

describe('messages', () => {
  test('a proposal on its own, and anything authenticated in the clear, is refused', async () => {
    const { bob, state } = await pair()
    const proposal = await createProposal(state, false, { proposalType: 'remove', remove: { removed: 1 } }, cs)
    expect(await verdict(bob, encodeMlsMessage(proposal.message))).toBe('not-by-value')
    const message = await createApplicationMessage(state, none, cs, Uint8Array.of(1))
    expect(await verdict(bob, privately(message.privateMessage))).toBe('malformed')
  })

  test('PublicMessages are refused, from outside as external', async () => {
    const { bob, state } = await pair()
    const from = (
      sender: { senderType: 'new_member_commit' } | { senderType: 'external'; senderIndex: number },
    ): Uint8Array =>
      encodeMlsMessage({
        version: 'mls10',
        wireformat: 'mls_public_message',
        publicMessage: {
          content: {
            contentType: 'commit',
            commit: { proposals: [], path: undefined },
            authenticatedData: none,
            groupId: state.groupContext.groupId,
            epoch: state.groupContext.epoch,
            sender,
          },
          auth: { contentType: 'commit', signature: new Uint8Array(64), confirmationTag: new Uint8Array(32) },
          senderType: sender.senderType,
        },
      })
    expect(await verdict(bob, from({ senderType: 'new_member_commit' }))).toBe('external')
    expect(await verdict(bob, from({ senderType: 'external', senderIndex: 0 }))).toBe('external')
    const member = await createCommit({ state, cipherSuite: cs }, { wireAsPublicMessage: true })
    expect(await verdict(bob, encodeMlsMessage(member.commit))).toBe('malformed')
  })

  test('a member cannot speak for another, though it knows the keys of all', async () => {
    const { bob, state } = await pair()
    // Alice encrypts with the ratchet of leaf 2 and says so in the sender data, but can only sign as herself.
    const posing = { ...state, privatePath: { ...state.privatePath, leafIndex: 2 } }
    const { privateMessage } = await createApplicationMessage(posing, Uint8Array.of(1), cs)
    expect(await verdict(bob, privately(privateMessage))).toBe('not-authentic')
    const unsigned = await createApplicationMessage({ ...state, signaturePrivateKey: new Uint8Array(32) }, none, cs)
    expect(await verdict(bob, privately(unsigned.privateMessage))).toBe('not-authentic')
    const honest = await createApplicationMessage(state, Uint8Array.of(1), cs)
    expect((await opened(mls, 'message', bob, privately(honest.privateMessage))).sender.index).toBe(0)
  })

  test('generations far ahead are refused, near ones followed', async () => {
    const { bob, state } = await pair()
    const first = await createApplicationMessage(state, none, cs)
    const jumped = (by: number) => {
      const { secretTree } = first.newState
      const page = (secretTree.pages[0] ?? []).map((slot, i) =>
        i !== 0 || slot === undefined || slot instanceof Uint8Array
          ? slot
          : { ...slot, application: { ...slot.application, generation: slot.application.generation + by } },
      )
      return createApplicationMessage({ ...first.newState, secretTree: { ...secretTree, pages: [page] } }, none, cs)
    }
    expect(await verdict(bob, privately((await jumped(65_536)).privateMessage))).toBe('too-far-ahead')
    expect(await verdict(bob, privately((await jumped(300)).privateMessage))).toBe('not-authentic')
  })
})

describe('key packages and trees', () => {
  test('a key package names its device, lives a month, and has two different keys', async () => {
    const read = async (keyPackage: KeyPackage) => mls.readKeyPackage(encodeKeyPackage(keyPackage), now)
    expect(await read(await keyPackageOf(foreign, [-1n, 30n]))).toEqual({ refused: 'credential-invalid' })
    expect(await read(await keyPackageOf(credentialOf(device()), [-1n, 30n]))).toEqual({
      refused: 'credential-invalid',
    })
    expect(await read(await dated([-1n, 31n]))).toEqual({ refused: 'lifetime' })
    expect(await read(await dated([-1n, 30n]))).toMatchObject({ suite: 'classic' })
    const good = await dated([-1n, 30n])
    expect(await read({ ...good, initKey: good.leafNode.hpkePublicKey })).toEqual({ refused: 'malformed' })
    expect(await read({ ...good, extensions: [{ extensionType: 0xf999, extensionData: none }] })).toEqual({
      refused: 'malformed',
    })
  })

  test('a tree with a leaf that is no device, or a group without our extensions, is not joined', async () => {
    const { alice, state } = await pair()
    const { self, keyPackage } = await guest(mls, 'classic')
    const { decodePublic } = await import('../src/mls/key-package.ts')
    const published = decodePublic(keyPackage.public)
    if (published === undefined) throw new Error('no key package')
    const joining = async (proposals: Proposal[], changed: Partial<ClientState> = {}): Promise<unknown> => {
      const authService = { validateCredential: async () => true }
      const careless = { ...state, ...changed, clientConfig: { ...state.clientConfig, authService } }
      const options = { extraProposals: [...proposals, add(published)], ratchetTreeExtension: true, forcePath: true }
      const { welcome } = await createCommit({ state: careless, cipherSuite: cs }, options)
      const mine = welcome?.secrets.at(-1)
      if (welcome === undefined || mine === undefined) throw new Error('no welcome')
      const secrets = encodeEncryptedGroupSecrets(mine)
      const result = await mls.join(self, {
        channel: alice.channel,
        secrets,
        info: welcome.encryptedGroupInfo,
        keyPackage,
        knows: everybody,
        now,
      })
      return result.kind === 'refused' ? result.why : result.kind
    }
    expect(await joining([])).toBe('joined')
    const basic: Credential = { credentialType: 'basic', identity: Uint8Array.of(1) }
    expect(await joining([add(await keyPackageOf(basic, [-1n, 30n]))])).toBe('credential-invalid')
    expect(await joining([], { groupContext: { ...state.groupContext, extensions: [] } })).toBe('invalid-tree')
    const tree = state.ratchetTree.slice()
    const [, , other] = tree
    if (other?.nodeType !== 'leaf') throw new Error('no leaf')
    tree[2] = { ...other, leaf: { ...other.leaf, signature: new Uint8Array(64) } }
    expect(await joining([], { ratchetTree: tree })).toBe('not-authentic')
  })
})
