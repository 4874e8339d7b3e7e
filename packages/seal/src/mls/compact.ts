/**
 * A decoded commit is made of views of its whole plaintext, up to 4 MiB, and a tree keeps parts of it (a leaf, some
 * public keys) for months. What a state will keep is copied out, so that the rest can go.
 */
import type { AuthenticatedContentCommit } from 'ts-mls/authenticatedContent.js'
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js'
import { decodeLeafNodeCommit, encodeLeafNode } from 'ts-mls/leafNode.js'
import { decodeProposalOrRef, encodeProposalOrRef } from 'ts-mls/proposalOrRefType.js'

/** The same commit; nothing of it that outlives its processing shares memory with what it was decoded from. */
export function compact(content: AuthenticatedContentCommit): AuthenticatedContentCommit {
  const { proposals, path } = content.content.commit
  const commit = {
    proposals: proposals.map((proposal) => decoded(decodeProposalOrRef, encodeProposalOrRef(proposal))),
    path: path && {
      leafNode: decoded(decodeLeafNodeCommit, encodeLeafNode(path.leafNode)),
      // The ciphertexts are read once and stay views.
      nodes: path.nodes.map((node) => ({ ...node, hpkePublicKey: node.hpkePublicKey.slice() })),
    },
  }
  const auth =
    content.auth.contentType === 'commit'
      ? { ...content.auth, confirmationTag: content.auth.confirmationTag.slice() }
      : content.auth
  return { ...content, content: { ...content.content, commit }, auth }
}

function decoded<T>(decode: Decoder<T>, bytes: Uint8Array): T {
  const found = decode(bytes, 0)
  if (found === undefined) throw new Error('what was encoded does not decode')
  return found[0]
}
