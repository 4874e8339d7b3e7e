/** Whether a commit is one that its author may make: nobody follows any other, wherever it leads. */
import { decodePolicy, judgeCommit, sameBytes, type AccountId, type RoleRefusal } from '@ebb/protocol'
import type { Group, Opened } from '@ebb/seal'
import type { Roster } from '../records/roster.ts'
import type { Turn } from '../turn.ts'
import { groupPolicy, hasAccount } from './policy.ts'

/**
 * Whom any member may remove: who has said that they leave in this very epoch, or in one since which no device has come.
 * Everybody who is in it has read that; of what was said before they came newcomers know nothing. See leave.ts.
 */
export const leavingIn = ({ leaving }: Roster, epoch: number): readonly AccountId[] =>
  leaving.filter(({ n }) => n === epoch).map(({ account }) => account)

type Commit = Extract<Opened, { kind: 'commit' }>

/** `before`: the group that the commit changes. Undefined: it may be followed. */
export function judge(turn: Turn, conversation: number, before: Group, commit: Commit): RoleRefusal | undefined {
  const roster = turn.state.rosters.get(conversation)
  if (roster === undefined) return judgePair(before, commit)
  const { group: next, sender, added, removed } = commit
  const policy = groupPolicy(before.policy)!
  // Where this device is removed, nothing more is known of what comes after it.
  const after = next === undefined ? policy : groupPolicy(next.policy)
  if (after === undefined) return 'policy'
  const remain = next?.leaves ?? [...before.leaves.filter((leaf) => !removed.includes(leaf)), ...added]
  const facts = {
    author: sender.account,
    before: policy,
    after,
    members: before.leaves.map(({ account }) => account),
    remain: remain.map(({ account }) => account),
    added: added.map(({ account }) => account),
    removed: removed.map(({ account }) => account),
  }
  // Who has asked to leave is taken at their word, this account too.
  const left = [...leavingIn(roster, before.epoch), ...(roster.inside ? [] : [turn.state.profile!.account])]
  return judgeCommit(facts, (account) => hasAccount(left, account))
}

/** Between two both may do anything but let somebody else in. */
function judgePair({ leaves }: Group, { group: next, added }: Commit): RoleRefusal | undefined {
  if (added.some(({ account }) => !leaves.some((leaf) => sameBytes(leaf.account, account)))) return 'adds'
  const policy = next === undefined ? undefined : decodePolicy(next.policy)
  const wrong = typeof policy === 'string' || (policy !== undefined && policy.value.version !== 1)
  return wrong ? 'policy' : undefined
}
