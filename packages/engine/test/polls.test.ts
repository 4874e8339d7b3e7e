/** Polls: who may answer what and how often, what is counted, and that votes end with the question. */
import { accountId, type Content } from '@ebb/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { votesIn, withVote, type Vote } from '../src/records/ballot.ts'
import { decodeMessage, encodeMessage } from '../src/records/message.ts'
import { takeVote } from '../src/steps/poll.ts'
import { Turn } from '../src/turn.ts'
import type { ShownMessage } from '../src/view.ts'
import type { Bench } from './bench.ts'
import { forge } from './forge.ts'
import { Many } from './many-people.ts'
import { readable } from './vault-attacker.ts'
import { freshVault, passphrase } from './vault-stand.ts'

let once: Promise<Many> | undefined
const newsroom = async (): Promise<Many> => (await (once ??= Many.newsroom('bob', 'carol'))).clone()

/** Alice asks; everybody has it. */
async function asked(many: Many, how: { multiple?: boolean; options?: readonly string[] } = {}): Promise<void> {
  const { multiple = false, options = ['at six', 'at nine'] } = how
  const poll = { do: 'poll', to: many.group('alice'), question: 'When?', options, multiple } as const
  expect(await many.get('alice').command(poll)).toMatchObject({ ok: true })
  await many.settle()
}
const pollOf = async (many: Many, name: string): Promise<ShownMessage> =>
  (await many.shown(name)).find(({ poll }) => poll !== undefined)!
async function vote(many: Many, name: string, ...options: readonly number[]) {
  const message = (await pollOf(many, name)).number
  return many.get(name).command({ do: 'vote', to: many.group(name), message, options })
}
const counts = async (many: Many, name: string): Promise<string> =>
  (await pollOf(many, name))
    .poll!.options.map(({ votes, mine, from }) => `${votes}${mine ? '!' : ''} ${from.toSorted().join()}`)
    .join(' | ')
const idOf = (bench: Bench): Uint8Array => [...bench.kept.values()].at(-1)!.message.id

