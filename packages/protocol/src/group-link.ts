/**
 * A link into a group: `https://host/g#` + base64url of a record. Whoever has it may ask to join; the secret lies in the
 * fragment, and the server knows nothing of it. It is signed, so that nobody else's text stands under somebody's name.
 */
import { encodeCanonical } from './cbor.ts'
import { accountId, signature, type Sha256 } from './ids.ts'
import { partsOfLink } from './invitation.ts'
import { limits } from './limits.ts'
import { constant, decodeAs, encodeAs, exactly, flag, list, record, text, uint, type RecordOf, plain } from './shape.ts'
import { groupLinkProof } from './signed.ts'
import { base64url } from './text-forms.ts'

const said = {
  version: constant(1),
  secret: plain(16),
  /** SHA-256 of the server's Ed25519 key, 32 bytes. */
  server: plain(32),
  /** What the group was called when the link was made. */
  name: text(limits.groupName),
  /** Administrators who are asked; the first of them has made the link. */
  admins: list(exactly(32, accountId), limits.groupLinkAdmins, 1),
  /** Seconds since 1970. */
  ends: uint(),
  /** Whether an administrator decides about each who asks. */
  approval: flag,
}
const saidShape = record(said)
const fields = { ...said, signature: exactly(64, signature) }
const shape = record(fields)
export type GroupLink = RecordOf<typeof fields>

/** What a device of `admins[0]` signs. */
export const groupLinkProofOf = (origin: string, link: Omit<GroupLink, 'signature'>): Uint8Array =>
  groupLinkProof(origin, encodeAs(saidShape, link))

export const groupLinkText = (origin: string, link: GroupLink): string =>
  `${origin}/g#${base64url(encodeAs(shape, link))}`

/** Undefined where the text is no link into a group. Whether the signature holds, the caller checks in the maker's chain. */
export function readGroupLink(text: string): { readonly origin: string; readonly link: GroupLink } | undefined {
  const parts = partsOfLink(text, 'g')
  const decoded = parts && decodeAs(shape, parts.packed)
  if (parts === undefined || decoded === undefined || typeof decoded === 'string') return undefined
  return { origin: parts.origin, link: decoded.value }
}

/** 32 bytes that only who has the link can know: a request names them, and the group knows their SHA-256. */
export const groupLinkKey = (link: GroupLink, sha256: Sha256): Uint8Array =>
  sha256(encodeCanonical(['ebb group link key v1', encodeAs(shape, link)]))
