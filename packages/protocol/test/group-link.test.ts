import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  base64url,
  encodeCanonical,
  groupLinkKey,
  groupLinkProofOf,
  groupLinkText,
  invitationLink,
  readGroupLink,
  readInvitation,
} from '../src/index.ts'
import { groupLinks, invitations } from './arbitraries.ts'

const [value] = fc.sample(groupLinks, { numRuns: 1, seed: 1 })
const text = groupLinkText('https://ebb.example', value!)
const packed = (record: Parameters<typeof encodeCanonical>[0]) =>
  `https://ebb.example/g#${base64url(encodeCanonical(record))}`
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

describe('a link into a group', () => {
  test('comes back', () => {
    fc.assert(
      fc.property(groupLinks, fc.constantFrom('https://ebb.example', 'https://[::1]:8443'), (link, origin) => {
        expect(readGroupLink(groupLinkText(origin, link))).toEqual({ origin, link })
      }),
    )
  })

  test('carries its secret in the fragment only', () => {
    expect(new URL(text).pathname).toBe('/g')
    expect(new URL(text).search).toBe('')
    expect(new URL(text).hash.length).toBeGreaterThan(100)
  })

  test('is no invitation, and an invitation is none', () => {
    fc.assert(
      fc.property(groupLinks, invitations, (link, invitation) => {
        const [group, account] = [groupLinkText('https://a.b', link), invitationLink('https://a.b', invitation)]
        for (const other of [group, group.replace('/g#', '/i#')]) expect(readInvitation(other)).toBeUndefined()
        for (const other of [account, account.replace('/i#', '/g#')]) expect(readGroupLink(other)).toBeUndefined()
      }),
      { numRuns: 20 },
    )
  })

  test('every prefix is refused', () => {
    for (let length = 0; length < text.length; length++) expect(readGroupLink(text.slice(0, length))).toBeUndefined()
  })

  test.each([
    ['another scheme', text.replace('https:', 'ftp:')],
    ['a host in capitals', text.replace('ebb.example', 'EBB.example')],
    ['a user in front of the host', text.replace('ebb.example', 'ebb@evil.example')],
    ['another path', text.replace('/g#', '/j#')],
    ['a query', text.replace('/g#', '/g?x#')],
    ['padding', `${text}=`],
    ['one character more', `${text}A`],
    ['plain http to another machine', text.replace('https:', 'http:')],
    ['nothing', ''],
  ])('%s is refused', (_, other) => {
    expect(readGroupLink(other)).toBeUndefined()
  })

  const [secret, server, account, proof] = [16, 32, 32, 64].map((length) => new Uint8Array(length))
  const five = Array.from({ length: 5 }, () => account!)
  test.each([
    ['another version', [2, secret!, server!, '', [account!], 1, true, proof!]],
    ['a short secret', [1, new Uint8Array(15), server!, '', [account!], 1, true, proof!]],
    ['a name that is too long', [1, secret!, server!, 'n'.repeat(101), [account!], 1, true, proof!]],
    ['nobody to ask', [1, secret!, server!, '', [], 1, true, proof!]],
    ['six to ask', [1, secret!, server!, '', [...five, account!], 1, true, proof!]],
    ['no signature', [1, secret!, server!, '', [account!], 1, true]],
    ['a field more', [1, secret!, server!, '', [account!], 1, true, proof!, 1]],
  ])('%s is refused as well', (_, record) => {
    expect(readGroupLink(packed(record))).toBeUndefined()
    // The control.
    expect(readGroupLink(packed([1, secret!, server!, '', five, 1, true, proof!]))).toBeDefined()
  })

  test('random text is refused and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        expect(readGroupLink(noise)).toBeUndefined()
      }),
    )
  })

  test('has a key that every part of it changes, and a proof that all but the signature do', () => {
    fc.assert(
      fc.property(groupLinks, groupLinks, (one, other) => {
        for (const field of ['secret', 'server', 'name', 'admins', 'ends', 'approval', 'signature'] as const) {
          const mixed = { ...one, [field]: other[field] }
          const same = groupLinkText('https://a.b', mixed) === groupLinkText('https://a.b', one)
          expect(sameAs(groupLinkKey(mixed, sha256), groupLinkKey(one, sha256))).toBe(same)
          const proofs = [mixed, one].map((link) => groupLinkProofOf('https://a.b', link))
          expect(sameAs(proofs[0]!, proofs[1]!)).toBe(same || field === 'signature')
        }
        expect(groupLinkProofOf('https://a.c', one)).not.toEqual(groupLinkProofOf('https://a.b', one))
      }),
      { numRuns: 20 },
    )
  })
})

const sameAs = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b))
