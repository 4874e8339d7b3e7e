/** Commits that a member should not make, by what is wrong with them; each signed as a member signs. */
import { hex } from '@ebb/protocol'
import { createCommit } from 'ts-mls/createCommit.js'
import { createContentCommitSignature } from 'ts-mls/framedContent.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { protect } from 'ts-mls/messageProtection.js'
import { toLeafIndex } from 'ts-mls/treemath.js'
import { createUpdatePath } from 'ts-mls/updatePath.js'
import { credentialOf } from '../src/mls/credential.ts'
import { frugal, groupOf, insideOf } from '../src/mls/group.ts'
import { tsMls } from '../src/mls/ts-mls.ts'
import type { Group } from '../src/mls.ts'
import { device } from './people.ts'

const none = new Uint8Array()

/** `next`: what those who can follow it get to. */
export interface BadCommit {
  readonly bytes: Uint8Array
  readonly next?: Group
}

export const badCommits = {
  /** Nobody can open it, so nobody's signature is on it. */
  undecryptable: (group: Group): Promise<BadCommit> =>
    Promise.resolve({ bytes: insideOf(group).cs.rng.randomBytes(1024) }),
  /** In order, but for one member it holds a secret that is none. */
  partial: async (group: Group, victim: number): Promise<BadCommit> => {
    const { state, cs } = insideOf(group)
    // Whatever leads to the victim: their own key, and those that they share with their neighbours.
    const keys = state.ratchetTree.flatMap((node, at) => {
      if (node === undefined || !covers(at, victim)) return []
      return [hex(node.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey)]
    })
    const hpke: typeof cs.hpke = {
      ...cs.hpke,
      async seal(publicKey, plaintext, info, aad) {
        const isTheirs = keys.includes(hex(await cs.hpke.exportPublicKey(publicKey)))
        return cs.hpke.seal(publicKey, isTheirs ? new Uint8Array(plaintext.length) : plaintext, info, aad)
      },
    }
    const made = await createCommit({ state, cipherSuite: { ...cs, hpke } }, { forcePath: true })
    return {
      bytes: encodeMlsMessage(made.commit),
      next: groupOf(frugal({ ...made.newState, clientConfig: state.clientConfig })),
    }
  },
  /** Its path has keys that nobody would derive. */
  'wrong tree': async (group: Group): Promise<BadCommit> => {
    const { state, cs } = insideOf(group)
    const leaf = toLeafIndex(state.privatePath.leafIndex)
    const [, path] = await createUpdatePath(state.ratchetTree, leaf, state.groupContext, state.signaturePrivateKey, cs)
    return { bytes: await forged(group, { proposals: [], path }) }
  },
  /** It gives the leaf of its author to another account. */
  'credential change': async (group: Group): Promise<BadCommit> => {
    const { state, cs } = insideOf(group)
    const at = 2 * state.privatePath.leafIndex
    const own = state.ratchetTree[at]
    const self = group.leaves.find(({ index }) => index === group.self)
    if (own?.nodeType !== 'leaf' || self === undefined) throw new Error('no leaf')
    const credential = credentialOf({ account: device().account, device: self.device })
    const ratchetTree = state.ratchetTree.with(at, { ...own, leaf: { ...own.leaf, credential } })
    const made = await createCommit({ state: { ...state, ratchetTree }, cipherSuite: cs }, { forcePath: true })
    return { bytes: encodeMlsMessage(made.commit) }
  },
  /** In order, but only an administrator may change the policy. */
  'role violation': async (group: Group, _: number, now: number, policy: Uint8Array): Promise<BadCommit> => {
    const { commit, next } = await tsMls.stage(group, { policy }, now)
    return { bytes: commit, next }
  },
  /** In order, but said to lead to a key that nobody gets to. */
  'wrong next key': async (group: Group, _: number, now: number): Promise<BadCommit> => ({
    bytes: (await tsMls.stage(group, {}, now)).commit,
  }),
} satisfies Record<string, (group: Group, victim: number, now: number, policy: Uint8Array) => Promise<BadCommit>>

/** Whether the node at this place of the array lies above the leaf, or is it (RFC 9420, Appendix C). */
function covers(at: number, leaf: number): boolean {
  const level = Math.log2(~at & (at + 1))
  const first = (at - (2 ** level - 1)) / 2
  return leaf >= first && leaf < first + 2 ** level
}

/** Any commit, with a confirmation tag of zeros. */
async function forged(group: Group, commit: Parameters<typeof createContentCommitSignature>[2]): Promise<Uint8Array> {
  const { state, cs } = insideOf(group)
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
  const padding = { kind: 'padUntilLength', padUntilLength: 0 } as const
  const made = await protect(
    keySchedule.senderDataSecret,
    none,
    groupContext,
    secretTree,
    { ...signed.framedContent, auth },
    privatePath.leafIndex,
    padding,
    cs,
  )
  const { privateMessage } = made
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage })
}
