/** A welcome into a group of seal for a leaf that seal keeps out: one that does not list the policy (RFC 9420 §7.3). */
import { createCommit } from 'ts-mls/createCommit.js'
import { encodeMlsMessage } from 'ts-mls/message.js'
import { insideOf } from '../../src/mls/group.ts'
import { decodePublic } from '../../src/mls/key-package.ts'
import type { Group } from '../../src/mls.ts'

export async function putIn(group: Group, bytes: Uint8Array): Promise<Uint8Array> {
  const { state, cs } = insideOf(group)
  const keyPackage = decodePublic(bytes)
  if (keyPackage === undefined) throw new Error('no key package')
  const { leafNode } = keyPackage
  // The same bytes; who asks whether it lists an extension is told yes.
  const extensions = Object.assign([...leafNode.capabilities.extensions], { includes: () => true })
  const claiming = { ...keyPackage, leafNode: { ...leafNode, capabilities: { ...leafNode.capabilities, extensions } } }
  const { welcome } = await createCommit(
    { state, cipherSuite: cs },
    {
      extraProposals: [{ proposalType: 'add', add: { keyPackage: claiming } }],
      ratchetTreeExtension: true,
      forcePath: true,
    },
  )
  if (welcome === undefined) throw new Error('nobody was added')
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome })
}
