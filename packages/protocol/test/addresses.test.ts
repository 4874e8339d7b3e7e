import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressesIn } from '../src/addresses.ts'

const linksIn = (text: string): readonly string[] => addressesIn(text).map(({ from, to }) => text.slice(from, to))

describe('an address in a text', () => {
  test.for([
    ['https://example.org', ['https://example.org']],
    ['see https://example.org/a?b=c#d, please.', ['https://example.org/a?b=c#d']],
    ['(https://example.org/a)', ['https://example.org/a']],
    ['https://example.org/a_(b)', ['https://example.org/a_(b)']],
    ['HTTP://EXAMPLE.ORG:8080/x and http://example.org!', ['HTTP://EXAMPLE.ORG:8080/x', 'http://example.org']],
    ['http://127.0.0.1:8080/a', ['http://127.0.0.1:8080/a']],
    ['https://example.org\nhttps://example.net', ['https://example.org', 'https://example.net']],
  ] as const)('can be tapped: %s', ([text, links]) => expect(linksIn(text)).toEqual(links))
})

describe('what could pass for another address stays text:', () => {
  test.for([
    ['a letter of another alphabet in the host', 'https://ex\u0430mple.org/login'],
    ['a name before the host', 'https://example.org@evil.test/'],
    ['a name and a word before the host', 'https://example.org:443@evil.test/'],
    ['the code of another alphabet', 'https://xn--exmple-4nf.org/'],
    ['a mark that turns the direction of what follows', 'https://example.org\u202egro.live/'],
    ['a mark that cannot be seen', 'https://example.org\u200b.evil.test/'],
    ['a backslash, which browsers take for a slash', 'https://example.org\\@evil.test'],
    ['a host without a dot', 'https://localhost/'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['another scheme', 'ftp://example.org/ file:///etc/passwd'],
    ['an address that is none', 'https://'],
    ['a machine written in another way', 'https://0x7f.1/ https://127.1/ https://010.0.0.1/ https://1.2.3.256/'],
    ['a port that is none', 'https://example.org:65536/'],
    ['an empty part of a host', 'https://example..org/'],
    ['letters of a word at its end', 'https://example.org/\u0430'],
  ] as const)('%s', ([, text]) => expect(linksIn(text)).toEqual([]))
})

test('they stand in order and apart, and each is an address by itself', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('https://', 'http://example.org', '/a.b', ')', '. ', '\u202e', '@'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('')
      let end = 0
      for (const { from, to } of addressesIn(text)) {
        expect(from).toBeGreaterThanOrEqual(end)
        expect(linksIn(text.slice(from, to))).toEqual([text.slice(from, to)])
        end = to
      }
    }),
  )
})
