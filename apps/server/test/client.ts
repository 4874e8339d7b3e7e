/** A small client for tests: real WebSockets, real signatures, no cryptography of messages. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import WebSocket from 'ws'
import {
  accountId,
  base64url,
  channelId,
  commitProof,
  connectionProof,
  chainProof,
  createProof,
  decodeTells,
  deviceKey,
  encodeAsk,
  encodeChainEntry,
  encodeSignedChainEntry,
  entryIdOf,
  epochKey,
  inboxKey,
  openProof,
  readInvitation,
  signature,
  type AccountId,
  type Ask,
  type ChainEntry,
  type ChannelId,
  type DeviceKey,
  type EpochKey,
  type Signature,
  type Tell,
} from '@ebb/protocol'
import { sha256 } from '../src/signatures.ts'

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Signature
}
export function keyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: rawKey(publicKey), sign: (message) => signature(new Uint8Array(sign(null, message, privateKey))) }
}
const rawKey = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))

type Omitted<T> = T extends Ask ? Omit<T, 'req'> : never
export type AskBody = Omitted<Ask>
export type TellOf<K extends Tell['kind']> = Extract<Tell, { kind: K }>

/** A line to the server that keeps all that it was told. */
export class TestLine {
  readonly tells: Tell[] = []
  /** How many messages the tells came in. */
  messages = 0
  readonly ws: WebSocket
  readonly origin: string
  req = 0
  #wake: (() => void)[] = []

  private constructor(origin: string, nonce: Uint8Array) {
    this.origin = origin
    this.ws = new WebSocket(`${origin.replace(/^http/, 'ws')}/line?nonce=${base64url(nonce)}`)
    this.ws.binaryType = 'nodebuffer'
    this.ws.on('message', (data: Buffer) => {
      this.messages += 1
      const tells = decodeTells(new Uint8Array(data))
      if (tells === 'malformed') throw new Error('the server sent what is no frame')
      this.tells.push(...tells)
      this.#notify()
    })
    this.ws.on('close', () => this.#notify())
    this.ws.on('error', () => this.#notify())
  }

  static async open(origin: string, nonce: Uint8Array = random(32)): Promise<TestLine> {
    const line = new TestLine(origin, nonce)
    await line.wait('hello')
    return line
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  get closed(): boolean {
    return this.ws.readyState >= WebSocket.CLOSING
  }

  get hello(): TellOf<'hello'> {
    return this.tells.find((tell) => tell.kind === 'hello')!
  }

  /** The first tell for which `is` holds. */
  async until<T extends Tell = Tell>(is: (tell: Tell) => boolean): Promise<T> {
    const end = Date.now() + 4000
    for (;;) {
      const found = this.tells.find(is)
      if (found !== undefined) return found as T
      if (this.ws.readyState === WebSocket.CLOSED)
        throw new Error(`closed before: ${JSON.stringify(this.tells.at(-1))}`)
      if (Date.now() > end) throw new Error('nothing of that kind came in four seconds')
      await this.more()
    }
  }

  more(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 500)
      this.#wake.push(() => (clearTimeout(timer), resolve()))
    })
  }

  wait<K extends Tell['kind']>(kind: K): Promise<TellOf<K>> {
    return this.until<TellOf<K>>((tell) => tell.kind === kind)
  }

  async untilClosed(): Promise<void> {
    const end = Date.now() + 4000
    while (this.ws.readyState !== WebSocket.CLOSED && Date.now() < end) await this.more()
    if (this.ws.readyState !== WebSocket.CLOSED) throw new Error('the line is still open')
  }

  post(body: AskBody): number {
    const req = ++this.req
    this.ws.send(encodeAsk({ ...body, req }))
    return req
  }

  raw(bytes: Uint8Array | string): void {
    this.ws.send(bytes)
  }

  answer(req: number): Promise<Tell> {
    return this.until((tell) => 'req' in tell && tell.req === req)
  }

  /** Asks and waits for the answer. */
  ask(body: AskBody): Promise<Tell> {
    return this.answer(this.post(body))
  }

  /** The word of a refusal, or the kind of another answer. */
  async word(body: AskBody): Promise<string> {
    const tell = await this.ask(body)
    return tell.kind === 'refused' ? tell.why : tell.kind
  }

  close(): void {
    this.ws.close()
  }
}

export interface Person {
  readonly account: AccountId
  readonly handle: string
  readonly device: DeviceKey
  readonly key: KeyPair
  readonly recovery: KeyPair
  readonly entry: Uint8Array
  readonly chainEntry: ChainEntry
}

