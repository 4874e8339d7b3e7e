import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accountId,
  channelId,
  decodeContent,
  decodePayload,
  decodePolicy,
  encodeCanonical,
  encodeContent,
  encodePayload,
  encodePolicy,
  limits,
  messageIdOf,
  runningHash,
  type Body,
  type Cbor,
  type Content,
} from '../src/index.ts'
import { contents } from './arbitraries.ts'
import { sha256 } from './chain-author.ts'

const said = (body: Body, replaces: Uint8Array | null = null): Content => ({
  salt: new Uint8Array(16),
  replaces,
  inReplyTo: null,
  sent: 1_900_000_000,
  count: 7,
  ceiling: 60,
  afterRead: null,
  body,
})
const ref = new Uint8Array(32)
const attached = {
  text: 'look',
  key: ref,
  digest: ref,
  size: 104_857_600,
  type: 'image/svg+xml',
  name: 'a.svg',
} as const
/** A content whose body is this. */
const around = (body: Cbor): Uint8Array =>
  encodeCanonical([1, new Uint8Array(16), null, null, 1_900_000_000, 7, 60, null, encodeCanonical(body)])
const bodyOf = (packed: Uint8Array) => {
  const read = decodeContent(packed)
  return typeof read === 'string' ? read : read.value.body
}

