/** What HTTP takes before anything is known of who asks: how long a request may take to come, and how many sockets there are. */
import type { Server, ServerOptions } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Limits } from '@ebb/protocol'
import { Concurrent } from '../door/limits.ts'
import { isLocal, networkOf } from './address.ts'
import type { CountFlood } from './kinds.ts'

/** Milliseconds between two looks at which requests are late. */
const look = 20
/** Sockets that are cut in each of them, or a share of all where that is more: nobody gets much longer by being many. */
const atOnce = 20
const share = 1 / 100

/** Also those are late of which nothing has come. */
export const httpOptions = (limits: Limits): ServerOptions => ({
  headersTimeout: limits.request * 1000,
  requestTimeout: limits.request * 1000,
  connectionsCheckingInterval: look,
})

export function guardHttp(http: Server, limits: Limits, flood: CountFlood): void {
  const networks = new Concurrent()
  const late = new Late()
  http.maxConnections = limits.connections
  http.on('drop', () => flood('connections'))
  http.on('connection', (socket) => {
    const direct = socket.remoteAddress ?? ''
    // A proxy on this machine stands for everybody.
    if (isLocal(direct)) return
    const network = networkOf(direct)
    // A page loads beside its line.
    if (!networks.enter(network, 2 * limits.connectionsPerAddress)) {
      flood('connections-of-address')
      socket.destroy()
      return
    }
    socket.once('close', () => networks.leave(network))
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      flood('slow-request')
      // Without a word: nothing was said that an answer could be for.
      return late.cut(socket)
    }
    if (!socket.writable) return void socket.destroy()
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
  })
}

/** Those that came in one moment are late in one moment. They are cut by turns, so that nobody else waits for it. */
class Late {
  readonly #all = new Set<Duplex>()
  #timer: NodeJS.Timeout | undefined

  cut(socket: Duplex): void {
    this.#all.add(socket)
    this.#timer ??= setInterval(() => this.#some(), look).unref()
  }

  #some(): void {
    let left = Math.max(atOnce, this.#all.size * share)
    for (const socket of this.#all) {
      if (left-- < 1) return
      this.#all.delete(socket)
      socket.destroy()
    }
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
