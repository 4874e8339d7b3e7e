/** Tickets in the place of signatures: where they hold, and everywhere that they do not. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountId, deviceKey, reopenProof, resumeProof, type ChannelId } from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { hmacSha256, sha256 } from '../src/signatures.ts'
import {
  authenticateAsk,
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  random,
  signEntry,
  TestChannel,
  TestLine,
  type AskBody,
  type Person,
  type TellOf,
} from './client.ts'
import { startServer } from './start.ts'

const hour = 3600
/** In the middle of an hour, so that some minutes more or less are nothing. */
const start = Math.floor(Date.now() / 1000 / hour) * hour + 1800
let data: string
let server: RunningServer
let clock: number
let lines: TestLine[]
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-tickets-'))
  clock = start
  lines = []
  server = await begin()
})
afterEach(async () => {
  for (const line of lines) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})
const begin = (): Promise<RunningServer> => startServer({ data, port: 0, ticks: false, now: () => clock })
async function restart(): Promise<void> {
  await server.close()
  server = await begin()
}
const keep = (line: TestLine): TestLine => (lines.push(line), line)
const newLine = async (): Promise<TestLine> => keep(await TestLine.open(server.origin))
const lineOf = async (person: Person): Promise<TestLine> => keep(await comeIn(server.origin, person))

type Ticket = TellOf<'ticket'>
const newestTicket = (line: TestLine): Ticket => line.tells.findLast((tell) => tell.kind === 'ticket')!
const segmentTicket = (line: TestLine, channel: ChannelId, n: number): TellOf<'segment-ticket'> =>
  line.tells.findLast(
    (tell): tell is TellOf<'segment-ticket'> =>
      tell.kind === 'segment-ticket' && tell.n === n && Buffer.compare(tell.channel, channel) === 0,
  )!

function resumeAsk(line: TestLine, person: Person, ticket: Pick<Ticket, 'ends' | 'secret'>): ResumeAsk {
  const { account, device } = person
  const { ends, secret } = ticket
  const mac = hmacSha256(secret, resumeProof(line.hello.origin, line.hello.nonce, { account, device, ends }))
  return { kind: 'resume', account, device, ends, mac }
}
type ResumeAsk = Extract<AskBody, { kind: 'resume' }>

function reopenAsk(
  line: TestLine,
  ticket: Omit<TellOf<'segment-ticket'>, 'kind'>,
  from = 1,
): Extract<AskBody, { kind: 'reopen' }> {
  const { channel, n, ends, secret } = ticket
  const mac = hmacSha256(secret, reopenProof(line.hello.origin, line.hello.nonce, { channel, n, ends }))
  return { kind: 'reopen', channel, n, from, ends, mac }
}

/** Alice with a line on which she was given a ticket. */
async function alice(): Promise<{ person: Person; line: TestLine; ticket: Ticket }> {
  const person = await firstPerson(server)
  const line = await lineOf(person)
  return { person, line, ticket: await line.wait('ticket') }
}

/** Another device of the same account. */
async function withPhone(person: Person, line: TestLine): Promise<{ phone: Person; revoke: AskBody }> {
  const key = keyPair()
  const added = {
    key: deviceKey(key.publicKey),
    inbox: person.chainEntry.devices[0]!.inbox,
    addedAt: person.chainEntry.at,
  }
  const before = person.chainEntry.devices
  const next = { ...person.chainEntry, handle: null, seq: 1, prev: sha256(person.entry) }
  const entry = signEntry({ ...next, devices: [...before, added] }, person.key)
  const { account } = person
  expect(await line.word({ kind: 'extend-chain', account, entry })).toBe('done')
  const without = signEntry({ ...next, seq: 2, prev: sha256(entry), devices: before }, person.key)
  const revoke = { kind: 'extend-chain', account, entry: without } as const
  return { phone: { ...person, device: added.key, key }, revoke }
}

