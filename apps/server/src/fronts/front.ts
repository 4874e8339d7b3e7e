/**
 * A front: a process that holds connections. It speaks HTTP and WebSocket and hands everything else to the owner, by the
 * one trunk that it is given when it starts. It opens no store and holds no key. Where the owner ends, it ends.
 */
import { createServer, type Server } from 'node:http'
import { flushCompileCache } from 'node:module'
import { Socket } from 'node:net'
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import { guardHttp, httpOptions } from '../floods/http-guard.ts'
import { pages } from '../pages.ts'
import { loadPhoneApp } from '../phone-app.ts'
import { serveSockets, type Sockets } from '../sockets.ts'
import type { Unpacker } from './packing.ts'
import { RemoteEntrance } from './remote-entrance.ts'
import { toFront, toOwner, Trunk, trunkFd, whole, type FrontBegins } from './trunk.ts'

// The owner says when to stop; whoever stops it may have sent the same to all of us.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

let http: Server | undefined
const looks = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>()
let lastLook = 0
let sockets: Sockets | undefined
const trunk = new Trunk(new Socket({ fd: trunkFd, readable: true, writable: true }), {
  batch: take,
  drained: () => entrance.goOn(),
  closed: () => process.exit(0),
})
const entrance = new RemoteEntrance(trunk)

function take(batch: Unpacker): void {
  while (batch.more) act(batch.number(), batch)
  trunk.add(toOwner.done)
}

function act(kind: number, batch: Unpacker): void {
  switch (kind) {
    case toFront.begin:
      return begin(JSON.parse(batch.text()) as FrontBegins)
    case toFront.enter:
      return entrance.admit(batch.number())
    case toFront.full:
      return entrance.turnAway(batch.number())
    case toFront.send:
      return entrance.send(batch)
    case toFront.close:
      return entrance.close(batch.number())
    case toFront.known:
      return entrance.known(batch.number())
    case toFront.seen:
      return seen(batch.number(), batch.number() === 1, batch.text())
    case toFront.closing:
      sockets?.stopAdmitting()
      return void http?.close()
    case toFront.end:
      return void end()
    default:
      throw new Error('an unknown record')
  }
}

function begin({ host, port, origin, app, limits }: FrontBegins): void {
  const server = (http = createServer(httpOptions(limits)))
  try {
    const loaded = app === null ? undefined : loadPhoneApp(app)
    const site = pages({
      origin,
      app: loaded,
      health: async () => (await look('health')) === whole,
      metrics: () => look('metrics'),
    })
    const answer = getRequestListener(site.fetch)
    server.on('request', (request, response) => void answer(request, response))
  } catch {
    return void trunk.add(toOwner.failed).text('APP')
  }
  guardHttp(server, limits, entrance.flood)
  sockets = serveSockets(server, entrance, limits)
  server.once('error', (error: NodeJS.ErrnoException) => trunk.add(toOwner.failed).text(error.code ?? ''))
  // Each front has a queue of its own for the same address; the kernel spreads who comes over all of them.
  server.listen({ host, port, backlog: 4096, reusePort: true }, () => {
    flushCompileCache()
    trunk.add(toOwner.listening)
  })
  setInterval(() => {
    sockets!.tick()
    trunk.add(toOwner.state).number(sockets!.size).number(process.memoryUsage.rss())
  }, 1000)
}

function look(what: 'health' | 'metrics'): Promise<string> {
  return new Promise((resolve, reject) => {
    looks.set(++lastLook, { resolve, reject })
    trunk.add(toOwner.look).number(lastLook).text(what)
  })
}

function seen(number: number, isWell: boolean, text: string): void {
  const waiting = looks.get(number)
  looks.delete(number)
  if (isWell) waiting?.resolve(text)
  else waiting?.reject(new Error('the owner is not well'))
}

async function end(): Promise<void> {
  await sockets?.close()
  http?.closeAllConnections()
  process.exit(0)
}
