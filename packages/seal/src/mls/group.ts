/**
 * A group as everybody sees it, and beside it, out of sight of printers and serializers, the library's state. A state
 * is never changed: every step makes another.
 */
import { channelId, sameBytes } from '@ebb/protocol'
import type { ClientConfig } from 'ts-mls/clientConfig.js'
import type { ClientState } from 'ts-mls/clientState.js'
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js'
import type { Group } from '../mls.ts'
import { suiteOf, suites } from '../provider/suites.ts'
import { leavesOf, memberOf } from './credential.ts'
import { policyOf } from './extensions.ts'
import { paddedLengths } from './padding.ts'

interface Inside {
  readonly state: ClientState
  readonly cs: CiphersuiteImpl
}

const insides = new WeakMap<Group, Inside>()

/** Throws a TypeError for a group that did not come from here. */
export function insideOf(group: Group): Inside {
  const inside = insides.get(group)
  if (inside === undefined) throw new TypeError('not a group of this implementation')
  return inside
}

/**
 * The group of a state. Throws where the state is not one of ours: another suite, other extensions, a credential that
 * is not [account, device].
 */
export function groupOf(state: ClientState): Group {
  const { groupContext, ratchetTree, keySchedule, privatePath } = state
  const suite = suiteOf(groupContext.cipherSuite)
  const policy = policyOf(groupContext.extensions)
  if (suite === undefined || policy === undefined) throw new Error('the GroupContext is not one of ours')
  if (groupContext.epoch > Number.MAX_SAFE_INTEGER) throw new Error('the epoch is beyond what can be counted')
  return remember(
    {
      channel: channelId(groupContext.groupId),
      epoch: Number(groupContext.epoch),
      suite,
      self: privatePath.leafIndex,
      leaves: leavesOf(ratchetTree),
      policy,
      authenticator: keySchedule.epochAuthenticator,
    },
    { state, cs: suites[suite] },
  )
}

/** The same group after a generation of its secret tree was used up. */
export function withSecretTree(group: Group, secretTree: ClientState['secretTree']): Group {
  const { state, cs } = insideOf(group)
  return remember({ ...group }, { state: { ...state, secretTree }, cs })
}

function remember(group: Group, inside: Inside): Group {
  insides.set(group, inside)
  return group
}

/**
 * RFC 9420 §8: of an epoch's secrets only those are kept that this profile uses. Nobody joins by the external secret,
 * no PublicMessage is made with the membership key, no resumption PSK exists, and the confirmation tag is verified.
 * Private keys of path nodes that were blanked or lie off this leaf's path go too.
 */
export function frugal(state: ClientState): ClientState {
  const { keySchedule, privatePath, ratchetTree } = state
  const held = Object.entries(privatePath.privateKeys).filter(([node]) => ratchetTree[Number(node)] !== undefined)
  return {
    ...state,
    clientConfig: config,
    keySchedule: {
      ...keySchedule,
      externalSecret: none,
      membershipKey: none,
      resumptionPsk: none,
      confirmationKey: none,
    },
    privatePath: { ...privatePath, privateKeys: Object.fromEntries(held) },
  }
}

const none = new Uint8Array()

/**
 * How the library is used everywhere. An epoch ends with its commit (§5 of the design), so nothing of a past one is
 * kept. Within an epoch whole stretches may have expired unread, hence the many steps; skipped keys are kept for
 * messages that were encrypted twice.
 */
export const config: ClientConfig = {
  keyRetentionConfig: { retainKeysForEpochs: 0, retainKeysForGenerations: 10, maximumForwardRatchetSteps: 65_536 },
  // Lifetimes are looked at by whoever adds a key package, in key-package.ts; never in trees.
  lifetimeConfig: { maximumTotalLifetime: 31n * 86_400n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (a, b) => sameBytes(a.leafNode.signaturePublicKey, b.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (a, b) => sameBytes(a.leafNode.signaturePublicKey, b.signaturePublicKey),
  },
  paddingConfig: { kind: 'padToOneOf', lengths: paddedLengths },
  authService: {
    validateCredential: async (credential, signatureKey) => memberOf(credential, signatureKey) !== undefined,
  },
}
