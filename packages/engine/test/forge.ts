/** Entries that a device seals and its engine would not have written. */
import { encodeContent, encodePayload, entryIdOf, type Content } from '@ebb/protocol'
import { sha256, tsMls } from '@ebb/seal'
import { random, type Bench } from './bench.ts'

/** In the first room of both, which may be a group's: `from` writes it, `to` reads it next. */
export async function forge(
  { from, to }: { readonly from: Bench; readonly to: Bench },
  content: Partial<Content> & Pick<Content, 'body'>,
): Promise<void> {
  const group = from.state.groups.get(1)!
  const room = to.state.rooms.get(1)!
  const packed = encodeContent({
    salt: random(16),
    replaces: null,
    inReplyTo: null,
    sent: from.now,
    count: 70,
    ceiling: 3600,
    afterRead: null,
    ...content,
  })
  const { seq, hash } = room
  const authenticator = group.authenticator.slice(0, 16)
  const sealed = await tsMls.encrypt(group, encodePayload({ seq, hash, authenticator, content: packed }))
  from.state = { ...from.state, groups: new Map(from.state.groups).set(1, sealed.group) }
  const id = entryIdOf(sealed.bytes, sha256)
  const place = { channel: room.channel, seq: seq + 1, id, bucket: 0, next: null } as const
  await to.told({ kind: 'entry', of: 'message', ...place, body: sealed.bytes })
}
