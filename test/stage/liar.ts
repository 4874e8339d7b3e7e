/**
 * A server that lies: it stands where people think that the server is, passes everything on, and changes what goes to
 * phones as it is told. Terminals hear the truth.
 */
import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** What a phone is given instead of this message: nothing, it changed, many. */
export type Lie = (message: Uint8Array) => readonly Uint8Array[]

const truth: Lie = (message) => [message]

export class Liar {
  readonly #server: Server
  readonly #lines = new WebSocketServer({ noServer: true })
  readonly #phones = new Set<WebSocket>()
  #lie: Lie = truth
  #behind = 0
  /** How many messages it has changed since the last lie began. */
  lies = 0

  private constructor() {
    this.#server = createServer((asked, answer) => {
      const passed = request({ ...this.#to(asked), method: asked.method }, (answered) => {
        answer.writeHead(answered.statusCode!, answered.headers)
        answered.pipe(answer)
      })
      passed.on('error', () => answer.destroy())
      asked.pipe(passed)
    })
    this.#server.on('upgrade', (asked, socket, head) =>
      this.#lines.handleUpgrade(asked, socket, head, (phone) => this.#join(asked, phone)),
    )
  }

  static async open(): Promise<Liar> {
    const liar = new Liar()
    liar.#server.listen(0, '127.0.0.1')
    await once(liar.#server, 'listening')
    return liar
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The port of the real server. */
  standBefore(port: number): void {
    this.#behind = port
  }

  lie(lie: Lie): void {
    this.#lie = lie
    this.lies = 0
  }

  /** From now on the truth, on new connections. */
  repent(): void {
    this.#lie = truth
    for (const phone of this.#phones) phone.terminate()
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) phone.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #to({ url, headers }: IncomingMessage) {
    return { host: '127.0.0.1', port: this.#behind, path: url, headers }
  }

  #join(asked: IncomingMessage, phone: WebSocket): void {
    const { path, headers } = this.#to(asked)
    const server = new WebSocket(`ws://127.0.0.1:${this.#behind}${path}`, {
      headers: headers.origin === undefined ? {} : { origin: headers.origin },
    })
    const isPhone = headers['user-agent']?.startsWith('Mozilla') === true
    if (isPhone) this.#phones.add(phone)
    const early: Uint8Array[] = []
    phone.on('message', (message: Buffer) =>
      server.readyState === WebSocket.OPEN ? server.send(message) : early.push(message),
    )
    server.on('open', () => {
      for (const message of early) server.send(message)
    })
    server.on('message', (message: Buffer) => {
      const told = isPhone ? this.#lie(message) : [message]
      if (told.length !== 1 || told[0] !== message) this.lies += 1
      for (const one of told) phone.send(one)
    })
    phone.on('close', () => {
      this.#phones.delete(phone)
      server.terminate()
    })
    server.on('close', () => phone.terminate())
    for (const end of [phone, server]) end.on('error', () => undefined)
  }
}
