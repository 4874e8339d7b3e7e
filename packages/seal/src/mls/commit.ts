/**
 * The commit of another member (RFC 9420 §12.4.2), after it was unprotected. What this profile does not allow is
 * refused before the library applies anything.
 */
import { sameBytes } from '@ebb/protocol'
import type { AuthenticatedContentCommit } from 'ts-mls/authenticatedContent.js'
import type { ClientState } from 'ts-mls/clientState.js'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import type { KeyPackage } from 'ts-mls/keyPackage.js'
import { CryptoError, CryptoVerificationError, MlsError } from 'ts-mls/mlsError.js'
import * as processing from 'ts-mls/processMessages.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import type { Group, Knows, Leaf, Opened, OpenRefusal } from '../mls.ts'
import { compact } from './compact.ts'
import { leavesOf, memberOf, unknownAccounts } from './credential.ts'
import type { Member } from './credential.ts'
import { policyOf } from './extensions.ts'
import { frugal, groupOf, insideOf } from './group.ts'
import { couldBeAdded } from './key-package.ts'
import type { Unprotected } from './unprotect.ts'

export async function applyCommit(
  group: Group,
  opened: Unprotected,
  { knows, now }: { knows: Knows; now: number },
): Promise<Opened> {
  const { state, cs } = insideOf(group)
  const content = asCommit(opened.content)
  const planned = plan(content, group, opened.sender, now)
  if (typeof planned === 'string') return { kind: 'refused', why: planned, author: opened.sender }
  const accounts = unknownAccounts(planned.added, knows)
  if (accounts.length > 0) return { kind: 'unknown-devices', accounts }

  let after: ClientState
  try {
    const before = { ...state, secretTree: opened.secretTree }
    const { newState } = await processing.processCommit(
      before,
      compact(content),
      'mls_private_message',
      emptyPskIndex,
      acceptAll,
      cs,
    )
    after = newState
  } catch (error) {
    return { kind: 'refused', why: reasonOf(error), author: opened.sender }
  }
  const leaves = leavesOf(after.ratchetTree)
  const removed = group.leaves.filter((leaf) => planned.removed.has(leaf.index))
  const added = leaves.filter((leaf) => planned.added.some((member) => sameBytes(member.device, leaf.device)))
  if (!keptTheirNames(group.leaves, leaves, { added, removed })) {
    return { kind: 'refused', why: 'credential-changed', author: opened.sender }
  }
  const isOut = after.groupActiveState.kind === 'removedFromGroup'
  return { kind: 'commit', group: isOut ? undefined : groupOf(frugal(after)), sender: opened.sender, added, removed }
}

function asCommit(content: Unprotected['content']): AuthenticatedContentCommit {
  if (content.content.contentType !== 'commit' || content.auth.contentType !== 'commit') throw new Error('not a commit')
  return content as AuthenticatedContentCommit
}

interface Plan {
  readonly added: readonly Member[]
  readonly removed: ReadonlySet<number>
}

/** Who comes and who goes, or what of it this profile refuses. */
function plan(content: AuthenticatedContentCommit, group: Group, sender: Leaf, now: number): Plan | OpenRefusal {
  const { proposals, path } = content.content.commit
  const added: Member[] = []
  const removed = new Set<number>()
  for (const item of proposals) {
    if (item.proposalOrRefType === 'reference') return 'not-by-value'
    const { proposal } = item
    if (proposal.proposalType === 'external_init') return 'external'
    if (proposal.proposalType === 'remove') removed.add(proposal.remove.removed)
    else if (proposal.proposalType === 'add') {
      const member = newMember(proposal.add.keyPackage, now)
      if (typeof member === 'string') return member
      added.push(member)
    } else if (proposal.proposalType === 'group_context_extensions') {
      if (policyOf(proposal.groupContextExtensions.extensions) === undefined) return 'invalid-commit'
    } else return 'invalid-commit' // Update by value is forbidden (§12.2); PSK, ReInit and unknown ones are not used
  }
  // §12.4 lets a commit of Adds go without a path; ours always heals the committer.
  if (path === undefined) return 'invalid-commit'
  const committer = memberOf(path.leafNode.credential, path.leafNode.signaturePublicKey)
  if (committer === undefined) return 'credential-invalid'
  if (!isSame(committer, sender)) return 'credential-changed'
  if (path.leafNode.extensions.length > 0) return 'invalid-commit'
  if (removed.has(sender.index) || [...removed].some((index) => !group.leaves.some((leaf) => leaf.index === index))) {
    return 'invalid-commit'
  }
  return { added, removed }
}

function newMember(keyPackage: KeyPackage, now: number): Member | OpenRefusal {
  const member = memberOf(keyPackage.leafNode.credential, keyPackage.leafNode.signaturePublicKey)
  if (member === undefined) return 'credential-invalid'
  return couldBeAdded(keyPackage, now) ? member : 'lifetime'
}

const isSame = (a: Member, b: Member): boolean => sameBytes(a.account, b.account) && sameBytes(a.device, b.device)

/** Once more on the result, whatever the proposals said: who is neither new nor gone sits where it sat. */
function keptTheirNames(
  before: readonly Leaf[],
  after: readonly Leaf[],
  { added, removed }: { added: readonly Leaf[]; removed: readonly Leaf[] },
): boolean {
  const stayed = before.filter((leaf) => !removed.includes(leaf))
  const found = after.filter((leaf) => !added.includes(leaf))
  return (
    stayed.length === found.length &&
    stayed.every((leaf, i) => leaf.index === found[i]?.index && isSame(leaf, found[i]))
  )
}

/** The author of a commit is a member, but may be a hostile one: whatever the library throws is a refusal. */
function reasonOf(error: unknown): OpenRefusal {
  if (error instanceof CryptoError || error instanceof CryptoVerificationError) return 'not-authentic'
  if (error instanceof MlsError || error instanceof TypeError || error instanceof RangeError) return 'invalid-commit'
  throw error
}
