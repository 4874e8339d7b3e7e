/** What arrives in a channel: a message or a commit, opened or refused. On a refusal nothing has changed. */
import { sameBytes } from '@ebb/protocol'
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js'
import type { MLSMessage } from 'ts-mls/message.js'
import type { Group, Knows, Opened, OpenRefusal } from '../mls.ts'
import { applyCommit } from './commit.ts'
import { insideOf, withSecretTree } from './group.ts'
import { decodeStrictly } from './strict.ts'
import { unprotect } from './unprotect.ts'

/** `now` in seconds since 1970. */
export async function open(group: Group, bytes: Uint8Array, knows: Knows, now: number): Promise<Opened> {
  const message = decodeStrictly<MLSMessage>(decodeMlsMessage, encodeMlsMessage, bytes)
  if (message === undefined) return refused('malformed')
  if (message.wireformat !== 'mls_private_message') return refused(isExternal(message) ? 'external' : 'malformed')
  const { privateMessage } = message
  if (!sameBytes(privateMessage.groupId, group.channel)) return refused('wrong-group')
  if (privateMessage.epoch !== BigInt(group.epoch)) return refused('wrong-epoch')
  if (privateMessage.contentType === 'proposal') return refused('not-by-value')
  // Nothing of ours is authenticated without being encrypted, so whatever stands there would only tell members apart.
  if (privateMessage.authenticatedData.length > 0) return refused('malformed')

  const { state, cs } = insideOf(group)
  const opened = await unprotect(state, privateMessage, cs)
  if (typeof opened === 'string') return refused(opened)
  const { content } = opened.content
  if (content.contentType === 'application') {
    return {
      kind: 'message',
      group: withSecretTree(group, opened.secretTree),
      sender: opened.sender,
      content: content.applicationData.slice(),
    }
  }
  return applyCommit(group, opened, { knows, now })
}

const refused = (why: OpenRefusal): Opened => ({ kind: 'refused', why })

/** RFC 9420 §6: only a PublicMessage can come from somebody who is no member. */
const isExternal = (message: MLSMessage): boolean =>
  message.wireformat === 'mls_public_message' && message.publicMessage.content.sender.senderType !== 'member'
