/** A whole server in this process: the core, HTTP, WebSockets, a tick a second. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { resolve } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { day, isLoopback, limits as protocolLimits, type Limits } from '@ebb/protocol'
import type { BlobsTools, BlobStore } from './blobs/blob-store.ts'
import { openCore, type Core } from './core.ts'
import { Arrivals } from './floods/arrivals.ts'
import { guardHttp, httpOptions } from './floods/http-guard.ts'
import { openFronts, type FrontsNeeds } from './fronts/fronts.ts'
import { healthOf } from './health.ts'
import { lastPort, listen, rememberPort } from './listening.ts'
import type { Disk } from './log/disk.ts'
import { pages } from './pages.ts'
import { loadPhoneApp } from './phone-app.ts'
import { serveSockets, type Entrance } from './sockets.ts'
import { glanced, steadyClock } from './steady-clock.ts'
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
  /** Where the keys of tickets lie. Without it, in the data directory. */
  readonly ticketKeys?: string | undefined
  /** Where blobs lie. Without it, in files in the data directory. */
  readonly blobs?: (tools: BlobsTools) => BlobStore
  /** Folder of the built phone app. Without one, or where nothing is built, a page says how to build it. */
  readonly app?: string
  /** False: nothing ends until `core.tick()` is called. */
  readonly ticks?: boolean
  /** Processes that hold connections, beside this one. 0 by default: this one does. */
  readonly workers?: number
}

export interface RunningServer {
  readonly origin: string
  /** Where it listens, for people and for /health. */
  readonly url: string
  /** The first account's invitation, or null where there is an account. */
  readonly invite: string | null
  readonly core: Core
  /** Processes that hold connections, if others do. */
  readonly pids: readonly number[]
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
  const workers = config.workers ?? 0
  const patience = workers > 0 ? 2000 : 0
  const port = await listen(http, { host, port: config.port ?? 8080, last: lastPort(data), patience })
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
  const clock = glanced(steadyClock({ wall: () => Date.now() / 1000, elapsed, trust: limits.clockTrust, jumped }))
  try {
    core = openCore({
      data,
      origin,
      ceiling: config.ceiling ?? 28 * day,
      now: config.now ?? clock.now,
      elapsed,
      random: config.random ?? ((length) => new Uint8Array(randomBytes(length))),
      soon: (run) => void setImmediate(run),
      later: (seconds, run) => void setTimeout(run, seconds * 1000).unref(),
      write: config.write ?? (() => {}),
      broken: config.broken ?? (() => {}),
      ...(config.limits && { limits: config.limits }),
      ...(config.disk && { disk: config.disk }),
      ...(config.blobs && { blobs: config.blobs }),
      ...(config.ticketKeys !== undefined && { ticketKeys: config.ticketKeys }),
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
  const site = { origin, health: healthOf(core, data), metrics: () => metrics.text() }
  let door: Connections
  try {
    door = await (workers === 0
      ? holdHere(http, core, pages({ ...site, app }))
      : holdInFronts(http, { ...site, core, count: workers, host, port, folder: config.app }))
  } catch (error) {
    await core.close()
    throw error
  }
  const ticker = setInterval(() => {
    door.tick()
    if (config.ticks !== false) void core.tick()
  }, 1000)
  let closed: Promise<void> | undefined
  async function shutDown(): Promise<void> {
    clearInterval(ticker)
    const stopped = door.stopAdmitting()
    await core.close()
    await door.close()
    await stopped
    clock.stop()
  }
  return {
    origin,
    url,
    invite: core.invite,
    core,
    get pids() {
      return door.pids
    },
    close: () => (closed ??= shutDown()),
  }
}

/** Who holds connections. */
interface Connections {
  readonly pids: readonly number[]
  tick(): void
  /** Resolves when nobody listens any more. */
  stopAdmitting(): Promise<void>
  close(): Promise<void>
}

async function holdHere(http: Server, core: Core, site: Hono): Promise<Connections> {
  const answer = getRequestListener(site.fetch)
  http.on('request', (request, response) => void answer(request, response))
  guardHttp(http, core.limits, core.flood)
  const entrance = entranceTo(core)
  const sockets = serveSockets(http, entrance, core.limits)
  return {
    pids: [],
    tick() {
      entrance.tick()
      sockets.tick()
    },
    stopAdmitting() {
      sockets.stopAdmitting()
      return new Promise((done) => void http.close(() => done()))
    },
    async close() {
      await sockets.close()
      http.closeAllConnections()
    },
  }
}

/** Until here the address was held, so that no other server could take it. The fronts share it among themselves. */
async function holdInFronts(http: Server, of: Omit<FrontsNeeds, 'app' | 'limits'> & { folder: string | undefined }) {
  http.closeAllConnections()
  await new Promise((done) => void http.close(done))
  return openFronts({ ...of, app: of.folder ?? null, limits: of.core.limits })
}

function entranceTo(core: Core): Entrance & { tick(): void } {
  const arrivals = new Arrivals(core.limits, core.flood)
  return {
    flood: core.flood,
    tick: () => arrivals.forget(),
    enter({ address, nonce }, answer) {
      return arrivals.enter(address, (arrived) => {
        if (arrived === undefined) return answer(undefined)
        answer((peer) => {
          peer.arrived = arrived
          return core.connect(peer, nonce)
        })
      })
    },
  }
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
