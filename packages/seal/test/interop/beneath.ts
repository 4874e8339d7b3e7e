/**
 * A client one layer below seal's interface: the patched library with seal's provider, configuration and padding, for
 * groups that have no policy and so are none of seal's.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sameBytes } from '@ebb/protocol'
import { createGroup, joinGroupWithExtensions, makePskIndex, type ClientState } from 'ts-mls/clientState.js'
import type { ClientConfig } from 'ts-mls/clientConfig.js'
import { createCommit } from 'ts-mls/createCommit.js'
import { createApplicationMessage } from 'ts-mls/createMessage.js'
import type { Credential } from 'ts-mls/credential.js'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import {
  decodeKeyPackage,
  encodeKeyPackage,
  generateKeyPackageWithKey,
  type KeyPackage,
  type PrivateKeyPackage,
} from 'ts-mls/keyPackage.js'
import { mlsExporter } from 'ts-mls/keySchedule.js'
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js'
import { processMessage } from 'ts-mls/processMessages.js'
import type { Proposal } from 'ts-mls/proposal.js'
import { credentialOf } from '../../src/mls/credential.ts'
import { capabilities } from '../../src/mls/extensions.ts'
import { config } from '../../src/mls/group.ts'
import { unprotect } from '../../src/mls/unprotect.ts'
import { suites } from '../../src/provider/suites.ts'
import { device } from '../people.ts'
import type { PeerClient, PeerCommit } from './peer.ts'

/** How this client speaks: seal always encrypts its handshakes, names an account and a device, and takes no other names. */
export interface Manner {
  readonly handshakes: 'private' | 'public'
  readonly name: 'seal' | 'wire'
  readonly takes: 'names of seal' | 'any name'
}

const cs = suites.classic
const day = 86_400

