/** The real server behind the real Caddy, as ops/Caddyfile has it, with a certificate of Caddy's own authority; and the unit for systemd. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCheapHome } from './stage/cheap-home.ts'
import { clientMain, LongRun, runToEnd, serverMain, type Ran } from './stage/processes.ts'
import { quietPort } from './stage/quiet-port.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const ops = (name: string): string => readFileSync(join(root, 'ops', name), 'utf8')

/** Each line that this machine must have otherwise is changed, and has to be there. */
function changed(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((so, [from, to]) => {
    expect(so).toContain(from)
    return so.replaceAll(from, to)
  }, text)
}

const folder = mkdtempSync(join(tmpdir(), 'ebb-caddy-'))
const data = join(folder, 'server')
const authority = join(folder, 'caddy/pki/authorities/local/root.crt')
const trusting = { NODE_EXTRA_CA_CERTS: authority }
let server: LongRun
let caddy: ChildProcess
let origin: string
let behind: string
let invite: string

async function startCaddy(port: number, to: number): Promise<void> {
  const path = join(folder, 'Caddyfile')
  const own = '{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\t# Nobody’s'
  const config = changed(ops('Caddyfile'), [
    ['{\n\t# Nobody’s', own],
    ['ebb.example.org {', `https://localhost:${port} {\n\ttls internal`],
    ['127.0.0.1:8080', `127.0.0.1:${to}`],
  ])
  writeFileSync(path, config)
  caddy = spawn('caddy', ['run', '--config', path, '--adapter', 'caddyfile'], {
    env: { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: 'ignore',
  })
  const end = Date.now() + 30_000
  while (!existsSync(authority)) {
    if (caddy.exitCode !== null || Date.now() > end) throw new Error('caddy did not start')
    await new Promise((wait) => setTimeout(wait, 50))
  }
}

beforeAll(async () => {
  const [port, to] = [await quietPort(), await quietPort()]
  origin = `https://localhost:${port}`
  behind = `http://127.0.0.1:${to}`
  server = new LongRun(serverMain, ['--data', data, '--listen', `127.0.0.1:${to}`, '--origin', origin, '--json'])
  const ready = await server.line((line) => line.includes('"ready"'), 0, 30_000)
  invite = (JSON.parse(ready!) as { invite: string }).invite
  await startCaddy(port, to)
  for (const who of ['alice', 'bob']) await makeCheapHome(join(folder, who), who)
}, 90_000)

afterAll(async () => {
  caddy.kill()
  await server.signal('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const ebb = (who: string, ...args: string[]): Promise<Ran> =>
  runToEnd(clientMain, ['--home', join(folder, who), ...args], { EBB_PASSPHRASE: who, ...trusting })

/** What comes through by TLS, by Node with this authority. */
const status = async (url: string): Promise<number> => {
  const look = 'fetch(process.argv[1]).then((r) => process.stdout.write(String(r.status)))'
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', look, url], { env: trusting })
  return Number(stdout)
}

describe('behind Caddy', { timeout: 120_000 }, () => {
  test('the doctor finds that clients come through, by pages and by WebSockets', async () => {
    const { code, stdout } = await runToEnd(
      serverMain,
      ['doctor', '--data', data, '--origin', origin, '--json'],
      trusting,
    )
    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { about: string; verdict: string; says: string })
    expect(findings.find(({ about }) => about === 'origin')).toMatchObject({
      says: expect.stringContaining('This server answers') as string,
    })
    expect(findings.filter(({ verdict }) => verdict === 'failed')).toEqual([])
    expect(code).toBe(0)
  })

  test('and that a proxy in front of nobody is none', async () => {
    const { code, stdout } = await runToEnd(
      serverMain,
      ['doctor', '--data', data, '--origin', `https://localhost:${await quietPort()}`],
      trusting,
    )
    expect(stdout).toMatch(/failed +origin/)
    expect(code).toBe(1)
  })

  test('people join, write, and send a file of a megabyte; what comes is there at once', async () => {
    expect((await ebb('alice', 'join', invite, '--name', 'alice')).code).toBe(0)
    const link = (await ebb('alice', 'invite')).stdout.trim()
    expect(link.startsWith(`${origin}/i#`)).toBe(true)
    expect((await ebb('bob', 'join', link, '--name', 'bob')).code).toBe(0)
    const env = { EBB_PASSPHRASE: 'bob', ...trusting }
    const bob = new LongRun(clientMain, ['--home', join(folder, 'bob'), 'run'], env)
    try {
      await bob.line((line) => line.includes('caught-up'), 0, 30_000)
      expect((await ebb('alice', 'send', '@bob', 'through TLS')).stdout).toBe('Sent.\n')
      expect(await bob.line((line) => line.includes('"text":"through TLS"'), 0, 15_000)).toBeDefined()
      const file = join(folder, 'plan.bin')
      writeFileSync(file, Buffer.alloc(1_000_000, 7))
      expect((await ebb('alice', 'send', '@bob', 'with a file', '--file', file)).code).toBe(0)
      expect(await bob.line((line) => line.includes('"text":"with a file"'), 0, 15_000)).toBeDefined()
    } finally {
      await bob.signal('SIGTERM')
    }
  })

  test('pages and health come through; figures do not', async () => {
    expect(await status(`${origin}/`)).toBe(200)
    expect(await status(`${origin}/health`)).toBe(200)
    expect(await status(`${origin}/metrics`)).toBe(404)
    // The control: they are there, on this machine.
    expect((await fetch(`${behind}/metrics`)).status).toBe(200)
  })
})

describe('the unit', () => {
  const analyze = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['--no-pager', ...args])
    return stdout + stderr
  }

  test('is one, and starts what is there', async () => {
    const path = join(folder, 'ebb.service')
    const unit = changed(ops('ebb.service'), [
      ['/opt/ebb/node_modules/.bin/node', process.execPath],
      ['/opt/ebb', root],
    ])
    expect(existsSync(join(root, /^ExecStart=\S+ (?:--\S+ )*(\S+)/m.exec(unit)![1]!))).toBe(true)
    writeFileSync(path, unit)
    expect(await analyze('verify', path)).toBe('')
    // The control.
    writeFileSync(path, unit.replace('Restart=always', 'Restart=sometimes'))
    expect(await analyze('verify', path)).toContain('Failed to parse')
  })

  test('leaves little open, and not what V8 needs', async () => {
    const judged = await analyze('security', '--offline=yes', join(root, 'ops/ebb.service'))
    const score = Number(/exposure level for ebb\.service: ([\d.]+)/.exec(judged)?.[1])
    expect(score).toBeLessThanOrEqual(1.5)
    expect(ops('ebb.service')).toContain('MemoryDenyWriteExecute=no')
  })
})
