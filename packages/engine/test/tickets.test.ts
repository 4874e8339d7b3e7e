/** Coming back by tickets, and by signatures where they do not hold. */
import { beforeEach, describe, expect, test } from 'vitest'
import { channelId, encodeTell, fromHex, hex, type Tell } from '@ebb/protocol'
import { hmacSha256 } from '@ebb/seal'
import { step } from '../src/engine.ts'
import { random, type Bench } from './bench.ts'
import { twoTalking, type Two } from './two-people.ts'

let two: Two
beforeEach(async () => {
  two = await twoTalking()
  two.script.ticketKey = random(32)
  // From here on alice has a ticket, and one for the channel.
  await two.alice.input({ kind: 'line-closed' })
  await two.script.connect(two.alice)
})

/** Asks for the way anew; what she asks first, and what after that. */
async function comeBack({ script, alice }: Two): Promise<void> {
  await alice.input({ kind: 'line-closed' })
  await alice.command({ do: 'connect' })
  await script.greet(alice)
}

/** Answers everything, and says what was asked. */
async function play({ script, alice }: Two, most = 40): Promise<string[]> {
  const kinds: string[] = []
  while (alice.asks.length > 0) {
    const ask = alice.asks.shift()!
    kinds.push(ask.kind)
    if (kinds.length > most) throw new Error(`it never ends: ${kinds.join(' ')}`)
    await alice.told(...script.answer(alice, ask))
  }
  return kinds
}

async function talks({ script, alice, bob }: Two, text: string): Promise<void> {
  await alice.command({ do: 'send', to: 'bob', text })
  await script.play(alice)
  await script.fanOut(bob)
  expect(bob.texts()).toContain(`${text} (received)`)
}

test('a device comes back without a signature, and writes', async () => {
  for (let time = 0; time < 3; time++) {
    await comeBack(two)
    const asked = await play(two)
    expect(asked.filter((kind) => kind !== 'stock')).toEqual(['resume', 'reopen'])
    await talks(two, `back ${time}`)
  }
})

test('what was written meanwhile is read', async () => {
  await two.alice.input({ kind: 'line-closed' })
  await two.bob.command({ do: 'send', to: 'alice', text: 'meanwhile' })
  await two.script.play(two.bob)
  await comeBack(two)
  expect(await play(two)).toContain('reopen')
  expect(two.alice.texts()).toContain('meanwhile (received)')
})

describe('tickets that the server does not take', () => {
  test('cost one refusal each, and are forgotten: the same connection goes on by signatures', async () => {
    two.script.ticketKey = random(32)
    await comeBack(two)
    const asked = await play(two)
    expect(asked.filter((kind) => kind !== 'stock')).toEqual(['resume', 'authenticate', 'reopen', 'open'])
    await talks(two, 'signed')
    // With those that it was given now.
    await comeBack(two)
    expect(await play(two)).toContain('reopen')
  })

  test('are used no more by a server that gives none', async () => {
    two.script.ticketKey = null
    await comeBack(two)
    await play(two)
    await comeBack(two)
    expect((await play(two)).filter((kind) => kind !== 'stock')).toEqual(['authenticate', 'open'])
  })

  test('do not make a device ask without end, whatever the server refuses', async () => {
    const { alice } = two
    await comeBack(two)
    const refuse = (kind: 'resume' | 'authenticate' | 'reopen' | 'open'): Promise<void> =>
      alice.told({ kind: 'refused', req: alice.take(kind).req, why: 'ticket-refused' })
    const signs = two.script
    await alice.told(...signs.answer(alice, alice.take('resume')))
    await refuse('reopen')
    await refuse('open')
    expect(alice.asks.filter(({ kind }) => kind === 'open' || kind === 'reopen')).toEqual([])
    // It is tried again later, as any opening that was refused.
    await alice.tick(15)
    await play(two)
    await talks(two, 'opened')
    await comeBack(two)
    await refuse('resume')
    await refuse('authenticate')
    expect(alice.asks).toEqual([])
    expect(alice.state.line.at).toBe('barred')
  })
})

test('a ticket that has ended by the server’s clock is not tried', async () => {
  two.script.now = two.script.ends
  await comeBack(two)
  expect((await play(two)).filter((kind) => kind !== 'stock')).toEqual(['authenticate', 'open'])
})

test('the segment of another epoch is opened by its key', async () => {
  const { script, alice, bob } = two
  await bob.command({ do: 'timer', to: 'alice', ceiling: 3600 })
  await script.play(bob)
  await script.fanOut(alice)
  expect(alice.state.groups.get(1)!.epoch).toBe(2)
  // What the server says late of the epoch before changes nothing.
  await comeBack(two)
  expect(await play(two)).toContain('reopen')
  const { channel } = alice.state.rooms.get(1)!
  await alice.told({ kind: 'segment-ticket', channel, n: 1, ends: script.ends, secret: random(32) })
  await comeBack(two)
  const asked = await play(two)
  expect(asked).toContain('open')
  expect(asked).not.toContain('reopen')
})

describe('a ticket', () => {
  const ticketFor = (bench: Bench): readonly Tell[] => [
    { kind: 'ticket', ends: bench.now + 3600, secret: random(32) },
    {
      kind: 'segment-ticket',
      channel: bench.state.rooms.get(1)!.channel,
      n: 1,
      ends: bench.now + 3600,
      secret: random(32),
    },
  ]

  test('is in memory only', async () => {
    const { alice } = two
    for (const tell of ticketFor(alice)) {
      const { changes, state } = await step(alice.state, [{ kind: 'arrived', bytes: encodeTell(tell) }], alice.at())
      expect(changes).toEqual([])
      expect(state).not.toEqual(alice.state)
    }
  })

  test('from a server that has not let this device in yet is not taken', async () => {
    const { script, alice } = two
    const before = alice.state
    await comeBack(two)
    await alice.told(...ticketFor(alice))
    expect(alice.state.ticket).toEqual(before.ticket)
    expect(alice.state.segmentTickets).toEqual(before.segmentTickets)
    await script.play(alice)
    await alice.told(...ticketFor(alice))
    expect(alice.state.ticket).not.toEqual(before.ticket)
    expect(alice.state.segmentTickets).not.toEqual(before.segmentTickets)
  })

  test('for a channel that this device is not in is not taken', async () => {
    const { alice } = two
    const before = alice.state.segmentTickets
    const channel = channelId(random(16))
    await alice.told({ kind: 'segment-ticket', channel, n: 0, ends: alice.now + 3600, secret: random(32) })
    expect(alice.state.segmentTickets).toEqual(before)
  })

  test('for a channel that was left is forgotten', async () => {
    const { alice } = two
    expect(alice.state.segmentTickets.size).toBe(1)
    await alice.command({ do: 'block', to: 'bob' })
    expect(alice.state.rooms.get(1)!.stage).toBe('left')
    expect(alice.state.segmentTickets.size).toBe(0)
  })
})

test('a code is HMAC-SHA256: RFC 4231, test case 2', () => {
  const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const code = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  expect(hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?'))).toEqual(fromHex(code))
  expect(hex(hmacSha256(new Uint8Array(32), new Uint8Array(0)))).not.toBe(code)
})
