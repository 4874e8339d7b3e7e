/** A whole server in this process: the core, HTTP, WebSockets, a tick a second. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { day, isLoopback, limits as protocolLimits, type Limits } from '@ebb/protocol'
import type { BlobsTools, BlobStore } from './blobs/blob-store.ts'
import { openCore, type Core } from './core.ts'
import { guardHttp, httpOptions } from './floods/http-guard.ts'
import type { Disk } from './log/disk.ts'
import { pages } from './pages.ts'
import { loadPhoneApp } from './phone-app.ts'
import { serveSockets } from './sockets.ts'
import { steadyClock } from './steady-clock.ts'
import { StartRefusal } from './start-refusal.ts'

export interface ServerConfig {
  /** The data directory, made if it is not there. */
  readonly data: string
  readonly host?: string
  /** 0: the one used last time if it is free, else any. */
  readonly port?: number
  /** Where clients find it. Without one, loopback's. */
  readonly origin?: string
  /** The organisation's longest ceiling, in seconds; 28 days at most. */
  readonly ceiling?: number
  readonly limits?: Partial<Limits>
  /** Seconds since 1970. */
  readonly now?: () => number
  readonly random?: (length: number) => Uint8Array
  /** Takes one log line with its end. Nothing by default. */
  readonly write?: (line: string) => void
  readonly broken?: () => void
  readonly disk?: Disk
  /** Where blobs lie. Without it, in files in the data directory. */
  readonly blobs?: (tools: BlobsTools) => BlobStore
  /** Folder of the built phone app. Without one, or where nothing is built, a page says how to build it. */
  readonly app?: string
  /** False: nothing ends until `core.tick()` is called. */
  readonly ticks?: boolean
}

export interface RunningServer {
  readonly origin: string
  /** Where it listens, for people and for /health. */
  readonly url: string
  /** The first account's invitation, or null where there is an account. */
  readonly invite: string | null
  readonly core: Core
  /** Refuses what is new, finishes what is under way, closes. */
  close(): Promise<void>
}

/** Throws StartRefusal with the one line that the operator reads. */
export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const { host = '127.0.0.1' } = config
  const data = resolve(config.data)
  const app = config.app === undefined ? undefined : loadPhoneApp(config.app)
  makeDirectory(data)
  const limits = { ...protocolLimits, ...config.limits }
  const http = createServer(httpOptions(limits))
  const port = await listen(http, host, config.port ?? 8080, lastPort(data))
  const url = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  const origin = config.origin ?? url
  if (!origin.startsWith('https:') && !isLoopback(origin)) {
    http.close()
    throw new StartRefusal(
      'Clients come by plain http: only from this machine. Give --origin https://HOST, and put a proxy with TLS in front.',
    )
  }
  let core: Core
  const elapsed = (): number => performance.now() / 1000
  const jumped = (): void => core.say('clock-jumped', {})
  try {
    core = openCore({
      data,
      origin,
      ceiling: config.ceiling ?? 28 * day,
      now: config.now ?? steadyClock({ wall: () => Date.now() / 1000, elapsed, trust: limits.clockTrust, jumped }),
      elapsed,
      random: config.random ?? ((length) => new Uint8Array(randomBytes(length))),
      soon: (run) => void setImmediate(run),
      later: (seconds, run) => void setTimeout(run, seconds * 1000).unref(),
      write: config.write ?? (() => {}),
      broken: config.broken ?? (() => {}),
      ...(config.limits && { limits: config.limits }),
      ...(config.disk && { disk: config.disk }),
      ...(config.blobs && { blobs: config.blobs }),
    })
  } catch (error) {
    http.close()
    throw error
  }
  try {
    await core.begin()
  } catch (error) {
    http.close()
    await core.close()
    throw error
  }
  rememberPort(data, port)
  // What ended while the server was down is destroyed before anybody can ask for it.
  await core.tick()
  const { metrics } = core
  metrics.gauge('ebb_resident_bytes', 'Memory of this process', () => process.memoryUsage.rss())
  metrics.gauge('ebb_heap_bytes', 'Heap of this process in use', () => process.memoryUsage().heapUsed)
  const site = pages({ origin, app, health: healthOf(core, data), metrics: () => metrics.text() })
  const answer = getRequestListener(site.fetch)
  http.on('request', (request, response) => void answer(request, response))
  guardHttp(http, limits, core.flood)
  const sockets = serveSockets(http, core)
  const ticker = setInterval(() => {
    sockets.tick()
    if (config.ticks !== false) void core.tick()
  }, 1000)
  let closed: Promise<void> | undefined
  async function shutDown(): Promise<void> {
    clearInterval(ticker)
    const stopped = new Promise<void>((done) => http.close(() => done()))
    await core.close()
    await sockets.close()
    http.closeAllConnections()
    await stopped
  }
  return { origin, url, invite: core.invite, core, close: () => (closed ??= shutDown()) }
}

function makeDirectory(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    if (statSync(data).isDirectory()) return
  } catch {
    // The remedy is the same.
  }
  throw new StartRefusal(
    'The data directory cannot be made or used. Give --data a directory that this user may write to.',
  )
}

/** A second start on port 0 comes back where its clients look for it. */
async function listen(http: Server, host: string, port: number, last: number | undefined): Promise<number> {
  if (port === 0 && last !== undefined && (await tryListen(http, host, last)) === undefined) return last
  const error = await tryListen(http, host, port)
  if (error === undefined) return (http.address() as AddressInfo).port
  if (error.code === 'EADDRINUSE')
    throw new StartRefusal(`Port ${port} is in use. Stop what uses it, or give --listen another port.`)
  if (error.code === 'EACCES')
    throw new StartRefusal(`Port ${port} needs more rights. Give --listen a port above 1023 and put a proxy in front.`)
  throw new StartRefusal('The address cannot be listened on. Give --listen an address of this machine.')
}

const tryListen = (http: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((done) => {
    http.once('error', done)
    http.listen({ host, port, backlog: 4096 }, () => {
      http.off('error', done)
      done(undefined)
    })
  })

function lastPort(data: string): number | undefined {
  const path = join(data, 'port')
  const port = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

const rememberPort = (data: string, port: number): void => {
  try {
    writeFileSync(join(data, 'port'), String(port), { mode: 0o600 })
  } catch {
    // A convenience only; a full disk must not stop a server that can still be read from.
  }
}

/** By doing: both databases answer, and a file can be written and flushed. At most once in five seconds. */
function healthOf(core: Core, data: string): () => Promise<boolean> {
  let last: { at: number; outcome: Promise<boolean> } | undefined
  return () => {
    const at = performance.now()
    if (last === undefined || at - last.at > 5000) last = { at, outcome: look() }
    return last.outcome
  }
  async function look(): Promise<boolean> {
    const isWhole = await core.check()
    const path = join(data, 'probe')
    const fd = openSync(path, 'w', 0o600)
    try {
      writeSync(fd, 'ok')
      fdatasyncSync(fd)
    } finally {
      closeSync(fd)
      unlinkSync(path)
    }
    return isWhole
  }
}
