/** Lines to an XMPP server with stream management (XEP-0198), which acknowledges in both directions. RFC 6120 and 6121. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Heard, Load, LoadLine } from './load.ts'

const domain = 'localhost'
const management = "xmlns='urn:xmpp:sm:3'"
const opening = `<?xml version='1.0'?><stream:stream to='${domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`
/** A stamp in microseconds, and its end. */
const stampLength = 17

export async function xmppLines(load: Load, heard: Heard): Promise<LoadLine[]> {
  const names = Array.from({ length: load.lines }, (_, at) => `u${at}`)
  const lines: XmppLine[] = []
  for (const [at, name] of names.entries()) {
    // Each half writes to its like in the other one.
    const to = names[(at + load.lines / 2) % load.lines]!
    const line = new XmppLine(load, { name, to, heard })
    await line.begin()
    lines.push(line)
  }
  return lines
}

interface Who {
  readonly name: string
  readonly to: string
  readonly heard: Heard
}

class XmppLine implements LoadLine {
  readonly #socket: Socket
  readonly #who: Who
  readonly #before: string
  readonly #after: string
  #rest = ''
  #wanted: { word: string; found: () => void } | undefined
  #acknowledged = 0
  #received = 0
  #id = 0

  constructor({ port, size }: Load, who: Who) {
    this.#who = who
    this.#before = `<message to='${who.to}@${domain}' type='chat' id='`
    // Text of as many bytes as others send as they are.
    const text = randomBytes(size)
      .toString('base64')
      .slice(0, size - stampLength)
    this.#after = `;${text}</body></message>`
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (data) => this.#read(String(data)))
    this.#socket.on('close', () => {
      throw new Error('the server closed a line')
    })
  }

  async begin(): Promise<void> {
    await this.#ask(opening, '</stream:features>')
    const secret = Buffer.from(`\0${this.#who.name}\0none`).toString('base64')
    await this.#ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`, '<success')
    await this.#ask(opening, '</stream:features>')
    await this.#ask("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", '</iq>')
    await this.#ask(`<enable ${management}/>`, '<enabled')
    this.#socket.write('<presence/>')
  }

  #ask(words: string, answer: string): Promise<void> {
    return new Promise((resolve) => {
      this.#wanted = { word: answer, found: resolve }
      this.#socket.write(words)
    })
  }

  send(count: number, stamp: number): void {
    const stamped = `'><body>${String(Math.round(stamp * 1000)).padStart(stampLength - 1, '0')}`
    let all = ''
    for (let i = 0; i < count; i++) all += this.#before + String(this.#id++) + stamped + this.#after
    this.#socket.write(`${all}<r ${management}/>`)
  }

  #read(data: string): void {
    if (this.#wanted !== undefined) {
      this.#rest += data
      if (!this.#rest.includes(this.#wanted.word)) return
      const { found } = this.#wanted
      this.#wanted = undefined
      this.#rest = ''
      return found()
    }
    const all = this.#rest + data
    let at = 0
    for (let from = all.indexOf('<', at); from >= 0; from = all.indexOf('<', at)) {
      const isMessage = all.startsWith('<message', from)
      const end = isMessage ? all.indexOf('</message>', from) : all.indexOf('>', from)
      if (end < 0) break
      at = end + (isMessage ? '</message>'.length : 1)
      this.#take(all.slice(from, at), isMessage)
    }
    this.#rest = all.slice(at)
  }

  #take(stanza: string, isMessage: boolean): void {
    if (isMessage) {
      if (stanza.includes("type='error'")) throw new Error('the server has sent a message back')
      this.#received += 1
      const body = stanza.indexOf('<body>') + '<body>'.length
      this.#who.heard.delivered(Number(stanza.slice(body, body + stampLength - 1)) / 1000)
    } else if (stanza.startsWith('<r ')) this.#socket.write(`<a ${management} h='${this.#received}'/>`)
    else if (stanza.startsWith('<a ')) {
      const count = Number(/h=['"](\d+)/.exec(stanza)![1])
      // The presence counts too.
      const fresh = count - 1 - this.#acknowledged
      if (fresh <= 0) return
      this.#acknowledged += fresh
      this.#who.heard.acknowledged(this, fresh)
    }
  }
}
