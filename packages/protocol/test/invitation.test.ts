import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64url, encodeCanonical, invitationLink, isHandle, isLoopback, readInvitation } from '../src/index.ts'
import { handle, invitations } from './arbitraries.ts'

const [invitation] = fc.sample(invitations, { numRuns: 1, seed: 1 })
const link = invitationLink('https://ebb.example', invitation!)
const packed = (record: Parameters<typeof encodeCanonical>[0]) =>
  `https://ebb.example/i#${base64url(encodeCanonical(record))}`

describe('an invitation link', () => {
  test('comes back', () => {
    fc.assert(
      fc.property(invitations, fc.constantFrom('https://ebb.example', 'https://[::1]:8443'), (value, origin) => {
        expect(readInvitation(invitationLink(origin, value))).toEqual({ origin, invitation: value })
      }),
    )
  })

  test('carries its secret in the fragment only', () => {
    expect(new URL(link).pathname).toBe('/i')
    expect(new URL(link).search).toBe('')
    expect(new URL(link).hash.length).toBeGreaterThan(40)
  })

  test('may have space around it', () => {
    expect(readInvitation(`  ${link}\n`)).toEqual(readInvitation(link))
  })

  test('every prefix is refused', () => {
    for (let length = 0; length < link.length; length++) expect(readInvitation(link.slice(0, length))).toBeUndefined()
  })

  test.each([
    ['another scheme', link.replace('https:', 'ftp:')],
    ['a host in capitals', link.replace('ebb.example', 'EBB.example')],
    ['a user in front of the host', link.replace('ebb.example', 'ebb@evil.example')],
    ['another path', link.replace('/i#', '/j#')],
    ['a query', link.replace('/i#', '/i?x#')],
    ['a host of signs', link.replace('ebb.example', '.-')],
    ['a port that is none', link.replace('ebb.example', 'ebb.example:0')],
    ['padding', `${link}=`],
    ['one character more', `${link}A`],
    ['plain http to another machine', link.replace('https:', 'http:')],
    ['nothing', ''],
  ])('%s is refused', (_, text) => {
    expect(readInvitation(text)).toBeUndefined()
  })

  test.each([
    ['another version', [2, new Uint8Array(16), new Uint8Array(32), null, 60, 1]],
    ['a short secret', [1, new Uint8Array(15), new Uint8Array(32), null, 60, 1]],
    ['a name that is no handle', [1, new Uint8Array(16), new Uint8Array(32), 'The Director', 60, 1]],
    ['a ceiling of nothing', [1, new Uint8Array(16), new Uint8Array(32), null, 0, 1]],
    ['a field more', [1, new Uint8Array(16), new Uint8Array(32), null, 60, 1, 1]],
  ])('%s is refused as well', (_, record) => {
    expect(readInvitation(packed(record))).toBeUndefined()
  })

  test('random text is refused and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readInvitation(text)).toBeUndefined()
      }),
    )
  })
})

describe('loopback', () => {
  test.each(['http://127.0.0.1:8080', 'ws://127.1.2.3', 'http://[::1]:1', 'http://localhost', 'ws://localhost:80'])(
    '%s is this machine',
    (origin) => {
      expect(isLoopback(origin)).toBe(true)
      expect(readInvitation(invitationLink(origin, invitation!)) !== undefined).toBe(origin.startsWith('http'))
    },
  )

  test.each([
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://128.0.0.1',
    'https://localhost',
    'http://evil.example#http://localhost',
    'http://[::1].evil',
    'http://localhost\n',
  ])('%j is not', (origin) => expect(isLoopback(origin)).toBe(false))
})

describe('handles', () => {
  test('of 2 to 32 letters, digits, dots and dashes, beginning with a letter', () => {
    fc.assert(
      fc.property(handle, (name) => {
        expect(isHandle(name)).toBe(true)
      }),
    )
    for (const name of ['al', 'a1', 'anna.lena', 'a-b', 'a'.repeat(32)]) expect(isHandle(name)).toBe(true)
    for (const name of ['', 'a', 'A1', '1a', 'a..b', 'a.-b', 'a.', '-a', 'a_b', 'a@b', 'ä1', 'а1', 'a'.repeat(33)]) {
      expect(isHandle(name)).toBe(false)
    }
  })
})
