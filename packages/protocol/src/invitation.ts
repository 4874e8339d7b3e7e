/**
 * An invitation link: `https://host/i#` + base64url of a record. The secret lies in the fragment, which browsers do
 * not send; the server keeps only its hash.
 */
import { constant, decodeAs, encodeAs, maybe, record, text, uint, type RecordOf, plain } from './shape.ts'
import { base64url, fromBase64url } from './text-forms.ts'
import { handlePattern } from './handle.ts'
import { limits } from './limits.ts'

const fields = {
  version: constant(1),
  secret: plain(16),
  /** SHA-256 of the server's Ed25519 key, 32 bytes. */
  server: plain(32),
  /** Handle of who invites, for the preview; null for the server itself. */
  by: maybe(text(limits.handle, handlePattern)),
  /** The organisation's longest ceiling, in seconds. */
  ceiling: uint(limits.ceiling, 1),
  /** Seconds since 1970. */
  ends: uint(),
}
const shape = record(fields)
export type Invitation = RecordOf<typeof fields>

export const invitationLink = (origin: string, invitation: Invitation): string =>
  `${origin}/i#${base64url(encodeAs(shape, invitation))}`

/** The origin (`https://host[:port]`, or `http:` on loopback) and the invitation, or undefined where the text is no link. */
export function readInvitation(link: string): { origin: string; invitation: Invitation } | undefined {
  const parts = partsOfLink(link, 'i')
  const decoded = parts && decodeAs(shape, parts.packed)
  if (parts === undefined || decoded === undefined || typeof decoded === 'string') return undefined
  return { origin: parts.origin, invitation: decoded.value }
}

/** Of a link with this path: the origin, and the bytes that its fragment stands for. */
export function partsOfLink(link: string, path: 'i' | 'g'): { origin: string; packed: Uint8Array } | undefined {
  const match =
    /^(https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[1-9]\d{0,4})?)\/([ig])#([A-Za-z0-9_-]+)$/.exec(
      link.trim(),
    )
  const packed = match === null || match[2] !== path ? undefined : fromBase64url(match[3]!)
  if (match === null || packed === undefined) return undefined
  const origin = match[1]!
  return origin.startsWith('https:') || isLoopback(origin) ? { origin, packed } : undefined
}

/** Plain `http:` and `ws:` never leave the machine. */
export const isLoopback = (origin: string): boolean =>
  /^(http|ws):\/\/(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?$/.test(origin)
