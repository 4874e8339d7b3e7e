/** Names in texts. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHandle, namesIn } from '../src/index.ts'
import { handle } from './arbitraries.ts'

const named = (text: string): readonly string[] => namesIn(text).map((one) => one.handle)

describe('names in a text', () => {
  test.each([
    ['@bob', ['bob']],
    ['hi @bob, and @carol.', ['bob', 'carol']],
    ['(@bob) *@carol* ~~@dave~~', ['bob', 'carol', 'dave']],
    ["@Bob's boat, @bob-", ['bob', 'bob']],
    ['@bob.smith-2 @bob.', ['bob.smith-2', 'bob']],
    ['> @bob said\n- @carol', ['bob', 'carol']],
    ['مرحبا @bob', ['bob']],
  ])('are found: %j', (text, names) => {
    expect(named(text)).toEqual(names)
    for (const { from, to, handle: name } of namesIn(text)) expect(text.slice(from, to).toLowerCase()).toBe(`@${name}`)
  })

  test.each([
    'bob',
    '@',
    'mail a@bob.org',
    'über@bob',
    '@@bob',
    '@bobß',
    '@bob@home',
    '`@bob`',
    '```\n@bob\n```',
    'https://example.org/@bob',
    '@7up',
    '@_bob',
    `@${'b'.repeat(40)}`,
  ])('are not found: %j', (text) => {
    expect(named(text)).toEqual([])
  })

  test('any handle is found as it is', () => {
    fc.assert(
      fc.property(handle, (name) => {
        expect(isHandle(name)).toBe(true)
        expect(named(`so, @${name}: look`)).toEqual([name])
      }),
    )
  })

  test('stand in order and apart, whatever the text', () => {
    const unit = fc.constantFrom('@', 'a', 'B', '7', '.', '-', '*', '`', ' ', '\n', 'ß', '>', ':', '/')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        let end = 0
        for (const { from, to } of namesIn(text)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(text[from]).toBe('@')
          end = to
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  test('take no longer than the length of the text allows', () => {
    for (const some of ['@', '@a', '@a.', '@a-a', 'a@', '@a.a-'])
      expect(namesIn(some.repeat(60_000 / some.length)).length).toBeLessThanOrEqual(60_000)
  }, 2000)
})