/** Somebody with one device, not registered yet. */
export function newPerson(handle: string, origin: string, change: Partial<ChainEntry> = {}): Person {
  const key = keyPair()
  const recovery = keyPair()
  const at = Math.floor(Date.now() / 1000)
  const device = deviceKey(key.publicKey)
  const chainEntry: ChainEntry = {
    version: 1,
    origin,
    seq: 0,
    prev: null,
    at,
    handle,
    replaces: null,
    recovery: recovery.publicKey,
    status: 'active',
    pending: null,
    devices: [{ key: device, inbox: inboxKey(random(32)), addedAt: at }],
    ...change,
  }
  const entry = signEntry(chainEntry, key)
  return { account: accountId(sha256(entry)), handle, device, key, recovery, entry, chainEntry }
}

export function signEntry(entry: ChainEntry, by: KeyPair): Uint8Array {
  const packed = encodeChainEntry(entry)
  return encodeSignedChainEntry({ entry: packed, by: by.publicKey, signature: by.sign(chainProof(packed)) })
}

export function authenticateAsk(line: TestLine, person: Person): Omitted<Extract<Ask, { kind: 'authenticate' }>> {
  const proof = person.key.sign(connectionProof(line.hello.origin, line.hello.nonce, person.account))
  return { kind: 'authenticate', account: person.account, device: person.device, proof }
}

/** A line on which this person's device has proved its key. */
export async function comeIn(origin: string, person: Person): Promise<TestLine> {
  const line = await TestLine.open(origin)
  const answer = await line.word(authenticateAsk(line, person))
  if (answer !== 'done') throw new Error(answer)
  return line
}

/** The first account of a server, by the invitation that it printed. */
export async function firstPerson(
  server: { origin: string; invite: string | null },
  handle = 'alice',
): Promise<Person> {
  const person = newPerson(handle, server.origin)
  const line = await TestLine.open(server.origin)
  const { secret } = readInvitation(server.invite!)!.invitation
  const answer = await line.word({ kind: 'register', secret, entry: person.entry })
  line.close()
  if (answer !== 'done') throw new Error(answer)
  return person
}

/** Another account, invited by whoever `line` belongs to. */
export async function inviteAndRegister(line: TestLine, handle: string): Promise<Person> {
  const secret = random(16)
  const invited = await line.word({ kind: 'invite', hash: sha256(secret) })
  if (invited !== 'done') throw new Error(invited)
  const person = newPerson(handle, line.hello.origin)
  const fresh = await TestLine.open(line.origin)
  const answer = await fresh.word({ kind: 'register', secret, entry: person.entry })
  fresh.close()
  if (answer !== 'done') throw new Error(answer)
  return person
}

/** A channel as its members know it: its id and the key of every epoch. */
export class TestChannel {
  readonly id: ChannelId = channelId(random(16))
  readonly keys: KeyPair[] = [keyPair()]

  get n(): number {
    return this.keys.length - 1
  }
  publicKey(n: number = this.n): EpochKey {
    return epochKey(this.keys[n]!.publicKey)
  }
  create(line: TestLine): AskBody {
    const proof = this.keys[0]!.sign(createProof(line.hello.origin, this.id, this.publicKey(0)))
    return { kind: 'create', channel: this.id, publicKey: this.publicKey(0), proof }
  }
  open(line: TestLine, n: number = this.n, from = 1): AskBody {
    const proof = this.keys[n]!.sign(openProof(line.hello.origin, line.hello.nonce, this.id, n))
    return { kind: 'open', channel: this.id, n, from, proof }
  }
  append(body: Uint8Array, of: { n?: number; bucket?: number } = {}): AskBody {
    return { kind: 'append', channel: this.id, n: of.n ?? this.n, bucket: of.bucket ?? inAWeek(), body }
  }
  /** A commit of epoch `n`; `next` becomes the key of `n + 1` when `accept` is called with it. */
  commit(line: TestLine, body: Uint8Array, next: KeyPair, n: number = this.n): AskBody {
    const publicKey = epochKey(next.publicKey)
    const proof = commitProof(line.hello.origin, { channel: this.id, n, id: entryIdOf(body, sha256), next: publicKey })
    return {
      kind: 'commit',
      channel: this.id,
      n,
      next: publicKey,
      oldProof: this.keys[n]!.sign(proof),
      newProof: next.sign(proof),
      body,
    }
  }
  accept(next: KeyPair): void {
    this.keys.push(next)
  }
}

export const inAWeek = (): number => Math.ceil(Date.now() / 3_600_000 + 168) * 3600
