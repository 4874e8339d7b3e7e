/** Groups on the library's own level, for tests of what the patches change. */
import { createHash, randomBytes } from 'node:crypto'
import { createGroup, joinGroupWithExtensions, makePskIndex, type ClientState } from 'ts-mls/clientState.js'
import { defaultAuthenticationService } from 'ts-mls/authenticationService.js'
import { createCommit, type CreateCommitOptions, type CreateCommitResult } from 'ts-mls/createCommit.js'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import { defaultKeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js'
import { generateKeyPackageWithKey, type KeyPackage, type PrivateKeyPackage } from 'ts-mls/keyPackage.js'
import { processMessage, type ProcessMessageResult } from 'ts-mls/processMessages.js'
import type { ClientConfig } from 'ts-mls/clientConfig.js'
import type { Credential } from 'ts-mls/credential.js'
import type { CredentialTypeName } from 'ts-mls/credentialType.js'
import type { Lifetime } from 'ts-mls/lifetime.js'
import type { Extension } from 'ts-mls/extension.js'
import type { MLSMessage } from 'ts-mls/message.js'
import type { Proposal } from 'ts-mls/proposal.js'
import { suiteNames, suites } from '../src/provider/suites.ts'
import { device } from './people.ts'

export const cs = suites.classic

export const clientConfig: ClientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 200 },
  lifetimeConfig: { maximumTotalLifetime: 2_628_000n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'padUntilLength', padUntilLength: 0 },
  authService: defaultAuthenticationService,
}

export interface Package {
  readonly publicPackage: KeyPackage
  readonly privatePackage: PrivateKeyPackage
}

interface Kind {
  /** From 1970 for a very long time unless said otherwise. */
  readonly lifetime?: Lifetime
  readonly credential?: Credential
  readonly credentials?: CredentialTypeName[]
}

/** A key package of a device. */
export function keyPackage(
  self = device(),
  { lifetime, credential, credentials = ['basic'] }: Kind = {},
): Promise<Package> {
  return generateKeyPackageWithKey(
    credential ?? { credentialType: 'basic', identity: createHash('sha256').update(self.device).digest() },
    { versions: ['mls10'], ciphersuites: [suiteNames.classic], extensions: [0xf0b0], proposals: [], credentials },
    lifetime ?? { notBefore: 0n, notAfter: 1n << 40n },
    [],
    { signKey: self.devicePrivate, publicKey: self.device },
    cs,
  )
}

export async function newGroup(extensions: Extension[] = [], owner?: Package): Promise<ClientState> {
  const { publicPackage, privatePackage } = owner ?? (await keyPackage())
  return createGroup(new Uint8Array(randomBytes(16)), publicPackage, privatePackage, extensions, cs, clientConfig)
}

export const adding = ({ publicPackage }: Package): Proposal => ({
  proposalType: 'add',
  add: { keyPackage: publicPackage },
})
export const removing = (removed: number): Proposal => ({ proposalType: 'remove', remove: { removed } })

export const commit = (
  state: ClientState,
  extraProposals: Proposal[],
  options: CreateCommitOptions = {},
): Promise<CreateCommitResult> =>
  createCommit({ state, cipherSuite: cs }, { extraProposals, ratchetTreeExtension: true, ...options })

export async function enter(
  made: CreateCommitResult,
  { publicPackage, privatePackage }: Package,
): Promise<ClientState> {
  if (made.welcome === undefined) throw new Error('nobody was added')
  const psks = makePskIndex(undefined, {})
  const joined = await joinGroupWithExtensions(
    made.welcome,
    publicPackage,
    privatePackage,
    psks,
    cs,
    undefined,
    undefined,
    clientConfig,
  )
  return joined[0]
}

export function take(
  state: ClientState,
  message: MLSMessage,
  external: Record<string, Uint8Array> = {},
): Promise<ProcessMessageResult> {
  if (message.wireformat !== 'mls_private_message' && message.wireformat !== 'mls_public_message')
    throw new Error('no message')
  return processMessage(message, state, makePskIndex(state, external), acceptAll, cs)
}

/** Members of a group of `size`, added one after the other, each of whom has then made a commit with a path. */
export async function members(size: number): Promise<ClientState[]> {
  let states = [await newGroup()]
  for (let i = 1; i < size; i++) {
    const guest = await keyPackage()
    const made = await commit(first(states), [adding(guest)])
    states = await everybodyTakes(states, 0, made)
    states.push(await enter(made, guest))
  }
  for (let author = 0; author < size; author++)
    states = await everybodyTakes(states, author, await commit(first(states.slice(author)), []))
  return states
}

export async function everybodyTakes(
  states: readonly ClientState[],
  author: number,
  made: CreateCommitResult,
): Promise<ClientState[]> {
  return Promise.all(
    states.map(async (state, i) => (i === author ? made.newState : (await take(state, made.commit)).newState)),
  )
}

export function first<T>(list: readonly T[]): T {
  const [item] = list
  if (item === undefined) throw new Error('nothing is there')
  return item
}
