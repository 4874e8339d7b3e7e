/** Backups and what comes out of them: who there is, and nothing that has happened. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeAs, publication } from '@ebb/protocol'
import { frameChain, frameEnd, readAccountsFile } from '../src/backup/accounts-file.ts'
import { backup } from '../src/backup/backup.ts'
import { readBackupArguments } from '../src/backup/command.ts'
import { restore } from '../src/backup/restore.ts'
import { startServer, type RunningServer } from '../src/index.ts'
import { sha256 } from '../src/signatures.ts'
import {
  authenticateAsk,
  comeIn,
  firstPerson,
  inviteAndRegister,
  keyPair,
  newPerson,
  random,
  TestChannel,
  TestLine,
  type Person,
} from './client.ts'

let place: string
let data: string
let server: RunningServer
let alice: Person
let bob: Person
let a: TestLine
const now = 1_800_000_000
const start = (directory = data): Promise<RunningServer> => startServer({ data: directory, port: 0, ticks: false })
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'ebb-backup-'))
  data = join(place, 'data')
  server = await start()
  alice = await firstPerson(server)
  a = await comeIn(server.origin, alice)
  bob = await inviteAndRegister(a, 'bob')
})
afterEach(async () => {
  a.close()
  await server.close()
  rmSync(place, { recursive: true })
})

const into = (): string => join(place, 'backup')
const fresh = (): string => join(place, 'fresh')
async function backedUp(): Promise<string> {
  let done = false
  const making = backup({ data, into: into(), now }).finally(() => (done = true))
  while (!done) {
    await server.core.tick()
    await new Promise((wait) => setTimeout(wait, 10))
  }
  await making
  return into()
}

/** The server is lost, and another stands in its place. */
async function restored(): Promise<void> {
  a.close()
  await server.close()
  const port = readFileSync(join(data, 'port'))
  rmSync(data, { recursive: true })
  restore({ from: into(), data: fresh() })
  // Where its clients look for it.
  writeFileSync(join(fresh(), 'port'), port)
  server = await start(fresh())
}

describe('a backup', () => {
  test('of a server that runs holds the accounts and the key, for nobody else to read, and no other byte', async () => {
    await backedUp()
    expect(readdirSync(into()).toSorted()).toEqual(['accounts', 'manifest.json', 'server.key'])
    for (const name of readdirSync(into())) expect(statSync(join(into(), name)).mode & 0o777).toBe(0o600)
    expect(statSync(into()).mode & 0o777).toBe(0o700)
    const chains = readAccountsFile(readFileSync(join(into(), 'accounts')))!
    const entries = [alice, bob].map(({ entry }) => Buffer.from(entry).toString('hex')).toSorted()
    expect(
      chains
        .flat()
        .map((entry) => Buffer.from(entry).toString('hex'))
        .toSorted(),
    ).toEqual(entries)
    expect(readFileSync(join(into(), 'server.key'))).toEqual(readFileSync(join(data, 'server.key')))
    expect(existsSync(join(data, 'backup'))).toBe(false)
  })

  test('of one that is stopped is the same', async () => {
    await backedUp()
    await server.close()
    await backup({ data, into: join(place, 'second'), now })
    for (const name of readdirSync(into()))
      expect(readFileSync(join(place, 'second', name))).toEqual(readFileSync(join(into(), name)))
  })

  test('is made while people register: each account is whole, or not in it', async () => {
    const all = [alice, bob]
    const making = backup({ data, into: into(), now })
    for (let i = 0; i < 20; i++) {
      all.push(await inviteAndRegister(a, `friend-${String.fromCharCode(97 + i)}`))
      await server.core.tick()
    }
    await making
    const chains = readAccountsFile(readFileSync(join(into(), 'accounts')))!
    expect(chains.length).toBeGreaterThanOrEqual(2)
    const known = new Set(all.map(({ entry }) => Buffer.from(entry).toString('hex')))
    for (const chain of chains) expect(known).toContain(Buffer.from(chain[0]!).toString('hex'))
  })

  test('goes into a new folder only, and is made of a server only', async () => {
    mkdirSync(into())
    writeFileSync(join(into(), 'something'), '')
    await expect(backup({ data, into: into(), now })).rejects.toThrow('something in this folder already')
    await expect(backup({ data: fresh(), into: join(place, 'x'), now })).rejects.toThrow('No server has run')
  })

  test('is given up where the server does not answer, and where another is under way', async () => {
    await expect(backup({ data, into: into(), now, patience: 100 })).rejects.toThrow('does not answer')
    expect(existsSync(join(into(), 'manifest.json'))).toBe(false)
    mkdirSync(join(data, 'backup'))
    await expect(backup({ data, into: join(place, 'x'), now })).rejects.toThrow('remove the folder')
  })
})

