/**
 * Connections that sit and listen: each an account of its own, with one channel open. Sockets and a few bytes of state, so
 * that this process can hold many. Writes `sitting`, then one line for each entry that has come to all.
 */
import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { base64url, channelId, connectionProof, decodeTells, encodeAsk, openProof, signature } from '@ebb/protocol'
import { readCrowd, type Sitter } from './crowd.ts'

export interface Sitting {
  readonly data: string
  readonly port: number
  readonly origin: string
  /** 127.0.0.0/8: from where they come. */
  readonly address: string
  readonly from: number
  readonly count: number
  /** In hexadecimal. */
  readonly channel: string
  /** PKCS #8 in hexadecimal. */
  readonly epochKey: string
}

const { data, port, origin, address, from, count, channel, epochKey } = JSON.parse(process.argv[2]!) as Sitting
const id = channelId(new Uint8Array(Buffer.from(channel, 'hex')))
const key = createPrivateKey({ key: Buffer.from(epochKey, 'hex'), format: 'der', type: 'pkcs8' })
/** Requests that are under way at once. */
const atOnce = 48
/** An entry that is fanned out; `frameNumbers` of protocol. */
const entryNumber = 72
/** First bytes of frames (RFC 6455 §5.2), and an answer that is masked with zeros. */
const [binary, ping] = [0x82, 0x89]
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])
const buffer = Buffer.allocUnsafe(65_536)
const crowd = readCrowd(data, from, count)
let next = 0
let sitting = 0
let heard = 0

for (let i = 0; i < Math.min(atOnce, count); i++) begin()

function begin(): void {
  const sitter = crowd[next++]
  if (sitter !== undefined) sit(sitter)
}

function sit(sitter: Sitter): void {
  let state: 'asking' | 'greeting' | 'opening' | 'sitting' = 'asking'
  let rest = Buffer.alloc(0)
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    localAddress: address,
    onread: {
      buffer,
      callback(size) {
        if (state === 'sitting') return listen(socket, buffer.subarray(0, size))
        rest = Buffer.concat([rest, buffer.subarray(0, size)])
        if (state === 'asking') {
          const end = rest.indexOf('\r\n\r\n')
          if (end < 0) return true
          if (!rest.toString('latin1', 0, 12).endsWith('101')) throw new Error('the server did not let somebody in')
          rest = rest.subarray(end + 4)
          state = 'greeting'
        }
        for (let message = take(); message !== undefined; message = take()) {
          const tells = decodeTells(new Uint8Array(message))
          if (tells === 'malformed') throw new Error('the server sent what is no frame')
          for (const tell of tells) {
            if (tell.kind === 'refused') throw new Error(`the server said ${tell.why}`)
            if (tell.kind === 'hello') greet(tell.nonce)
            if (tell.kind === 'opened') settle()
          }
        }
        return true
      },
    },
  })
  socket.on('close', () => {
    throw new Error('the server closed a line')
  })
  socket.write(
    `GET /line?nonce=${base64url(new Uint8Array(randomBytes(32)))} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )

  function greet(nonce: Uint8Array): void {
    state = 'opening'
    const proof = signature(sitter.sign(connectionProof(origin, nonce, sitter.account)))
    const open = signature(new Uint8Array(sign(null, openProof(origin, nonce, id, 0), key)))
    const { account, device } = sitter
    const asks = [
      encodeAsk({ kind: 'authenticate', req: 1, account, device, proof }),
      encodeAsk({ kind: 'open', req: 2, channel: id, n: 0, from: 1, proof: open }),
    ]
    const body = Buffer.concat(asks)
    // Masked with zeros.
    socket.write(
      Buffer.concat([Buffer.from([0x82, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]), body]),
    )
  }

  /** The next whole message. */
  function take(): Buffer | undefined {
    if (rest.length < 2) return undefined
    const short = rest[1]! < 126
    if (!short && rest.length < 4) return undefined
    const start = short ? 2 : 4
    const end = start + (short ? rest[1]! : rest.readUInt16BE(2))
    if (rest.length < end) return undefined
    const [head] = rest
    const message = rest.subarray(start, end)
    rest = rest.subarray(end)
    if (head === binary) return message
    if (head === ping) socket.write(pong)
    return take()
  }

  function settle(): void {
    state = 'sitting'
    begin()
    if (++sitting === count) process.stdout.write('sitting\n')
  }
}

/** Whole frames come in one piece here: they are short, and nothing else is under way. */
function listen(socket: Socket, bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]! < 126
    const start = at + (short ? 2 : 4)
    const end = start + (short ? bytes[at + 1]! : bytes.readUInt16BE(at + 2))
    if (bytes[at] === ping) socket.write(pong)
    else if (bytes[at] === binary && bytes[start + 2] === entryNumber && ++heard % count === 0)
      process.stdout.write(`${process.hrtime.bigint()}\n`)
    at = end
  }
  return true
}
