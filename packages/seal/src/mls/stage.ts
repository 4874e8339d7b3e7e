/**
 * A commit of this device (RFC 9420 §12.4), made but not yet taken: proposals by value, always with a path, so that
 * every commit also heals the committer's own leaf.
 */
import { sameBytes } from '@ebb/protocol'
import type { DeviceKey } from '@ebb/protocol'
import { createCommit } from 'ts-mls/createCommit.js'
import type { KeyPackage } from 'ts-mls/keyPackage.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { MlsError } from 'ts-mls/mlsError.js'
import type { Proposal } from 'ts-mls/proposal.js'
import { encodeEncryptedGroupSecrets } from 'ts-mls/welcome.js'
import type { Change, Group, StagedCommit } from '../mls.ts'
import { groupExtensions } from './extensions.ts'
import { frugal, groupOf, insideOf, withSecretTree } from './group.ts'
import { decodePublic, readKeyPackage } from './key-package.ts'

/** Throws RangeError on a change that this device may not make. `now` in seconds since 1970. */
export async function stage(group: Group, change: Change, now: number): Promise<StagedCommit> {
  const { state, cs } = insideOf(group)
  const removed = checkedRemovals(group, change.remove ?? [])
  const added = await Promise.all((change.add ?? []).map((bytes) => checkedKeyPackage(group, bytes, now)))
  checkDevices(group, added, removed)
  const extraProposals: Proposal[] = [
    ...removed.map((index) => ({ proposalType: 'remove' as const, remove: { removed: index } })),
    ...added.map(({ keyPackage }) => ({ proposalType: 'add' as const, add: { keyPackage } })),
    ...(change.policy === undefined ? [] : [policyProposal(change.policy)]),
  ]
  const made = await rangeErrors(() =>
    createCommit({ state, cipherSuite: cs }, { extraProposals, ratchetTreeExtension: true, forcePath: true }),
  )
  return {
    group: withSecretTree(group, made.senderState.secretTree),
    commit: encodeMlsMessage(made.commit),
    next: groupOf(frugal(made.newState)),
    // The library keeps the order of the proposals.
    joiners: (made.welcome?.secrets ?? []).map((secrets, i) => ({
      device: nth(added, i).device,
      secrets: encodeEncryptedGroupSecrets(secrets),
    })),
    info: made.welcome?.encryptedGroupInfo ?? new Uint8Array(),
  }
}

interface Added {
  readonly keyPackage: KeyPackage
  readonly device: DeviceKey
}

async function checkedKeyPackage(group: Group, bytes: Uint8Array, now: number): Promise<Added> {
  const facts = await readKeyPackage(bytes, now)
  if ('refused' in facts) throw new RangeError(`a key package is refused: ${facts.refused}`)
  if (facts.suite !== group.suite)
    throw new RangeError(`a key package is of suite ${facts.suite}, the group of ${group.suite}`)
  const keyPackage = decodePublic(bytes)
  if (keyPackage === undefined) throw new RangeError('a key package is refused: malformed')
  return { keyPackage, device: facts.device }
}

function checkedRemovals(group: Group, indices: readonly number[]): readonly number[] {
  for (const [i, index] of indices.entries()) {
    if (index === group.self) throw new RangeError('nobody can commit its own removal (RFC 9420 §12.2)')
    if (!group.leaves.some((leaf) => leaf.index === index)) throw new RangeError(`no member at leaf ${index}`)
    if (indices.indexOf(index) !== i) throw new RangeError(`leaf ${index} is removed twice`)
  }
  return indices
}

function checkDevices(group: Group, added: readonly Added[], removed: readonly number[]): void {
  for (const [i, { device }] of added.entries()) {
    const isMember = group.leaves.some((leaf) => sameBytes(leaf.device, device) && !removed.includes(leaf.index))
    if (isMember || added.some((other, j) => j < i && sameBytes(other.device, device))) {
      throw new RangeError('a device can be in a group once only')
    }
  }
}

const policyProposal = (policy: Uint8Array): Proposal => ({
  proposalType: 'group_context_extensions',
  groupContextExtensions: { extensions: groupExtensions(policy.slice()) },
})

/** What the library refuses to commit (a policy beyond the largest size, say) is the caller's mistake. */
async function rangeErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MlsError) throw new RangeError(`the change is refused: ${error.message}`)
    throw error
  }
}

function nth<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error('more welcomes than added devices')
  return item
}
