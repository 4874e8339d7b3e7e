import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  chainEntries,
  claimedPackages,
  decodeAs,
  encodeAs,
  helloProof,
  publication,
  readInvitation,
  sameBytes,
  signature,
} from '@ebb/protocol'
import type { RunningServer } from '../src/index.ts'
import { sha256, verifies } from '../src/signatures.ts'
import {
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  random,
  TestChannel,
  TestLine,
  type TellOf,
} from './client.ts'
import { startServer } from './start.ts'

let data: string
let server: RunningServer
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ebb-server-'))
  server = await startServer({ data, port: 0 })
})
afterEach(async () => {
  await server.close()
  rmSync(data, { recursive: true })
})

describe('the walk through the server', () => {
  test('hello proves the key that the invitation names', async () => {
    const nonce = random(32)
    const line = await TestLine.open(server.origin, nonce)
    const { hello } = line
    expect(sameBytes(sha256(hello.server), readInvitation(server.invite!)!.invitation.server)).toBe(true)
    expect(verifies(hello.server, helloProof(server.origin, nonce, hello), hello.proof)).toBe(true)
    expect(verifies(hello.server, helloProof(server.origin, random(32), hello), signature(hello.proof))).toBe(false)
    line.close()
  })

  test('two people, one channel: create, open, append, fan out, commit', async () => {
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const bob = await inviteAndRegister(a, 'bob')
    const b = await comeIn(server.origin, bob)
    const channel = new TestChannel()
    expect(await a.word(channel.create(a))).toBe('done')
    expect(await a.ask(channel.open(a))).toMatchObject({ kind: 'opened', last: 0 })
    expect(await b.ask(channel.open(b))).toMatchObject({ kind: 'opened', last: 0 })
    const body = random(300)
    expect(await a.ask(channel.append(body))).toMatchObject({ kind: 'appended', seq: 1 })
    const entry = await b.wait('entry')
    expect(entry).toMatchObject({ seq: 1, of: 'message', next: null })
    expect(sameBytes(entry.body, body)).toBe(true)
    expect(await b.ask(channel.append(random(100)))).toMatchObject({ kind: 'appended', seq: 2 })
    await a.until((tell) => tell.kind === 'entry' && tell.seq === 2)
    const next = keyPair()
    expect(await a.ask(channel.commit(a, random(500), next))).toMatchObject({ kind: 'appended', seq: 3 })
    const commit = await b.until<TellOf<'entry'>>((tell) => tell.kind === 'entry' && tell.seq === 3)
    expect(commit.of).toBe('commit')
    expect(sameBytes(commit.next!, next.publicKey)).toBe(true)
    expect(await b.word(channel.append(random(100)))).toBe('stale')
    channel.accept(next)
    expect(await b.word(channel.append(random(100)))).toBe('not-open')
    expect(await b.ask(channel.open(b, 1, 4))).toMatchObject({ kind: 'opened', last: 3 })
    expect(await b.ask(channel.append(random(100)))).toMatchObject({ kind: 'appended', seq: 4 })
    // What an author appended itself never comes back to it as an entry.
    expect(a.tells.filter((tell) => tell.kind === 'entry').map((tell) => tell.seq)).toEqual([2])
    a.close()
    b.close()
  })

  test('who comes later reads the segment from the log, in order, and then what comes', async () => {
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const bodies = Array.from({ length: 300 }, (_, i) => random(200 + i))
    await Promise.all(bodies.map((body) => a.ask(channel.append(body))))
    const b = await comeIn(server.origin, alice)
    expect(await b.ask(channel.open(b, 0, 11))).toMatchObject({ last: 300 })
    await a.ask(channel.append(random(64)))
    await b.until((tell) => tell.kind === 'entry' && tell.seq === 301)
    const entries = b.tells.filter((tell) => tell.kind === 'entry')
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 291 }, (_, i) => i + 11))
    expect(entries.slice(0, -1).every((entry, i) => sameBytes(entry.body, bodies[i + 10]!))).toBe(true)
    // Joined: far fewer messages than entries.
    expect(b.messages).toBeLessThan(40)
    a.close()
    b.close()
  })

  test('requests need not wait for answers', async () => {
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const channel = new TestChannel()
    const reqs = [channel.create(a), channel.open(a), channel.append(random(50)), channel.append(random(50))].map(
      (ask) => a.post(ask),
    )
    const answers = await Promise.all(reqs.map((req) => a.answer(req)))
    expect(answers.map((tell) => tell.kind)).toEqual(['done', 'opened', 'appended', 'appended'])
    a.close()
  })

  test('chains, key packages, tokens and letters', async () => {
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const bob = await inviteAndRegister(a, 'bob')
    const b = await comeIn(server.origin, bob)
    const chain = (await a.ask({ kind: 'chain-of-handle', handle: 'bob' })) as TellOf<'chain'>
    const entries = decodeAs(chainEntries, chain.body)
    expect(entries).toEqual({ value: [bob.entry] })
    expect(await a.word({ kind: 'chain-of-handle', handle: 'carol' })).toBe('unknown-account')

    const packages = [random(300), random(300)]
    const body = encodeAs(publication, { packages, lastResort: random(299) })
    expect(await b.word({ kind: 'publish', suite: 'classic', body })).toBe('done')
    expect(await b.ask({ kind: 'stock' })).toMatchObject({
      classic: 2,
      hybrid: 0,
      classicLast: true,
      hybridLast: false,
    })
    const claims: { size: number; last: boolean }[] = []
    for (let i = 0; i < 4; i++) {
      const tell = (await a.ask({ kind: 'claim', account: bob.account, suite: 'classic' })) as TellOf<'key-packages'>
      const read = decodeAs(claimedPackages, tell.body)
      if (typeof read === 'string') throw new Error(read)
      claims.push({ size: read.value[0]!.keyPackage.length, last: read.value[0]!.lastResort })
    }
    expect(claims.map((c) => c.last)).toEqual([false, false, true, true])
    expect(await a.word({ kind: 'claim', account: bob.account, suite: 'hybrid' })).toBe('no-key-package')

    const token = random(16)
    expect(await b.word({ kind: 'token-add', hash: sha256(token) })).toBe('done')
    const big = random(100_000)
    expect(await a.word({ kind: 'post-letter', device: bob.device, token: null, body: big })).toBe('too-large')
    expect(await a.word({ kind: 'post-letter', device: bob.device, token, body: big })).toBe('done')
    const letter = await b.wait('letter')
    expect(sameBytes(letter.body, big)).toBe(true)
    const again = await comeIn(server.origin, bob)
    expect((await again.wait('letter')).id).toEqual(letter.id)
    expect(await again.word({ kind: 'letter-done', id: letter.id })).toBe('done')
    const third = await comeIn(server.origin, bob)
    await third.ask({ kind: 'stock' })
    expect(third.tells.some((tell) => tell.kind === 'letter')).toBe(false)
    for (const line of [a, b, again, third]) line.close()
  })
})