export async function beneath({ handshakes, name, takes }: Manner): Promise<PeerClient> {
  const self = device()
  const credential: Credential = name === 'seal' ? credentialOf(self) : wireCredential()
  const isStrict = takes === 'names of seal'
  const clientConfig: ClientConfig = isStrict
    ? config
    : { ...config, authService: { validateCredential: async () => true } }
  const packages: { readonly publicPackage: KeyPackage; readonly privatePackage: PrivateKeyPackage }[] = []
  let state: ClientState | undefined

  async function newPackage() {
    const now = BigInt(Math.floor(Date.now() / 1000))
    const lifetime = { notBefore: now - BigInt(day), notAfter: now + BigInt(30 * day) }
    const keys = { signKey: self.devicePrivate, publicKey: self.device }
    // core-crypto's groups ask every member to know both kinds of credentials (§7.2).
    const able = { ...capabilities('classic'), credentials: ['basic' as const, 'x509' as const] }
    const made = await generateKeyPackageWithKey(credential, able, lifetime, [], keys, cs)
    packages.push(made)
    return made
  }

  async function commit(proposals: readonly Proposal[]): Promise<PeerCommit> {
    const made = await createCommit(
      { state: inGroup(), cipherSuite: cs },
      {
        extraProposals: [...proposals],
        ratchetTreeExtension: true,
        forcePath: true,
        wireAsPublicMessage: handshakes === 'public',
      },
    )
    state = made.newState
    const { welcome } = made
    return {
      commit: encodeMlsMessage(made.commit),
      ...(welcome && { welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }) }),
    }
  }

  function inGroup(): ClientState {
    if (state === undefined) throw new Error('in no group')
    return state
  }

  return {
    identity: async () => identityOf(credential),
    publicKey: async () => self.device,
    keyPackage: async () => encodeKeyPackage((await newPackage()).publicPackage),
    async create(group) {
      const { publicPackage, privatePackage } = await newPackage()
      state = await createGroup(group, publicPackage, privatePackage, [], cs, clientConfig)
    },
    async join(group, bytes) {
      const message = decoded(decodeMlsMessage, bytes)
      if (message.wireformat !== 'mls_welcome') throw new Error('no welcome')
      for (const { publicPackage, privatePackage } of packages) {
        const joined = await attempt(() =>
          joinGroupWithExtensions(
            message.welcome,
            publicPackage,
            privatePackage,
            makePskIndex(undefined, {}),
            cs,
            undefined,
            undefined,
            clientConfig,
          ),
        )
        if (joined instanceof Error) continue
        ;[state] = joined
        if (!sameBytes(state.groupContext.groupId, group)) throw new Error('another group')
        return
      }
      throw new Error('the welcome opens with no key package of this client')
    },
    add: (_, keyPackages) =>
      commit(
        keyPackages.map((bytes) => ({
          proposalType: 'add',
          add: { keyPackage: decoded(decodeKeyPackage, bytes) },
        })),
      ),
    update: () => commit([]),
    remove: (_, identities) =>
      commit(
        leaves(inGroup())
          .filter(({ identity }) => identities.some((one) => sameBytes(one, identity)))
          .map(({ index }) => ({ proposalType: 'remove', remove: { removed: index } })),
      ),
    external: () => Promise.reject(new Error('nobody joins from outside')),
    async encrypt(_, content) {
      const { newState, privateMessage } = await createApplicationMessage(inGroup(), content, cs)
      state = newState
      return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage })
    },
    async open(_, bytes) {
      const before = inGroup()
      if (before.groupActiveState.kind !== 'active') throw new Error('not in the group any more')
      const message = decoded(decodeMlsMessage, bytes)
      if (message.wireformat === 'mls_private_message' && message.privateMessage.contentType === 'application') {
        return openMessage(message.privateMessage)
      }
      if (message.wireformat !== 'mls_private_message' && message.wireformat !== 'mls_public_message')
        throw new Error('no message')
      const { kind, newState } = await processMessage(message, before, makePskIndex(before, {}), acceptAll, cs)
      if (kind !== 'newState') throw new Error('a message where a commit should be')
      state = newState
      return newState.groupContext.epoch === before.groupContext.epoch && newState.groupActiveState.kind === 'active'
        ? { kind: 'proposal' }
        : { kind: 'commit', active: newState.groupActiveState.kind === 'active' }
    },
    epoch: async () => Number(inGroup().groupContext.epoch),
    members: async () => leaves(inGroup()).map(({ identity }) => identity),
    exported: (_, length) =>
      mlsExporter(inGroup().keySchedule.exporterSecret, 'exporter', new Uint8Array(), length, cs),
  }

  /** By seal's own `unprotect` where the names in the tree are seal's. */
  async function openMessage(message: Parameters<typeof unprotect>[1]) {
    const before = inGroup()
    if (isStrict) {
      const opened = await unprotect(before, message, cs)
      if (typeof opened === 'string') throw new Error(opened)
      const { content } = opened.content
      if (content.contentType !== 'application') throw new Error('not a message')
      state = { ...before, secretTree: opened.secretTree }
      return {
        kind: 'message' as const,
        content: content.applicationData,
        sender: senderOf(before, opened.sender.index),
      }
    }
    const whole = { version: 'mls10' as const, wireformat: 'mls_private_message' as const, privateMessage: message }
    const found = await processMessage(whole, before, makePskIndex(before, {}), acceptAll, cs)
    if (found.kind !== 'applicationMessage') throw new Error('not a message')
    state = found.newState
    return { kind: 'message' as const, content: found.message, sender: undefined }
  }
}

/** What core-crypto 10 takes as the name of a client: a UUID, a number of 64 bits, a domain. */
function wireCredential(): Credential {
  const client = createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 16)
  return { credentialType: 'basic', identity: new TextEncoder().encode(`${randomUUID()}:${client}@example.org`) }
}

function leaves({ ratchetTree }: ClientState): { readonly index: number; readonly identity: Uint8Array }[] {
  return ratchetTree.flatMap((node, at) =>
    node?.nodeType === 'leaf' ? [{ index: at / 2, identity: identityOf(node.leaf.credential) }] : [],
  )
}

const senderOf = (state: ClientState, at: number): Uint8Array | undefined =>
  leaves(state).find(({ index }) => index === at)?.identity

function identityOf(credential: Credential): Uint8Array {
  if (credential.credentialType !== 'basic') throw new Error('not a basic credential')
  return credential.identity
}

function decoded<T>(decode: (bytes: Uint8Array, offset: number) => [T, number] | undefined, bytes: Uint8Array): T {
  const found = decode(bytes, 0)
  if (found === undefined || found[1] !== bytes.length) throw new Error('malformed')
  return found[0]
}

async function attempt<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown')
  }
}