describe('a ticket of a device', () => {
  test('takes the place of its signature, also after a new start of the server', async () => {
    const { person, ticket } = await alice()
    expect(ticket.ends).toBe(start - 1800 + 2 * hour)
    for (const again of [() => Promise.resolve(), restart]) {
      await again()
      const line = await newLine()
      expect(await line.word(resumeAsk(line, person, ticket))).toBe('done')
      expect(await line.word({ kind: 'stock' })).toBe('stock')
      // It holds as long as a new one would.
      expect(line.tells.some((tell) => tell.kind === 'ticket')).toBe(false)
    }
  })

  test('holds on the connection that it was computed for, for its account, device and time, and nowhere else', async () => {
    const { person, line: first, ticket } = await alice()
    const bob = await inviteAndRegister(first, 'bob')
    const { phone } = await withPhone(person, first)
    const line = await newLine()
    const good = resumeAsk(line, person, ticket)
    const elsewhere = resumeAsk(first, person, ticket)
    const at = (origin: string): Uint8Array =>
      hmacSha256(ticket.secret, resumeProof(origin, line.hello.nonce, { ...person, ends: ticket.ends }))
    const bad: readonly ResumeAsk[] = [
      { ...good, mac: random(32) },
      { ...good, mac: elsewhere.mac },
      { ...good, mac: at('https://other.example') },
      resumeAsk(line, person, { ...ticket, secret: random(32) }),
      ...[-hour, hour, 1, -1].map((more) => resumeAsk(line, person, { ...ticket, ends: ticket.ends + more })),
      resumeAsk(line, person, { ...ticket, ends: 0 }),
      resumeAsk(line, person, { ...ticket, ends: Number.MAX_SAFE_INTEGER }),
      resumeAsk(line, bob, ticket),
      resumeAsk(line, phone, ticket),
      resumeAsk(line, { ...person, account: accountId(random(32)) }, ticket),
    ]
    for (const ask of bad) expect(await line.word(ask)).toBe('ticket-refused')
    expect(await line.word({ kind: 'stock' })).toBe('not-authenticated')
    expect(await line.word(good)).toBe('done')
  })

  test('that does not hold is told so, and the signature is taken on the same connection', async () => {
    const { person } = await alice()
    const line = await newLine()
    expect(await line.word(resumeAsk(line, person, { ends: start, secret: random(32) }))).toBe('ticket-refused')
    expect(await line.word(authenticateAsk(line, person))).toBe('done')
    expect((await line.wait('ticket')).ends).toBeGreaterThan(clock)
  })

  test('holds for the rest of its hour and the next one; with the one before, a new one is given', async () => {
    const { person, ticket } = await alice()
    clock = ticket.ends - hour - 1
    const early = await newLine()
    expect(await early.word(resumeAsk(early, person, ticket))).toBe('done')
    clock = ticket.ends - 1
    const late = await newLine()
    expect(await late.word(resumeAsk(late, person, ticket))).toBe('done')
    const fresh = await late.wait('ticket')
    expect(fresh.ends).toBe(ticket.ends + hour)
    clock = ticket.ends
    const over = await newLine()
    expect(await over.word(resumeAsk(over, person, ticket))).toBe('ticket-refused')
    expect(await over.word(resumeAsk(over, person, fresh))).toBe('done')
  })

  test('lets nobody in who was revoked since', async () => {
    const { person, line } = await alice()
    const { phone, revoke } = await withPhone(person, line)
    const ticket = await (await lineOf(phone)).wait('ticket')
    const before = await newLine()
    expect(await before.word(resumeAsk(before, phone, ticket))).toBe('done')
    expect(await line.word(revoke)).toBe('done')
    for (const again of [() => Promise.resolve(), restart]) {
      await again()
      const after = await newLine()
      expect(await after.word(resumeAsk(after, phone, ticket))).toBe('revoked-device')
      expect(await after.word({ kind: 'stock' })).toBe('not-authenticated')
    }
  })

  test('of an account whose stored chain was changed lets nobody in', async () => {
    const { person, line, ticket } = await alice()
    line.close()
    await server.close()
    const db = new DatabaseSync(join(data, 'accounts.db'))
    const { entry } = db.prepare('SELECT entry FROM chains').get() as { entry: Uint8Array }
    const other = person.chainEntry.devices[0]!.inbox
    const changed = Buffer.from(entry)
    changed.set(random(32), changed.indexOf(other))
    db.prepare('UPDATE chains SET entry = ?').run(changed)
    db.close()
    server = await begin()
    for (const ask of [resumeAsk, authenticateAsk]) {
      const again = await newLine()
      again.post(ask(again, person, ticket))
      expect(await again.wait('refused')).toMatchObject({ req: 0, why: 'malformed' })
    }
  })

  test('is no second authentication', async () => {
    const { person, line, ticket } = await alice()
    line.post(resumeAsk(line, person, ticket))
    expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'malformed' })
    await line.untilClosed()
  })
})

