/** Whether clients come through: the name, TLS in front, WebSockets, and that it is this server that answers. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:tls'
import WebSocket from 'ws'
import { base64url, decodeTells, helloProof, sameBytes, type Tell } from '@ebb/protocol'
import { verifies } from '../signatures.ts'
import type { Finding } from './finding.ts'

/** Milliseconds until one is not there. */
const patience = 5000
/** Days before its end at which a certificate should have been renewed. */
const soon = 14

const failed = (says: string): Finding => ({ about: 'origin', verdict: 'failed', says })

/** `server`: the public key in the data directory, 32 bytes, where it can be read. */
export async function origin(address: string | undefined, server: Uint8Array | undefined): Promise<Finding> {
  if (address === undefined)
    return {
      about: 'origin',
      verdict: 'skipped',
      says: 'Give --origin https://HOST to see whether clients come through.',
    }
  const answered = await fetch(`${address}/health`, { signal: AbortSignal.timeout(patience) }).catch(() => undefined)
  if (answered === undefined)
    return failed(
      'Nobody answers there. Check the name, the proxy with TLS and its certificate, and that the server runs.',
    )
  if (answered.status !== 200)
    return failed(`/health answers ${answered.status}. Read the log of the proxy and of the server.`)
  const nonce = new Uint8Array(randomBytes(32))
  const hello = await helloFrom(address, nonce)
  if (hello === undefined)
    return failed('Pages come through and WebSockets do not. Let the proxy pass on what upgrades /line.')
  if (hello.origin !== address) return failed('The server that answers was started with another --origin.')
  const isWhoItSays = verifies(hello.server, helloProof(hello.origin, nonce, hello), hello.proof)
  if (!isWhoItSays || (server !== undefined && !sameBytes(hello.server, server)))
    return failed('Another server answers there: its key is not the one in this data directory.')
  const days = address.startsWith('https:') ? await daysLeft(new URL(address)) : undefined
  if (days !== undefined && days < soon)
    return {
      about: 'origin',
      verdict: 'warning',
      says: `This server answers. Its certificate ends in ${days} days: renew it.`,
    }
  return { about: 'origin', verdict: 'ok', says: 'This server answers, by pages and by WebSockets.' }
}

type Hello = Extract<Tell, { kind: 'hello' }>

function helloFrom(address: string, nonce: Uint8Array): Promise<Hello | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/line?nonce=${base64url(nonce)}`, {
      handshakeTimeout: patience,
    })
    const end = (hello?: Hello): void => {
      clearTimeout(timer)
      socket.terminate()
      resolve(hello)
    }
    const timer = setTimeout(end, patience)
    socket.on('message', (data: Buffer) => {
      const tells = decodeTells(new Uint8Array(data))
      end(tells === 'malformed' ? undefined : tells.find((tell) => tell.kind === 'hello'))
    })
    socket.on('error', () => end())
    socket.on('close', () => end())
  })
}

function daysLeft({ hostname, port }: URL): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname }, () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to)
      socket.destroy()
      resolve(Number.isNaN(until) ? undefined : Math.floor((until - Date.now()) / 86_400_000))
    })
    socket.on('error', () => resolve(undefined))
  })
}
