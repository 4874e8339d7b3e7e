/**
 * The credential of a leaf: basic (RFC 9420 §5.3), whose identity is the canonical CBOR of [account id, device key],
 * 32 bytes each. The device key is also the leaf's signature key, so a leaf speaks for one device only.
 */
import { accountId, decodeCanonical, deviceKey, encodeCanonical, sameBytes } from '@ebb/protocol'
import type { AccountId, DeviceKey } from '@ebb/protocol'
import type { Credential } from 'ts-mls/credential.js'
import type { RatchetTree } from 'ts-mls/ratchetTree.js'
import type { Leaf } from '../mls.ts'

export interface Member {
  readonly account: AccountId
  readonly device: DeviceKey
}

export const credentialOf = ({ account, device }: Member): Credential => ({
  credentialType: 'basic',
  identity: encodeCanonical([account, device]),
})

/** The member that a credential names, or undefined where it is not ours or its device is not the signature key. */
export function memberOf(credential: Credential, signatureKey: Uint8Array): Member | undefined {
  if (credential.credentialType !== 'basic') return undefined
  const decoded = decodeCanonical(credential.identity)
  if (typeof decoded === 'string' || !Array.isArray(decoded.value) || decoded.value.length !== 2) return undefined
  const [account, device] = decoded.value as readonly unknown[]
  if (!(account instanceof Uint8Array) || !(device instanceof Uint8Array)) return undefined
  if (account.length !== 32 || device.length !== 32 || !sameBytes(device, signatureKey)) return undefined
  return { account: accountId(account.slice()), device: deviceKey(device.slice()) }
}

/**
 * The members of a tree in order of their leaves. Throws where a credential is not ours: trees are checked before they
 * become a group. A tree never changes in place, so what was read once is remembered.
 */
export function leavesOf(tree: RatchetTree): readonly Leaf[] {
  const known = read.get(tree)
  if (known !== undefined) return known
  const leaves: Leaf[] = []
  for (let node = 0; node < tree.length; node += 2) {
    const leaf = leafAt(tree, node / 2)
    if (leaf !== undefined) leaves.push(leaf)
  }
  read.set(tree, leaves)
  return leaves
}

const read = new WeakMap<RatchetTree, readonly Leaf[]>()
const named = new WeakMap<object, Leaf>()

/** The member at a leaf index, undefined where the leaf is blank. */
export function leafAt(tree: RatchetTree, index: number): Leaf | undefined {
  const node = tree[2 * index]
  if (node === undefined) return undefined
  const known = named.get(node)
  if (known?.index === index) return known
  if (node.nodeType !== 'leaf') throw new Error('a parent node stands at a leaf')
  const member = memberOf(node.leaf.credential, node.leaf.signaturePublicKey)
  if (member === undefined) throw new Error('a leaf has a credential that is not ours')
  const leaf = { index, ...member }
  named.set(node, leaf)
  return leaf
}

/** The accounts among `members` of which `knows` does not know the device, each once. */
export function unknownAccounts(
  members: readonly Member[],
  knows: (account: AccountId, device: DeviceKey) => boolean,
): AccountId[] {
  const accounts: AccountId[] = []
  for (const { account, device } of members) {
    if (!knows(account, device) && !accounts.some((other) => sameBytes(other, account))) accounts.push(account)
  }
  return accounts
}
