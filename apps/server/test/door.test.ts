import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  base64url,
  connectionProof,
  deviceKey,
  encodeAsk,
  encodeAs,
  encodeCanonical,
  frameNumbers,
  inboxKey,
  limits,
  publication,
  readInvitation,
  signature,
} from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { sha256 } from '../src/signatures.ts'
import {
  authenticateAsk,
  comeIn,
  firstPerson,
  inAWeek,
  inviteAndRegister,
  keyPair,
  newPerson,
  random,
  signEntry,
  TestChannel,
  TestLine,
  type AskBody,
  type Person,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
let clock: number
let lines: TestLine[]
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-door-'))
  clock = 0
  lines = []
  server = await startServer({ data, port: 0, ticks: false, now: () => Math.floor(Date.now() / 1000) + clock })
})
afterEach(async () => {
  for (const line of lines) line.close()
  await server.close()
  rmSync(data, { recursive: true })
})
const keep = (line: TestLine): TestLine => (lines.push(line), line)
const newLine = async (): Promise<TestLine> => keep(await TestLine.open(server.origin))
const lineOf = async (person: Person): Promise<TestLine> => keep(await comeIn(server.origin, person))
const secretOf = (invite: string): Uint8Array => readInvitation(invite)!.invitation.secret

/** One of every request, well-formed. */
function everyAsk(): AskBody[] {
  const someone = newPerson('someone', server.origin)
  const { account, device } = someone
  const channel = new TestChannel()
  const proof = signature(random(64))
  const publicKey = channel.publicKey(0)
  return [
    { kind: 'register', secret: random(16), entry: someone.entry },
    { kind: 'authenticate', account, device, proof },
    { kind: 'extend-chain', account, entry: someone.entry },
    { kind: 'chain-of-handle', handle: 'alice' },
    { kind: 'chain-of-account', account },
    { kind: 'invite', hash: random(32) },
    { kind: 'publish', suite: 'classic', body: encodeAs(publication, { packages: [], lastResort: null }) },
    { kind: 'stock' },
    { kind: 'claim', account, suite: 'hybrid' },
    { kind: 'token-add', hash: random(32) },
    { kind: 'token-revoke', hash: random(32) },
    { kind: 'post-letter', device, token: null, body: random(10) },
    { kind: 'letter-done', id: random(16) },
    { kind: 'create', channel: channel.id, publicKey, proof },
    { kind: 'open', channel: channel.id, n: 0, from: 1, proof },
    { kind: 'append', channel: channel.id, n: 0, bucket: inAWeek(), body: random(10) },
    { kind: 'commit', channel: channel.id, n: 0, next: publicKey, oldProof: proof, newProof: proof, body: random(10) },
    { kind: 'close', channel: channel.id },
    { kind: 'put-blob', id: random(16), bucket: 0, body: random(10) },
    { kind: 'get-blob', id: random(16) },
    { kind: 'report', channel: channel.id, n: 0, proof, body: random(10) },
    { kind: 'reports', channel: channel.id, n: 0, proof },
    { kind: 'resume', account, device, ends: 7200, mac: random(32) },
    { kind: 'reopen', channel: channel.id, n: 0, from: 1, ends: 7200, mac: random(32) },
  ]
}

describe('who has not authenticated', () => {
  test('gets not-authenticated for every request but three, and the line stays', async () => {
    const line = await newLine()
    const asks = everyAsk()
    expect(asks.map((ask) => ask.kind)).toEqual(
      frameNumbers.filter((frame) => frame.number < 64).map((frame) => frame.name),
    )
    for (const ask of asks) {
      const word = await line.word(ask)
      if (ask.kind === 'register') expect(word).toBe('invitation-unknown')
      else if (ask.kind === 'authenticate') expect(word).toBe('wrong-signature')
      else if (ask.kind === 'resume') expect(word).toBe('ticket-refused')
      else expect(word, ask.kind).toBe('not-authenticated')
    }
    expect(line.closed).toBe(false)
  })

  test('is sent away after the handshake time', async () => {
    const line = await newLine()
    clock += limits.handshake + 1
    await server.core.tick()
    expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'not-authenticated' })
    await line.untilClosed()
  })
})

