import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInvitation, sameBytes } from '@ebb/protocol'
import { readArguments } from '../src/arguments.ts'
import { StartRefusal, type RunningServer } from '../src/index.ts'
import { comeIn, firstPerson, inviteAndRegister, keyPair, random, TestChannel, TestLine } from './client.ts'
import { startServer } from './start.ts'

let data: string
let open: RunningServer[]
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ebb-start-'))
  // A last port that no other test is given by asking for any, so that it is free again after each stop.
  writeFileSync(join(data, 'port'), String(randomInt(20_000, 32_000)), { mode: 0o600 })
  open = []
})
afterEach(async () => {
  for (const server of open) await server.close()
  rmSync(data, { recursive: true, force: true })
})
async function start(of: Partial<Parameters<typeof startServer>[0]> = {}): Promise<RunningServer> {
  const server = await startServer({ data, port: 0, ...of })
  open.push(server)
  return server
}

describe('a server comes back', () => {
  test('on the same port, with the same key and everything that was acknowledged', async () => {
    const server = await start()
    const alice = await firstPerson(server)
    const a = await comeIn(server.origin, alice)
    const bob = await inviteAndRegister(a, 'bob')
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    const bodies = [random(100), random(5000), random(60)]
    for (const body of bodies) await a.ask(channel.append(body))
    const next = keyPair()
    await a.ask(channel.commit(a, random(30), next))
    const key = a.hello.server
    await server.close()
    expect(await a.until((tell) => tell.kind === 'refused')).toMatchObject({ req: 0, why: 'closing' })
    await a.untilClosed()

    const again = await start()
    expect(again.origin).toBe(server.origin)
    expect(again.invite).toBeNull()
    const b = await comeIn(again.origin, bob)
    expect(sameBytes(b.hello.server, key)).toBe(true)
    expect(await b.ask(channel.open(b, 0))).toMatchObject({ last: 4 })
    await b.until((tell) => tell.kind === 'entry' && tell.seq === 4)
    const entries = b.tells.filter((tell) => tell.kind === 'entry')
    expect(entries.slice(0, 3).map((entry) => Buffer.from(entry.body))).toEqual(bodies.map((body) => Buffer.from(body)))
    channel.accept(next)
    await b.ask(channel.open(b, 1, 5))
    expect(await b.ask(channel.append(random(9)))).toMatchObject({ kind: 'appended', seq: 5 })
    b.close()
  })

  test('while nobody has joined, with a new invitation, and the old one is void', async () => {
    const first = await start()
    await first.close()
    const second = await start()
    expect(second.invite).not.toBe(first.invite)
    await expect(firstPerson({ origin: second.origin, invite: first.invite })).rejects.toThrow('invitation-unknown')
    await firstPerson(second)
  })

  test('with files that only its user reads', async () => {
    await (await start()).close()
    for (const name of readdirSync(data)) {
      const { mode } = statSync(join(data, name))
      expect((mode & 0o077).toString(8), name).toBe('0')
    }
  })
})

describe('a server does not start, and says in one line what to do', () => {
  const cases: { [name: string]: { spoil: () => void | Promise<unknown>; line: RegExp } } = {
    'the data directory is in use': {
      spoil: () => start(),
      line: /^Another server is using this data directory\. Stop it/,
    },
    'accounts.db is of a newer version': {
      spoil: () => setVersion('accounts.db'),
      line: /^accounts\.db was written by a newer version of Ebb\. Update/,
    },
    'channels.db is of a newer version': {
      spoil: () => setVersion('channels.db'),
      line: /^channels\.db was written by a newer version of Ebb\. Update/,
    },
    'accounts.db is no database': {
      spoil: () => writeFileSync(join(data, 'accounts.db'), random(9000)),
      line: /^accounts\.db is damaged\. Restore/,
    },
    'channels.db has wrong pages': {
      spoil: () => spoilPages('channels.db'),
      line: /^channels\.db is damaged\. Restore/,
    },
    'accounts.db is cut short': {
      spoil: () => truncateSync(join(data, 'accounts.db'), 5000),
      line: /^accounts\.db is damaged\. Restore/,
    },
    'server.key is damaged': {
      spoil: () => writeFileSync(join(data, 'server.key'), 'x'),
      line: /^The file server\.key is damaged\. Restore/,
    },
    'server.key is gone': {
      spoil: () => unlinkSync(join(data, 'server.key')),
      line: /^The file server\.key is missing\. Restore/,
    },
  }
  for (const [name, { spoil, line }] of Object.entries(cases)) {
    test(name, async () => {
      const server = await start()
      await firstPerson(server)
      await server.close()
      await spoil()
      const failure = await startServer({ data, port: 0 }).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(StartRefusal)
      expect((failure as Error).message).toMatch(line)
      expect((failure as Error).message).not.toContain('\n')
    })
  }
  test('the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    await expect(startServer({ data, port })).rejects.toThrow(/^Port \d+ is in use\. Stop/)
    other.close()
  })
  test('plain http: would leave the machine', async () => {
    await expect(startServer({ data, port: 0, origin: 'http://ebb.example' })).rejects.toThrow(/--origin https/)
  })
  test('the data directory is a file', async () => {
    const path = join(data, 'file')
    writeFileSync(path, '')
    chmodSync(path, 0o600)
    await expect(startServer({ data: path, port: 0 })).rejects.toThrow(/^The data directory cannot be made or used/)
  })

  function setVersion(name: string): void {
    const db = new DatabaseSync(join(data, name))
    db.exec('PRAGMA user_version = 99')
    db.close()
  }
  function spoilPages(name: string): void {
    const path = join(data, name)
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4096)
    writeFileSync(path, bytes)
  }
})

