/** What a line in a conversation says that nobody has sent: it lies where a message has its body, as kind 0, which is nobody's. */
import {
  accountId,
  bytes,
  choice,
  decodeAs,
  decodeCanonical,
  encodeAs,
  encodeCanonical,
  exactly,
  flag,
  limits,
  list,
  text,
  word,
  type Body,
  type ShapeOf,
} from '@ebb/protocol'

const by = exactly(32, accountId)
const who = list(by, limits.groupMembers)

const happened = choice({
  added: [1, { by, who }],
  removed: [2, { by, who }],
  left: [3, { who }],
  renamed: [4, { by, name: text(limits.groupName) }],
  pictured: [5, { by }],
  admins: [6, { by, who, admin: flag }],
  announcements: [7, { by, on: flag }],
  shorten: [8, { by, who: word(['admins', 'members'] as const) }],
  /** A link into the group; not `on`: it was revoked. */
  linked: [20, { by, on: flag }],
  /** Somebody whom the other side does not know was introduced. */
  introduced: [21, { by, name: text(32) }],
  /** The server was restored from a backup. */
  restored: [28, {}],
})
const packed = bytes(65_000)

/** clocks: the message's own hold from here on. */
export type Note = { readonly kind: 'clocks' } | ShapeOf<typeof happened>

export const noteBody = (note: Note): Body => ({
  kind: 'unknown',
  bytes: encodeCanonical(note.kind === 'clocks' ? [0] : [0, encodeAs(happened, note)]),
})

export function readNote(body: Body): Note {
  if (body.kind !== 'unknown') throw new Error('a kept note is none')
  const decoded = decodeCanonical(body.bytes)
  const inside = typeof decoded === 'string' ? undefined : packed.read((decoded.value as readonly never[])[1]!)
  if (inside === undefined) return { kind: 'clocks' }
  const note = decodeAs(happened, inside)
  if (typeof note === 'string') throw new Error('a kept note does not decode')
  return note.value
}