describe('bytes that are no frame close the connection, with refused 0', () => {
  const stock = (req: number): Uint8Array => encodeAsk({ kind: 'stock', req })
  const whole = encodeAsk({ kind: 'append', req: 1, channel: new TestChannel().id, n: 0, bucket: 60, body: random(50) })
  const cases: { [name: string]: Uint8Array | string } = {
    'an empty message': new Uint8Array(0),
    'a text message': 'hello',
    'random bytes': random(100),
    'a header cut short': whole.subarray(0, 10),
    'a body cut short': whole.subarray(0, -1),
    'bytes after the frame': Buffer.concat([stock(1), new Uint8Array([0xff])]),
    'an unknown number': encodeCanonical([63, 1]),
    'a number of the server': encodeCanonical([65, 1]),
    'a field too many': encodeCanonical([8, 1, 1]),
    'a field too few': encodeCanonical([8]),
    'a number in a longer form': new Uint8Array([0x82, 0x18, 0x08, 0x01]),
    'an array of indefinite length': new Uint8Array([0x9f, 0x08, 0x01, 0xff]),
    'request 0': encodeCanonical([8, 0]),
    'the same request twice': Buffer.concat([stock(1), stock(1)]),
    'requests counted downwards': Buffer.concat([stock(2), stock(1)]),
    'a handle that is none': encodeCanonical([4, 1, 'A']),
    'a map': new Uint8Array([0xa1, 0x01, 0x02]),
    'deep arrays': new Uint8Array(50_000).fill(0x81),
  }
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, async () => {
      const line = await newLine()
      line.raw(bytes)
      expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'malformed' })
      await line.untilClosed()
    })
  }

  test('a frame played again in a later message', async () => {
    const line = await newLine()
    line.raw(stock(5))
    await line.answer(5)
    line.raw(stock(5))
    expect(await line.until((tell) => tell.kind === 'refused' && tell.req === 0)).toMatchObject({ why: 'malformed' })
    await line.untilClosed()
  })

  test('a message above the limit ends the connection', async () => {
    const line = await newLine()
    line.raw(random(limits.clientFrame + 1))
    await line.untilClosed()
    expect(line.tells.map((tell) => tell.kind)).toEqual(['hello'])
  })

  test('a publication that is none', async () => {
    const line = await lineOf(await firstPerson(server))
    line.post({ kind: 'publish', suite: 'classic', body: random(20) })
    expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'malformed' })
    await line.untilClosed()
  })

  test('a second authentication', async () => {
    const alice = await firstPerson(server)
    const line = await lineOf(alice)
    line.post(authenticateAsk(line, alice))
    expect(await line.wait('refused')).toMatchObject({ req: 0, why: 'malformed' })
    await line.untilClosed()
  })
})

describe('the address', () => {
  const status = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      }
      const asked = request(`${server.origin}${path}`, { headers }, (response) => resolve(response.statusCode))
      asked.on('upgrade', (_, socket) => (socket.destroy(), resolve(101)))
      asked.on('error', reject)
      asked.end()
    })
  test('needs a nonce of 32 bytes in the one form that is allowed', async () => {
    expect(await status(`/line?nonce=${base64url(random(32))}`)).toBe(101)
    for (const path of [
      '/line',
      '/line?nonce=',
      `/line?nonce=${base64url(random(31))}`,
      `/line?nonce=${base64url(random(33))}`,
      `/?nonce=${base64url(random(32))}`,
      `/line?nonce=${'_'.repeat(43)}`,
      `/line?nonce=${base64url(random(32))}&x=1`,
    ]) {
      expect(await status(path), path).toBe(400)
    }
  })
})