describe('a poll', () => {
  test('is asked, answered, answered anew and taken back, and everybody counts the same', async () => {
    const many = await newsroom()
    await asked(many)
    expect(await pollOf(many, 'bob')).toMatchObject({
      text: 'When?',
      from: 'alice',
      poll: { multiple: false, voters: 0 },
    })
    expect(await vote(many, 'bob', 1)).toEqual({ ok: true })
    await vote(many, 'alice', 1)
    await vote(many, 'carol', 0)
    await many.settle()
    for (const name of ['alice', 'bob', 'carol']) expect((await pollOf(many, name)).poll!.voters).toBe(3)
    expect(await counts(many, 'bob')).toBe('1 carol | 2! alice,bob')
    await vote(many, 'bob', 0)
    await many.settle()
    expect(await counts(many, 'carol')).toBe('2! bob,carol | 1 alice')
    await vote(many, 'carol')
    await many.settle()
    expect(await counts(many, 'carol')).toBe('1 bob | 1 alice')
    expect((await pollOf(many, 'alice')).poll!.voters).toBe(2)
    // Votes are no messages, at nobody's.
    for (const name of ['alice', 'bob', 'carol']) expect(many.get(name).state.conversations.get(1)!.queue).toEqual([])
    expect((await many.texts('bob')).filter((text) => text !== 'When?')).toEqual([])
  })

  test('of which several may be chosen takes several', async () => {
    const many = await newsroom()
    await asked(many, { multiple: true, options: ['a', 'b', 'c'] })
    await vote(many, 'bob', 2, 0, 2)
    await many.settle()
    expect(await counts(many, 'alice')).toBe('1 bob | 0  | 1 bob')
    expect((await pollOf(many, 'alice')).poll!.voters).toBe(1)
  })

  test.each([
    ['without a question', { question: ' ' }],
    ['of one answer', { options: ['yes'] }],
    ['of eleven', { options: Array.from({ length: 11 }, String) }],
    ['with an empty answer', { options: ['yes', ' '] }],
    ['with a long answer', { options: ['yes', 'x'.repeat(201)] }],
    ['with a long question', { question: 'x'.repeat(1001) }],
  ])('%s is refused', async (_, part) => {
    const many = await newsroom()
    const poll = {
      do: 'poll',
      to: many.group('alice'),
      question: 'When?',
      options: ['a', 'b'],
      multiple: false,
    } as const
    expect(await many.get('alice').command({ ...poll, ...part })).toEqual({ ok: false, why: 'bad-poll' })
  })

  test('takes no answer that it has not, no second one, and none to anything else', async () => {
    const many = await newsroom()
    await asked(many)
    for (const options of [[2], [-1], [0.5], [0, 1]])
      expect(await vote(many, 'bob', ...options)).toEqual({ ok: false, why: 'bad-vote' })
    const to = many.group('bob')
    expect(await many.get('bob').command({ do: 'vote', to, message: 99, options: [0] })).toMatchObject({
      why: 'unknown-message',
    })
    await many.get('bob').command({ do: 'send', to, text: 'no poll' })
    await many.settle()
    const text = (await many.shown('bob')).at(-1)!.number
    expect(await many.get('bob').command({ do: 'vote', to, message: text, options: [0] })).toMatchObject({ ok: false })
    // And from one who forges them.
    const inReplyTo = [...many.get('alice').kept.values()].find(({ message }) => message.state === 'sent')!.message.id
    for (const options of [[2], [0, 1]])
      await forge({ from: many.get('bob'), to: many.get('alice') }, { body: { kind: 'vote', options }, inReplyTo })
    expect((await pollOf(many, 'alice')).poll!.voters).toBe(0)
    await forge({ from: many.get('bob'), to: many.get('alice') }, { body: { kind: 'vote', options: [1] }, inReplyTo })
    expect((await pollOf(many, 'alice')).poll!.voters, 'the control').toBe(1)
  })

  test('is closed by whoever has asked, and takes nothing afterwards', async () => {
    const many = await newsroom()
    await asked(many)
    const [alice, bob] = [many.get('alice'), many.get('bob')]
    const message = (await pollOf(many, 'bob')).number
    expect(await bob.command({ do: 'close', to: many.group('bob'), message })).toMatchObject({ ok: false })
    const inReplyTo = idOf(bob)
    await forge({ from: bob, to: alice }, { body: { kind: 'close' }, inReplyTo })
    expect((await pollOf(many, 'alice')).poll!.closed, 'by somebody else').toBe(false)
    const fresh = await newsroom()
    await asked(fresh)
    await vote(fresh, 'bob', 0)
    await fresh.settle()
    // Carol is not there while it is closed: what she writes comes after it.
    const close = { do: 'close', to: fresh.group('alice'), message: (await pollOf(fresh, 'alice')).number } as const
    expect(await fresh.get('alice').command(close)).toEqual({ ok: true })
    expect((await pollOf(fresh, 'alice')).poll!.closed, 'as if it were so').toBe(true)
    await vote(fresh, 'carol', 1)
    expect(await counts(fresh, 'carol')).toBe('1 bob | 1! carol')
    await fresh.settle('alice')
    await fresh.settle()
    for (const name of ['alice', 'bob', 'carol']) {
      expect((await pollOf(fresh, name)).poll).toMatchObject({ closed: true, voters: 1 })
      expect(await vote(fresh, name, 1)).toEqual({ ok: false, why: 'poll-closed' })
    }
    expect(await counts(fresh, 'carol')).toBe('1 bob | 0 ')
  })

  test('counts the vote that was written last, whichever comes last', async () => {
    const many = await newsroom()
    await asked(many)
    const [alice, bob] = [many.get('alice'), many.get('bob')]
    const inReplyTo = [...alice.kept.values()].find(({ message }) => message.state === 'sent')!.message.id
    const say = (options: readonly number[], part: Partial<Content>) =>
      forge({ from: bob, to: alice }, { body: { kind: 'vote', options }, inReplyTo, ...part })
    await say([1], { sent: bob.now, count: 9 })
    await say([0], { sent: bob.now, count: 8 })
    expect(await counts(many, 'alice')).toBe('0  | 1 bob')
    await say([0], { sent: bob.now - 5, count: 99 })
    expect(await counts(many, 'alice')).toBe('0  | 1 bob')
    await say([0], { sent: bob.now + 1, count: 0 })
    expect(await counts(many, 'alice')).toBe('1 bob | 0 ')
  })

  test('counts nobody who is not in the conversation', async () => {
    const many = await newsroom()
    await asked(many)
    const alice = many.get('alice')
    const inReplyTo = [...alice.kept.values()].find(({ message }) => message.state === 'sent')!.message.id
    const turn = new Turn(alice.state, alice.at())
    const content = { body: { kind: 'vote', options: [0] }, inReplyTo, sent: alice.now, count: 1 } as unknown as Content
    await takeVote(turn, 1, { sender: accountId(new Uint8Array(32).fill(9)), content })
    expect(turn.messages.size).toBe(0)
    await takeVote(turn, 1, { sender: many.get('bob').state.profile!.account, content })
    expect(turn.messages.size, 'the control').toBe(1)
  })

  test('is given no other text, and is not sent on', async () => {
    const many = await newsroom()
    await asked(many)
    const { number: message } = await pollOf(many, 'alice')
    const to = many.group('alice')
    expect(await many.get('alice').command({ do: 'edit', to, message, text: 'Why?' })).toMatchObject({ ok: false })
    expect(await many.get('alice').command({ do: 'forward', from: to, message, to: 'bob' })).toMatchObject({
      ok: false,
    })
    const replaces = idOf(many.get('alice'))
    await forge({ from: many.get('alice'), to: many.get('bob') }, { body: { kind: 'text', text: 'Why?' }, replaces })
    expect(await pollOf(many, 'bob')).toMatchObject({ text: 'When?', earlier: [] })
  })

  test('ends with its votes, and a vote that was changed cannot be read again', async () => {
    const many = await newsroom()
    const { disk, vault } = await freshVault()
    many.get('bob').vault = vault
    await asked(many)
    await vote(many, 'bob', 0)
    await many.settle()
    // Votes lie in bytes: what is looked for are the two in which the choice lies, after the time at which it was made.
    const { now } = many.get('bob')
    const time = new Uint8Array(8)
    new DataView(time.buffer).setFloat64(0, now)
    const mark = Buffer.from(time).toString()
    const reads = async (bit: number): Promise<boolean> =>
      [...(await readable(disk.copy(), passphrase))].some((text) => {
        const at = text.lastIndexOf(mark)
        return at >= 0 && text.slice(at).includes(`\0${String.fromCharCode(1 << bit)}`)
      })
    expect(await reads(0), 'the control').toBe(true)
    await vote(many, 'bob', 1)
    await many.settle()
    expect([await reads(0), await reads(1)]).toEqual([false, true])
    const { number: message } = await pollOf(many, 'alice')
    await many.get('alice').command({ do: 'delete', to: many.group('alice'), message, forEveryone: true })
    await many.settle()
    expect(await reads(1)).toBe(false)
  })
})

