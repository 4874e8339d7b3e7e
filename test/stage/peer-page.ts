/**
 * Programs of other people that run in pages only, from bench/peers, where they are installed by their own lockfile or
 * not at all. Pages are served on this machine.
 */
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import type { Peer, PeerClient } from '../../packages/seal/test/interop/peer.ts'
import type { BrowserContext } from 'playwright-core'
import { startChromium, type BrowserPage } from './browsers.ts'

const peers = new URL('../../bench/peers/', import.meta.url).pathname

/** The package of each, under bench/peers/node_modules. */
const packages = { 'core-crypto': '@wireapp/core-crypto', 'core-crypto-9': 'core-crypto-9' } as const
type PeerName = keyof typeof packages

/** What to do where a peer is not installed, undefined where it is. */
export function missingPeer(name: PeerName): string | undefined {
  return existsSync(join(peers, 'node_modules', packages[name]))
    ? undefined
    : `${name} (GPL, another licence than Ebb's) is not installed: run npm ci in bench/peers`
}

/** Peers in Chromium, each on a page of its own, until `work` is done. */
export const withPeers = <T>(work: (open: (name: PeerName) => Promise<Peer>) => Promise<T>): Promise<T> =>
  withPeerPages(({ program }) => work(async (name) => peerOn(await program(name))))

export interface MeasuredPage extends Pick<BrowserPage, 'evaluate'> {
  /** The seconds of processors that all threads of the page's process have used. */
  readonly processor: () => Promise<number>
}

interface PeerPages {
  /** A page that runs a program of bench/peers. */
  readonly program: (name: string) => Promise<MeasuredPage>
  readonly at: (url: string) => Promise<MeasuredPage>
}

/** Pages of one browser. */
export async function withPeerPages<T>(work: (pages: PeerPages) => Promise<T>): Promise<T> {
  const server = await serve()
  const profile = mkdtempSync(join(tmpdir(), 'ebb-peers-'))
  const browser = await startChromium(profile)
  const at = (url: string): Promise<MeasuredPage> => measuredPage(browser.context, url)
  try {
    const { port } = server.address() as AddressInfo
    return await work({ at, program: (name) => at(`http://127.0.0.1:${port}/${name}`) })
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

async function measuredPage(context: BrowserContext, url: string): Promise<MeasuredPage> {
  const page = await context.newPage()
  await page.goto(url)
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  return {
    evaluate: (work, given) => page.evaluate(work as never, given as never),
    async processor() {
      const { metrics } = await session.send('Performance.getMetrics')
      const found = metrics.find(({ name }) => name === 'ProcessTime')
      if (found === undefined) throw new Error('Chromium does not tell what its processes use')
      return found.value
    },
  }
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = path.startsWith('/peers/') ? join(peers, path.slice('/peers/'.length)) : undefined
    if (file === undefined) {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<!doctype html><title>peer</title><script type="module" src="/peers${path}.mjs"></script>`)
    } else if (existsSync(file)) {
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' })
      response.end(readFileSync(file))
    } else {
      response.writeHead(404)
      response.end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** What bench/peers puts there. */
declare global {
  var peer: {
    readonly version: string
    client(given: object): Promise<number>
    ask(of: number, verb: string, given: readonly unknown[]): Promise<never>
  }
}

async function peerOn(page: MeasuredPage): Promise<Peer> {
  const version = await page.evaluate(async () => {
    while (globalThis.peer === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
    return globalThis.peer.version
  }, undefined)
  return {
    version,
    async client({ seed, identity } = {}) {
      const given = { seed: seed && base64(seed), identity: identity && base64(identity) }
      const of = await page.evaluate((asked) => globalThis.peer.client(asked), given)
      return clientOf((verb, ...asked) =>
        page.evaluate((whole) => globalThis.peer.ask(whole.of, whole.verb, whole.asked), { of, verb, asked }),
      )
    },
  }
}

type Ask = (verb: keyof PeerClient, ...given: readonly unknown[]) => Promise<never>

interface Committed {
  readonly commit: string
  readonly welcome?: string
  readonly groupInfo?: string
}

function clientOf(ask: Ask): PeerClient {
  const committed = async (asked: Promise<Committed>) => {
    const { commit, welcome, groupInfo } = await asked
    return {
      commit: bytes(commit),
      ...(welcome === undefined ? {} : { welcome: bytes(welcome) }),
      ...(groupInfo === undefined ? {} : { groupInfo: bytes(groupInfo) }),
    }
  }
  return {
    identity: async () => bytes(await ask('identity')),
    publicKey: async () => bytes(await ask('publicKey')),
    keyPackage: async (seconds) => bytes(await ask('keyPackage', seconds)),
    create: (group) => ask('create', base64(group)),
    async join(group, welcome) {
      const into: string = await ask('join', base64(welcome))
      if (into !== base64(group)) throw new Error('another group')
    },
    add: (group, keyPackages) => committed(ask('add', base64(group), keyPackages.map(base64))),
    update: (group) => committed(ask('update', base64(group))),
    remove: (group, identities) => committed(ask('remove', base64(group), identities.map(base64))),
    external: async (groupInfo) => bytes(await ask('external', base64(groupInfo))),
    encrypt: async (group, content) => bytes(await ask('encrypt', base64(group), base64(content))),
    async open(group, message) {
      const found: { kind: string; content?: string; sender?: string; active?: boolean } = await ask(
        'open',
        base64(group),
        base64(message),
      )
      if (found.kind === 'commit') return { kind: 'commit', active: found.active === true }
      if (found.kind !== 'message') return { kind: 'proposal' }
      return { kind: 'message', content: bytes(found.content ?? ''), sender: bytes(found.sender ?? '') }
    },
    epoch: (group) => ask('epoch', base64(group)),
    members: async (group) => ((await ask('members', base64(group))) as string[]).map(bytes),
    exported: async (group, length) => bytes(await ask('exported', base64(group), length)),
  }
}

const base64 = (found: Uint8Array): string => Buffer.from(found).toString('base64')
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