describe('authentication', () => {
  test('with another nonce, origin, account or key is refused; a proof is worth nothing on another connection', async () => {
    const alice = await firstPerson(server)
    const first = await newLine()
    const line = await newLine()
    const { nonce } = line.hello
    const ask = (proof: Uint8Array, account = alice.account): AskBody => ({
      kind: 'authenticate',
      account,
      device: alice.device,
      proof: signature(proof),
    })
    expect(await line.word(ask(alice.key.sign(connectionProof(server.origin, first.hello.nonce, alice.account))))).toBe(
      'wrong-signature',
    )
    expect(await line.word(ask(alice.key.sign(connectionProof('https://other.example', nonce, alice.account))))).toBe(
      'wrong-signature',
    )
    expect(await line.word(ask(keyPair().sign(connectionProof(server.origin, nonce, alice.account))))).toBe(
      'wrong-signature',
    )
    const nobody = newPerson('nobody', server.origin)
    expect(await line.word(authenticateAsk(line, nobody))).toBe('unknown-account')
    expect(
      await line.word({
        ...ask(nobody.key.sign(connectionProof(server.origin, nonce, alice.account))),
        device: nobody.device,
      } as AskBody),
    ).toBe('wrong-signature')
    expect(await line.word(authenticateAsk(line, alice))).toBe('done')
  })

  test('an account that was made under another origin of this server comes in', async () => {
    const alice = await firstPerson(server)
    await server.close()
    server = await startServer({ data, port: 0, ticks: false, origin: 'https://ebb.example' })
    const line = keep(await TestLine.open(server.url))
    expect(line.hello.origin).toBe('https://ebb.example')
    expect(await line.word(authenticateAsk(line, alice))).toBe('done')
  })

  test('a revoked device is refused, its lines close, and what waited for it goes', async () => {
    const alice = await firstPerson(server)
    const a = await lineOf(alice)
    const second = keyPair()
    const at = Math.floor(Date.now() / 1000)
    const added = { key: deviceKey(second.publicKey), inbox: inboxKey(random(32)), addedAt: at }
    const next = {
      ...alice.chainEntry,
      handle: null,
      at,
      prev: sha256(alice.entry),
      seq: 1,
      devices: [...alice.chainEntry.devices, added],
    }
    const entry = signEntry(next, alice.key)
    const wrong = signEntry(next, keyPair())
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry: wrong })).toBe('chain-invalid')
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry })).toBe('done')
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry })).toBe('done')
    const other = signEntry(
      { ...next, devices: alice.chainEntry.devices, recovery: alice.chainEntry.recovery },
      alice.key,
    )
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry: other })).toBe('chain-conflict')
    const phone: Person = { ...alice, device: added.key, key: second }
    const p = await lineOf(phone)
    const body = encodeAs(publication, { packages: [random(99)], lastResort: null })
    expect(await p.word({ kind: 'publish', suite: 'classic', body })).toBe('done')
    const revoke = signEntry({ ...next, seq: 2, prev: sha256(entry), devices: alice.chainEntry.devices }, alice.key)
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry: revoke })).toBe('done')
    expect(await p.until((tell) => tell.kind === 'refused' && tell.req === 0)).toMatchObject({ why: 'revoked-device' })
    await p.untilClosed()
    const again = await newLine()
    expect(await again.word(authenticateAsk(again, phone))).toBe('revoked-device')
    expect(await a.word({ kind: 'post-letter', device: added.key, token: null, body: random(9) })).toBe('unknown-inbox')
    expect(await a.word({ kind: 'claim', account: alice.account, suite: 'classic' })).toBe('no-key-package')
  })
})

describe('registration', () => {
  test('needs an invitation that is known, unused and in time; the same entry again is accepted', async () => {
    const line = await newLine()
    const alice = newPerson('alice', server.origin)
    const secret = secretOf(server.invite!)
    const register = (person: Person, by = secret): Promise<string> =>
      line.word({ kind: 'register', secret: by, entry: person.entry })
    expect(await register(alice, random(16))).toBe('invitation-unknown')
    expect(await register(newPerson('alice', 'https://other.example'))).toBe('wrong-origin')
    expect(await register(alice)).toBe('done')
    expect(await register(alice)).toBe('done')
    expect(await register(newPerson('bob', server.origin))).toBe('invitation-used')
    const a = await lineOf(alice)
    const second = random(16)
    await a.word({ kind: 'invite', hash: sha256(second) })
    expect(await register(newPerson('alice', server.origin), second)).toBe('handle-taken')
    const forged = newPerson('bob', server.origin)
    expect(
      await register({ ...forged, entry: signEntry({ ...forged.chainEntry, handle: 'eve' }, keyPair()) }, second),
    ).toBe('chain-invalid')
    expect(await register(newPerson('bob', server.origin, { seq: 1 }), second)).toBe('chain-conflict')
    // None of these used it up.
    expect(await register(newPerson('bob', server.origin), second)).toBe('done')
    const third = random(16)
    await a.word({ kind: 'invite', hash: sha256(third) })
    clock += limits.invitationLife + 3601
    expect(await register(newPerson('carol', server.origin), third)).toBe('invitation-expired')
  })

  test('a device that belongs to somebody cannot be put into another account', async () => {
    const alice = await firstPerson(server)
    const a = await lineOf(alice)
    const bob = await inviteAndRegister(a, 'bob')
    const at = Math.floor(Date.now() / 1000)
    const stolen = { key: bob.device, inbox: inboxKey(random(32)), addedAt: at }
    const entry = signEntry(
      {
        ...alice.chainEntry,
        handle: null,
        at,
        prev: sha256(alice.entry),
        seq: 1,
        devices: [...alice.chainEntry.devices, stolen],
      },
      alice.key,
    )
    expect(await a.word({ kind: 'extend-chain', account: alice.account, entry })).toBe('chain-invalid')
  })
})