describe('a ticket of a segment', () => {
  /** A channel with one entry, and alice's ticket for it. */
  async function channelOf(line: TestLine): Promise<{ channel: TestChannel; ticket: TellOf<'segment-ticket'> }> {
    const channel = new TestChannel()
    expect(await line.word(channel.create(line))).toBe('done')
    expect(await line.word(channel.open(line))).toBe('opened')
    expect(await line.word(channel.append(random(100)))).toBe('appended')
    return { channel, ticket: segmentTicket(line, channel.id, 0) }
  }

  test('opens it as its key does, also after a new start of the server', async () => {
    const { person, line } = await alice()
    const { channel, ticket } = await channelOf(line)
    await restart()
    const again = await lineOf(person)
    expect(await again.ask(reopenAsk(again, ticket))).toMatchObject({ kind: 'opened', last: 1 })
    expect((await again.wait('entry')).seq).toBe(1)
    expect(await again.word(channel.append(random(100)))).toBe('appended')
    const next = keyPair()
    expect(await again.word(channel.commit(again, random(100), next))).toBe('appended')
    // A commit needs the epoch's key all the same.
    const other = new TestChannel()
    expect(await again.word({ ...channel.commit(again, random(100), keyPair()), channel: other.id } as AskBody)).toBe(
      'not-open',
    )
    expect(again.tells.some((tell) => tell.kind === 'segment-ticket')).toBe(false)
    expect(server.core.metrics.text()).toContain('ebb_opened_total{by="reopen"} 1\n')
  })

  test('opens this segment only, on one connection of one device', async () => {
    const { person, line } = await alice()
    const { phone } = await withPhone(person, line)
    const { ticket } = await channelOf(line)
    const { channel: second } = await channelOf(line)
    const [mine, theirs] = [await lineOf(person), await lineOf(phone)]
    const bad: readonly [TestLine, AskBody][] = [
      [mine, { ...reopenAsk(mine, ticket), mac: random(32) }],
      [mine, { ...reopenAsk(mine, ticket), mac: reopenAsk(line, ticket).mac }],
      [mine, reopenAsk(mine, { ...ticket, channel: second.id })],
      [mine, reopenAsk(mine, { ...ticket, ends: ticket.ends + hour })],
      [mine, reopenAsk(mine, { ...ticket, ends: ticket.ends - hour })],
      [theirs, reopenAsk(theirs, ticket)],
    ]
    for (const [by, ask] of bad) expect(await by.word(ask)).toBe('ticket-refused')
    expect(await mine.word({ ...new TestChannel().append(random(10)), channel: ticket.channel } as AskBody)).toBe(
      'not-open',
    )
    expect(await mine.word(reopenAsk(mine, ticket))).toBe('opened')
  })

  test('reads its segment to the end and not the next one', async () => {
    const { person, line } = await alice()
    const { channel, ticket } = await channelOf(line)
    const next = keyPair()
    expect(await line.word(channel.commit(line, random(100), next))).toBe('appended')
    channel.accept(next)
    expect(await line.word(channel.open(line))).toBe('opened')
    expect(await line.word(channel.append(random(100)))).toBe('appended')
    const again = await lineOf(person)
    expect(await again.word(reopenAsk(again, { ...ticket, n: 1 }))).toBe('ticket-refused')
    expect(await again.word(reopenAsk(again, { ...ticket, n: 2 }))).toBe('wrong-epoch')
    expect(await again.ask(reopenAsk(again, ticket))).toMatchObject({ kind: 'opened', last: 2 })
    await again.until((tell) => tell.kind === 'entry' && tell.seq === 2)
    expect(await again.word(channel.append(random(100), { n: 0 }))).toBe('stale')
    expect(await again.word(channel.append(random(100), { n: 1 }))).toBe('not-open')
    expect(again.tells.some((tell) => tell.kind === 'entry' && tell.seq > 2)).toBe(false)
    // The one that the next epoch's key has brought opens that.
    expect(await again.word(reopenAsk(again, segmentTicket(line, channel.id, 1)))).toBe('opened')
  })

  test('that does not hold is told so, and the key opens on the same connection', async () => {
    const { person, line } = await alice()
    const { channel, ticket } = await channelOf(line)
    clock = ticket.ends
    const again = await lineOf(person)
    expect(await again.word(reopenAsk(again, ticket))).toBe('ticket-refused')
    expect(await again.word(channel.open(again))).toBe('opened')
    expect(segmentTicket(again, channel.id, 0).ends).toBe(ticket.ends + 2 * hour)
  })
})

test('a line that lasts is given new tickets each hour, once, and comes back with them', async () => {
  const { person, line } = await alice()
  const [open, closed] = [new TestChannel(), new TestChannel()]
  for (const channel of [open, closed]) {
    expect(await line.word(channel.create(line))).toBe('done')
    expect(await line.word(channel.open(line))).toBe('opened')
  }
  expect(await line.word({ kind: 'close', channel: closed.id })).toBe('done')
  await server.core.tick()
  await line.word({ kind: 'stock' })
  // Those that it came with hold still.
  expect(line.tells.filter((tell) => tell.kind === 'ticket')).toHaveLength(1)
  for (let day = 0; day < 3; day++) {
    line.tells.length = 1
    clock += hour
    for (let i = 0; i < 5; i++) await server.core.tick()
    await line.word({ kind: 'stock' })
    expect(line.tells.filter((tell) => tell.kind === 'ticket')).toHaveLength(1)
    expect(line.tells.filter((tell) => tell.kind === 'segment-ticket').map((tell) => tell.channel)).toEqual([open.id])
    expect(newestTicket(line).ends).toBeGreaterThan(clock + hour)
  }
  const [ticket, segment] = [newestTicket(line), segmentTicket(line, open.id, 0)]
  await restart()
  const again = await newLine()
  expect(await again.word(resumeAsk(again, person, ticket))).toBe('done')
  expect(await again.word(reopenAsk(again, segment))).toBe('opened')
})

test('a code is HMAC-SHA256', () => {
  fc.assert(
    fc.property(fc.nat(1300), (length) => {
      const [key, message] = [random(32), random(length)]
      expect(Buffer.from(hmacSha256(key, message))).toEqual(createHmac('sha256', key).update(message).digest())
    }),
    { numRuns: 500 },
  )
})