describe('ten thousand votes', () => {
  test('of a thousand people are a thousand, and counted at once', () => {
    const voters = Array.from({ length: 1000 }, (_, i) => {
      const bytes = new Uint8Array(32)
      new DataView(bytes.buffer).setUint32(0, i)
      return accountId(bytes)
    })
    const begin = process.cpuUsage()
    let votes = new Uint8Array()
    for (let i = 0; i < 10_000; i++) {
      const next = withVote(votes, { sender: voters[i % 1000]!, sent: 1, count: i, options: [i % 10] })
      votes = next!.votes as typeof votes
    }
    const all = votesIn(votes)
    // Of this machine's time, whatever else it does. Seconds of it would be too much for a phone.
    expect(process.cpuUsage(begin).user).toBeLessThan(2_000_000)
    expect(all).toHaveLength(1000)
    expect(all[7]).toEqual({ sender: voters[7], sent: 1, count: 9007, options: [7] })
    expect(
      withVote(votes, { sender: accountId(new Uint8Array(32).fill(9)), sent: 9, count: 9, options: [] }),
    ).toBeUndefined()
  })

  test('any order of them comes to the same', () => {
    const one = fc.record({ who: fc.nat(3), sent: fc.nat(5), count: fc.nat(5), option: fc.nat(9) })
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ who, sent, count }) => `${who} ${sent} ${count}` }), (some) => {
        const tally = (order: typeof some): readonly Vote[] => {
          let votes = new Uint8Array()
          for (const { who, sent, count, option } of order) {
            const vote = { sender: accountId(new Uint8Array(32).fill(who)), sent, count, options: [option] }
            votes = (withVote(votes, vote)?.votes ?? votes) as typeof votes
          }
          return votesIn(votes).toSorted((a, b) => a.sender[0]! - b.sender[0]!)
        }
        expect(tally(some)).toEqual(tally(some.toReversed()))
      }),
    )
  })
})

test('what was kept of a poll reads again', async () => {
  const many = await newsroom()
  await asked(many)
  await vote(many, 'bob', 1)
  await many.settle()
  const kept = [...many.get('alice').kept.values()].find(({ message }) => message.ballot !== null)!.message
  expect(decodeMessage(encodeMessage(kept))).toEqual({ value: kept })
})