describe('a body', () => {
  test('of each known kind is read', () => {
    expect(bodyOf(around([1, 'hello']))).toEqual({ kind: 'text', text: 'hello' })
    expect(bodyOf(encodeContent(said({ kind: 'delete' }, ref)))).toEqual({ kind: 'delete' })
    expect(bodyOf(around([3, [ref], []]))).toEqual({ kind: 'receipts', delivered: [ref], read: [] })
    expect(bodyOf(around([4, new Uint8Array(16)]))).toEqual({ kind: 'token', token: new Uint8Array(16) })
    expect(bodyOf(around([6]))).toEqual({ kind: 'leave' })
    expect(bodyOf(around([19]))).toEqual({ kind: 'typing' })
    const terms = { ends: 1_900_000_000, approval: true, most: 100 }
    expect(bodyOf(around([15, ref, [1_900_000_000, true, 100]]))).toEqual({ kind: 'group-link', link: ref, terms })
    expect(bodyOf(around([15, ref, null]))).toEqual({ kind: 'group-link', link: ref, terms: null })
    const account = accountId(ref)
    const [channel, authenticator] = [channelId(new Uint8Array(16)), new Uint8Array(16)]
    expect(bodyOf(around([18, [[channel, 4, authenticator]]]))).toEqual({
      kind: 'epochs',
      marks: [{ channel, n: 4, authenticator }],
    })
    expect(bodyOf(around([17, 'carol', ref]))).toEqual({ kind: 'introduction', handle: 'carol', account })
    expect(bodyOf(around([16, ref, ref, false]))).toEqual({
      kind: 'knock-answered',
      link: ref,
      knock: ref,
      admitted: false,
    })
    for (const form of [
      { kind: 'file' },
      { kind: 'picture', width: 640, height: 480, preview: new Uint8Array(8192) },
      { kind: 'voice', duration: 4200, waveform: new Uint8Array(128) },
    ] as const) {
      const body = { kind: 'attachment', ...attached, form } as const
      expect(bodyOf(encodeContent(said(body)))).toEqual(body)
    }
    const mentions = [
      { account: accountId(ref), from: 3, length: 4 },
      { account: accountId(ref), from: 8, length: 4 },
    ]
    const named = { kind: 'mention', text: 'hi @bob @bob', mentions } as const
    expect(bodyOf(encodeContent(said(named)))).toEqual(named)
    expect(bodyOf(encodeContent(said(named, ref)))).toEqual(named)
    const poll = { kind: 'poll', question: 'When?', options: ['six', 'nine'], multiple: true } as const
    expect(bodyOf(encodeContent(said(poll)))).toEqual(poll)
    for (const body of [
      { kind: 'vote', options: [0, 9] },
      { kind: 'vote', options: [] },
      { kind: 'close' },
      { kind: 'pin', on: true },
    ] as const)
      expect(bodyOf(encodeContent({ ...said(body), inReplyTo: ref }))).toEqual(body)
    for (const what of [
      { kind: 'text', text: 'hello' },
      { kind: 'attachment', ...attached, form: { kind: 'file' } },
    ] as const) {
      const body = { kind: 'forward', said: what } as const
      expect(bodyOf(encodeContent(said(body)))).toEqual(body)
    }
    for (const what of [
      { kind: 'text', text: 'hello' },
      { kind: 'spent' },
      { kind: 'attachment', ...attached, form: { kind: 'file' } },
    ] as const) {
      const body = { kind: 'once', said: what } as const
      expect(bodyOf(encodeContent(said(body)))).toEqual(body)
    }
    for (const emoji of ['🎉', '']) {
      const body = { kind: 'reaction', emoji } as const
      expect(bodyOf(encodeContent({ ...said(body), inReplyTo: ref }))).toEqual(body)
    }
  })

  test('of an unknown kind is kept as it came', () => {
    for (const body of [[200], [99, 'x', [1]], [0]]) {
      expect(bodyOf(around(body))).toEqual({ kind: 'unknown', bytes: encodeCanonical(body) })
    }
  })

  test.each(['x', 'no', '👍👍', '👍 ', '1', '#', '<b>', '\u202e', 'ما', '👍\n', '\u200d'])(
    'that is a reaction of %j is neither read nor written',
    (emoji) => {
      const packed = encodeCanonical([1, new Uint8Array(16), null, ref, 1, 7, 60, null, encodeCanonical([5, emoji])])
      expect(bodyOf(packed)).toBe('unexpected-value')
      const content: Content = { ...said({ kind: 'reaction', emoji }), inReplyTo: ref }
      expect(() => encodeContent(content)).toThrow(RangeError)
    },
  )

  test.each(['👍', '👍🏽', '❤️', '❤', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🫪', '\u{1faff}'])(
    'that is a reaction of %s is read, whether it is known yet or not',
    (emoji) => {
      expect(bodyOf(encodeContent({ ...said({ kind: 'reaction', emoji }), inReplyTo: ref }))).toEqual({
        kind: 'reaction',
        emoji,
      })
    },
  )

  test.each<[string, Cbor]>([
    ['twice for one answer', [11, [1, 1]]],
    ['out of order', [11, [1, 0]]],
    ['for an eleventh answer', [11, [10]]],
    ['without a list', [11]],
    ['of words', [11, ['a']]],
  ])('that votes %s is refused', (_, body) => {
    const packed = encodeCanonical([1, new Uint8Array(16), null, ref, 1, 7, 60, null, encodeCanonical(body)])
    expect(bodyOf(packed)).toBe('unexpected-value')
  })

  test.each<[string, Cbor]>([
    ['text without text', [1]],
    ['text of bytes', [1, new Uint8Array(1)]],
    ['text and more', [1, 'a', 'b']],
    ['a deletion with a field', [2, 1]],
    ['receipts of short references', [3, [new Uint8Array(31)], []]],
    ['a token of another length', [4, new Uint8Array(17)]],
    ['a reaction to nothing', [5, '🎉']],
    ['a leave with a field', [6, 1]],
    ['a mention of nobody', [9, 'hi @bob', []]],
    ['a mention without an @', [9, 'hi @bob', [[ref, 4, 3]]]],
    ['a mention beyond its text', [9, 'hi @bob', [[ref, 3, 5]]]],
    ['a mention of a short account', [9, 'hi @bob', [[new Uint8Array(31), 3, 4]]]],
    [
      'mentions that overlap',
      [
        9,
        '@@bob',
        [
          [ref, 0, 2],
          [ref, 1, 4],
        ],
      ],
    ],
    [
      'mentions out of order',
      [
        9,
        '@bob @bob',
        [
          [ref, 5, 4],
          [ref, 0, 4],
        ],
      ],
    ],
    ['a mention that is one sign long', [9, '@bob', [[ref, 0, 1]]]],
    ['a poll without a question', [10, ' ', ['a', 'b'], false]],
    ['a poll of one answer', [10, 'When?', ['a'], false]],
    ['a poll of eleven', [10, 'When?', Array.from({ length: 11 }, String), false]],
    ['a poll with an empty answer', [10, 'When?', ['a', ''], false]],
    ['a poll with a long answer', [10, 'When?', ['a', 'b'.repeat(201)], false]],
    ['a poll that says not how many', [10, 'When?', ['a', 'b']]],
    ['a vote for nothing that is named', [11, [0]]],
    ['an end of nothing that is named', [12]],
    ['something to be looked at once, and nothing', [14]],
    ['a deletion to be looked at once with a field', [14, [2, 1]]],
    ['a poll to be looked at once', [14, [10, 'When?', ['a', 'b'], false]]],
    ['a pin of nothing that is named', [13, true]],
    ['a pin that says not whether', [13]],
    ['something sent on without anything', [8]],
    ['a text that is sent on bare', [8, 'hello']],
    ['a deletion that is sent on', [8, [2]]],
    ['something sent on twice', [8, [8, [1, 'hello']]]],
    ['something sent on that names its author', [8, [1, 'hello'], ref]],
    ['an attachment without fields', [7]],
    ['a link without terms or their absence', [15, ref]],
    ['a link that lets in nobody', [15, ref, [1, true, 0]]],
    ['a link that lets in too many', [15, ref, [1, true, 101]]],
    ['a link whose hash is too short', [15, new Uint8Array(31), null]],
    ['epochs of no group', [18, []]],
    ['a typing notice that says more', [19, 'hello']],
    ['an epoch without its authenticator', [18, [[new Uint8Array(16), 4]]]],
    ['an introduction of no handle', [17, 'The Director', ref]],
    ['an introduction of half an account', [17, 'carol', new Uint8Array(31)]],
    ['an answer that says nothing', [16, ref, ref]],
    ['an answer that is neither yes nor no', [16, ref, ref, 1]],
    ['an attachment of too many bytes', [7, '', ref, ref, 104_857_601, 'image/png', null, [1]]],
    ['an attachment of no media type', [7, '', ref, ref, 1, 'image', null, [1]]],
    ['an attachment in an unknown form', [7, '', ref, ref, 1, 'image/png', null, [4]]],
    ['a picture without a width', [7, '', ref, ref, 1, 'image/png', null, [2, 0, 1, ref]]],
    ['a picture with a large preview', [7, '', ref, ref, 1, 'image/png', null, [2, 1, 1, new Uint8Array(8193)]]],
    ['a negative kind', [-1]],
    ['a kind that is text', ['text', 'a']],
    ['no kind', []],
    ['no array', 1],
  ])('that is %s is refused', (_, body) => {
    expect(bodyOf(around(body))).toBe('unexpected-value')
  })

  test('that is not canonical is refused', () => {
    const loose = encodeCanonical([1, new Uint8Array(16), null, null, 1, 7, 60, null, Uint8Array.of(0x98, 1, 5)])
    expect(decodeContent(loose)).toBe('not-canonical')
  })

  test('that deletes names what it deletes', () => {
    expect(bodyOf(around([2]))).toBe('unexpected-value')
    expect(() => encodeContent(said({ kind: 'delete' }))).toThrow(RangeError)
    const attachment = { kind: 'attachment', ...attached, form: { kind: 'file' } } as const
    expect(() => encodeContent(said(attachment, ref))).toThrow(RangeError)
  })

  test('too long to be read is not written', () => {
    expect(bodyOf(encodeContent(said({ kind: 'text', text: 'a'.repeat(60_000) })))).toHaveProperty('kind', 'text')
    expect(() => encodeContent(said({ kind: 'text', text: 'a'.repeat(60_001) }))).toThrow(RangeError)
    // 60,000 characters of three bytes each are too many bytes.
    expect(() => encodeContent(said({ kind: 'text', text: '水'.repeat(60_000) }))).toThrow(RangeError)
  })

  test('loses byte order marks in front and lone surrogates, so that everybody can read it', () => {
    expect(bodyOf(encodeContent(said({ kind: 'text', text: '\uFEFF\uFEFFa\uFEFF' })))).toEqual({
      kind: 'text',
      text: 'a\uFEFF',
    })
    expect(bodyOf(encodeContent(said({ kind: 'text', text: 'a\uD800' })))).toEqual({ kind: 'text', text: 'a\uFFFD' })
  })
})

describe('clocks of a message', () => {
  test('are at least a second and at most four weeks', () => {
    const kept = { ...said({ kind: 'text', text: '' }) }
    for (const ceiling of [0, limits.ceiling + 1, 1.5]) {
      expect(() => encodeContent({ ...kept, ceiling })).toThrow(RangeError)
      expect(() => encodePolicy({ version: 1, name: '', ceiling, afterRead: null, admins: [] })).toThrow(RangeError)
    }
    expect(decodePolicy(encodeCanonical([1, '', 0, null, []]))).toBe('unexpected-value')
  })
})

describe('a message', () => {
  const channel = channelId(new Uint8Array(16))
  const sender = accountId(new Uint8Array(32))

  test('has an id that depends on channel, sender and content alone', () => {
    const [a, b] = fc.sample(contents, 2).map(encodeContent) as [Uint8Array, Uint8Array]
    const id = messageIdOf({ channel, sender, content: a }, sha256)
    expect(id).toEqual(messageIdOf({ channel, sender, content: a }, sha256))
    expect(id).not.toEqual(messageIdOf({ channel, sender, content: b }, sha256))
    const other = channelId(new Uint8Array(16).fill(1))
    expect(id).not.toEqual(messageIdOf({ channel: other, sender, content: a }, sha256))
  })

  test('with the longest content fits the largest padded size', () => {
    const most = { seq: Number.MAX_SAFE_INTEGER, hash: runningHash(ref), authenticator: new Uint8Array(16) }
    const packed = encodePayload({ ...most, content: new Uint8Array(65_000) })
    expect(packed.length).toBeLessThan(65_536 - 16)
    expect(decodePayload(packed)).toMatchObject({ value: { ...most } })
    const body = encodeContent(said({ kind: 'unknown', bytes: encodeCanonical([200, new Uint8Array(63_988)]) }, ref))
    expect(body.length).toBeLessThan(65_000)
  })
})
