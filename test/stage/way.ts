/**
 * One phone's way to the net: a SOCKS proxy (RFC 1928) that all of its connections go through, those of workers too, which
 * a browser's own pretending to be offline does not reach. It notes where they lead, and can be cut.
 */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export class Way {
  /** `host:port` of everything that was to be reached. */
  readonly reached = new Set<string>()
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut = false
  #deaf = false

  private constructor() {
    this.#server = createServer((socket) => void this.#attend(socket))
  }

  static async open(): Promise<Way> {
    const way = new Way()
    way.#server.listen(0, '127.0.0.1')
    await once(way.#server, 'listening')
    return way
  }

  /** As Playwright takes it. Browsers go to this machine directly unless they are told otherwise. */
  get proxy(): { readonly server: string; readonly bypass: string } {
    return { server: `socks5://127.0.0.1:${(this.#server.address() as AddressInfo).port}`, bypass: '<-loopback>' }
  }

  /** Every connection breaks, and none can be made. */
  cut(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  /** From now on everything goes out and nothing comes back, as on a bad line. */
  deafen(): void {
    this.#deaf = true
  }

  mend(): void {
    this.#cut = false
    // What was lost cannot come any more: these connections are of no use.
    if (this.#deaf) for (const socket of this.#sockets) socket.destroy()
    this.#deaf = false
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    if (this.#cut) socket.destroy()
  }

  async #attend(phone: Socket): Promise<void> {
    this.#hold(phone)
    const greeting = await next(phone)
    if (greeting?.[0] !== 5) return void phone.destroy()
    phone.write(Uint8Array.of(5, 0))
    const request = await next(phone)
    const to = request && addressIn(request)
    if (to === undefined) return void phone.destroy()
    this.reached.add(`${to.host}:${to.port}`)
    // Nothing leaves this machine, whoever wants it.
    if (to.host !== '127.0.0.1') return void phone.destroy()
    const server = connect(to.port, to.host)
    this.#hold(server)
    server.once('connect', () => {
      phone.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
      phone.pipe(server)
      server.on('data', (bytes) => this.#deaf || phone.write(bytes))
    })
    server.on('close', () => phone.destroy())
    phone.on('close', () => server.destroy())
  }
}

/** Browsers write each of the two words of the greeting as a whole. */
const next = (socket: Socket): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    socket.once('data', (bytes: Buffer) => resolve(bytes))
    socket.once('close', () => resolve(undefined))
  })

/** RFC 1928 §4 and §5: version 5, connect, 0, then an IPv4 address or a name. */
function addressIn(request: Buffer): { readonly host: string; readonly port: number } | undefined {
  if (request[0] !== 5 || request[1] !== 1) return undefined
  const port = request.readUInt16BE(request.length - 2)
  if (request[3] === 1) return { host: request.subarray(4, 8).join('.'), port }
  return request[3] === 3 ? { host: request.subarray(5, 5 + request[4]!).toString(), port } : undefined
}