describe('the program', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  function run(...args: string[]) {
    const child = spawn(process.execPath, [main, ...args])
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const lines = async (count: number): Promise<string[]> => {
      for (let i = 0; i < 200 && out.split('\n').length <= count; i++)
        await new Promise((resolve) => setTimeout(resolve, 25))
      return out.split('\n').slice(0, count)
    }
    return { child, exit, lines, out: () => out, err: () => err }
  }

  test('prints one ready line, serves, and stops cleanly at SIGTERM', async () => {
    const program = run('--data', data, '--listen', '127.0.0.1:0', '--json', '--ceiling', '1d')
    const ready = JSON.parse((await program.lines(1))[0]!) as { event: string; url: string; invite: string }
    expect(ready.event).toBe('ready')
    expect(readInvitation(ready.invite)).toMatchObject({ origin: ready.url, invitation: { ceiling: 86_400, by: null } })
    const line = await TestLine.open(ready.url)
    expect(line.hello.ceiling).toBe(86_400)
    const second = run('--data', data, '--listen', '127.0.0.1:0', '--json')
    expect(await second.exit).toBe(1)
    expect(second.err()).toMatch(/^Another server is using this data directory.*\n$/)
    expect(second.out()).toBe('')
    program.child.kill('SIGTERM')
    expect(await line.wait('refused')).toMatchObject({ why: 'closing' })
    expect(await program.exit).toBe(0)
    for (const text of program.out().trim().split('\n')) expect(JSON.parse(text)).toHaveProperty('event')
    expect(existsSync(join(data, 'channels.db-wal'))).toBe(false)
  })

  test('for people: the address, the invitation and its QR', async () => {
    const program = run('--data', data, '--listen', '127.0.0.1:0')
    await program.lines(10)
    expect(program.out()).toMatch(/^Ebb is here: http:\/\/127\.0\.0\.1:\d+\n/)
    expect(program.out()).toMatch(/\/i#[A-Za-z0-9_-]+\n/)
    expect(program.out()).toContain('▀')
    program.child.kill('SIGINT')
    expect(await program.exit).toBe(0)
  })

  test('killed in the midst of appends, it has kept what it acknowledged', async () => {
    const program = run('--data', data, '--listen', '127.0.0.1:0', '--json')
    const ready = JSON.parse((await program.lines(1))[0]!) as { url: string; invite: string }
    const alice = await firstPerson({ origin: ready.url, invite: ready.invite })
    const a = await comeIn(ready.url, alice)
    const channel = new TestChannel()
    await a.ask(channel.create(a))
    await a.ask(channel.open(a))
    for (let i = 0; i < 400; i++) a.post(channel.append(random(500)))
    await a.wait('appended')
    program.child.kill('SIGKILL')
    await program.exit
    await a.untilClosed()
    const acknowledged = a.tells.filter((tell) => tell.kind === 'appended').length
    const server = await start()
    const b = await comeIn(server.origin, alice)
    const opened = await b.ask(channel.open(b))
    expect(opened).toMatchObject({ kind: 'opened' })
    expect(opened.kind === 'opened' && opened.last).toBeGreaterThanOrEqual(acknowledged)
    await b.until((tell) => tell.kind === 'entry' && tell.seq === acknowledged)
    b.close()
  })

  test('wrong usage ends with 2', async () => {
    const program = run('--listen', 'nowhere')
    expect(await program.exit).toBe(2)
    expect(program.err()).toContain('usage: ebb-server')
    for (const args of [
      ['--ceiling', '5w'],
      ['--ceiling', 'x'],
      ['--origin', 'http://a.example'],
      ['--origin', 'https://a.example/x'],
      ['--what'],
      ['--listen', '127.0.0.1:70000'],
    ]) {
      expect(typeof readArguments(args), args.join(' ')).toBe('string')
    }
    expect(readArguments(['--listen', '[::1]:0', '--origin', 'https://a.example'])).toMatchObject({
      host: '::1',
      port: 0,
      ceiling: 2_419_200,
      data: './data',
    })
  })
})