describe('a restored server', () => {
  test('knows who was on it, as itself, and nothing that had happened or waited', async () => {
    const secret = random(16)
    expect(await a.word({ kind: 'invite', hash: sha256(secret) })).toBe('done')
    const body = encodeAs(publication, { packages: [random(300)], lastResort: random(300) })
    expect(await a.word({ kind: 'publish', suite: 'hybrid', body })).toBe('done')
    const token = random(16)
    expect(await a.word({ kind: 'token-add', hash: sha256(token) })).toBe('done')
    expect(await a.word({ kind: 'post-letter', device: bob.device, token: null, body: random(100) })).toBe('done')
    await backedUp()
    const key = a.hello.server
    await restored()

    a = await comeIn(server.origin, alice)
    expect(a.hello.server).toEqual(key)
    expect(server.invite).toBeNull()
    const b = await comeIn(server.origin, bob)
    expect(await b.word({ kind: 'chain-of-handle', handle: 'alice' })).toBe('chain')
    expect(await b.ask({ kind: 'stock' })).toMatchObject({ hybrid: 0, hybridLast: false })
    expect(await b.word({ kind: 'claim', account: alice.account, suite: 'hybrid' })).toBe('no-key-package')
    // Larger than a stranger's may be: the token counts no more.
    expect(await b.word({ kind: 'post-letter', device: alice.device, token, body: random(20_000) })).toBe('too-large')
    expect(b.tells.some(({ kind }) => kind === 'letter')).toBe(false)
    const carol = newPerson('carol', server.origin)
    expect(await b.word({ kind: 'register', secret, entry: carol.entry })).toBe('invitation-unknown')
    b.close()
  })

  test('calls every channel that it does not know rolled back, and takes new ones as ever', async () => {
    const before = new TestChannel()
    await a.ask(before.create(a))
    await a.ask(before.open(a))
    const next = keyPair()
    await a.ask(before.commit(a, random(100), next))
    await backedUp()
    const since = new TestChannel()
    await a.ask(since.create(a))
    await restored()
    a = await comeIn(server.origin, alice)
    expect(await a.word(before.open(a))).toBe('rolled-back')
    before.accept(next)
    expect(await a.word(before.open(a))).toBe('rolled-back')
    expect(await a.word(since.open(a))).toBe('rolled-back')
    expect(await a.word(before.append(random(100)))).toBe('not-open')
    const fresh = new TestChannel()
    expect(await a.word(fresh.create(a))).toBe('done')
    expect(await a.word(fresh.open(a))).toBe('opened')
    expect(await a.word(fresh.append(random(100)))).toBe('appended')
  })

  test('says so after the next start, too; one that was not restored says that it does not know', async () => {
    const channel = new TestChannel()
    expect(await a.word(channel.open(a))).toBe('unknown-channel')
    await backedUp()
    await restored()
    await server.close()
    server = await start(fresh())
    a = await comeIn(server.origin, alice)
    expect(await a.word(channel.open(a))).toBe('rolled-back')
  })

  test('does not know who joined after the backup, and lets them in by a new invitation', async () => {
    await backedUp()
    const carol = await inviteAndRegister(a, 'carol')
    await restored()
    a = await comeIn(server.origin, alice)
    const line = await TestLine.open(server.origin)
    expect(await line.word(authenticateAsk(line, carol))).toBe('unknown-account')
    line.close()
    await inviteAndRegister(a, 'carol')
  })
})

describe('is refused, and nothing is written', () => {
  beforeEach(async () => void (await backedUp()))
  const refusal = (): string => {
    try {
      restore({ from: into(), data: fresh() })
    } catch (error) {
      return (error as Error).message
    }
    return 'done'
  }

  test('a data directory with something in it', () => {
    mkdirSync(fresh())
    writeFileSync(join(fresh(), 'channels.db'), '')
    expect(refusal()).toMatch(/not empty/)
  })

  test.each(['accounts', 'server.key', 'manifest.json'])('a backup without %s', (name) => {
    unlinkSync(join(into(), name))
    expect(refusal()).toMatch(name)
    expect(existsSync(fresh())).toBe(false)
  })

  test.each(['accounts', 'server.key', 'manifest.json'])('a backup whose %s was cut off', (name) => {
    truncateSync(join(into(), name), statSync(join(into(), name)).size - 1 - Number(name === 'manifest.json'))
    expect(refusal()).toMatch(`${name} of this backup is damaged`)
    expect(existsSync(fresh())).toBe(false)
  })

  test('a backup with a byte changed anywhere in its accounts', () => {
    const path = join(into(), 'accounts')
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at += 7) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 1
      writeFileSync(path, changed)
      expect(refusal()).toMatch('accounts of this backup is damaged')
    }
    expect(existsSync(fresh())).toBe(false)
    writeFileSync(path, whole)
    expect(refusal()).toBe('done')
  })

  test('one of a newer version', () => {
    const manifest = readFileSync(join(into(), 'manifest.json'), 'utf8')
    writeFileSync(join(into(), 'manifest.json'), manifest.replace('"version": 1', '"version": 2'))
    expect(refusal()).toMatch('newer version')
  })
})

test('a chain that nobody has signed is not taken, whatever the manifest says', async () => {
  await backedUp()
  const path = join(into(), 'accounts')
  const forged = readFileSync(path)
  const at = forged.indexOf('alice')
  forged.write('alicf', at)
  writeFileSync(path, forged)
  const manifest = JSON.parse(readFileSync(join(into(), 'manifest.json'), 'utf8')) as {
    files: { accounts: { sha256: string } }
  }
  manifest.files.accounts.sha256 = Buffer.from(sha256(forged)).toString('hex')
  writeFileSync(join(into(), 'manifest.json'), JSON.stringify(manifest))
  expect(() => restore({ from: into(), data: fresh() })).toThrow('accounts of this backup is damaged')
  // Half done: no server starts on it, and what is there is not overwritten.
  await expect(start(fresh())).rejects.toThrow('A restore was broken off here')
  expect(() => restore({ from: into(), data: fresh() })).toThrow('not empty')
})

test('of a file of accounts no beginning is one, nor one with anything behind it', () => {
  const chains = [[random(10), random(20)], [random(5)]]
  const file = Buffer.concat([...chains.map(frameChain), frameEnd(2)])
  expect(readAccountsFile(file)).toEqual(chains)
  for (let end = 0; end < file.length; end++) expect(readAccountsFile(file.subarray(0, end))).toBeUndefined()
  expect(readAccountsFile(Buffer.concat([file, Buffer.alloc(1)]))).toBeUndefined()
  expect(readAccountsFile(Buffer.concat([frameChain(chains[0]!), frameEnd(2)]))).toBeUndefined()
})

test('the command line names one folder', () => {
  expect(readBackupArguments(['there', '--data', 'here'])).toEqual({ folder: 'there', data: 'here', json: false })
  for (const wrong of [[], ['a', 'b'], ['a', '--what']]) expect(typeof readBackupArguments(wrong)).toBe('string')
})
