/** A server as a script: an honest answer to each ask, which a test hands on, changes or loses. */
import {
  chainEntries,
  claimedPackages,
  decodeAs,
  decodeChainEntry,
  decodeSignedChainEntry,
  encodeAs,
  encodeCanonical,
  entryIdOf,
  helloProof,
  hex,
  invitationLink,
  publication,
  reopenProof,
  resumeProof,
  sameBytes,
  sealedReports,
  type Ask,
  type Cbor,
  type ChannelId,
  type DeviceKey,
  type EpochKey,
  type Tell,
} from '@ebb/protocol'
import { createDevice, hmacSha256, sha256, sign, type Device } from '@ebb/seal'
import { random, start, type Bench } from './bench.ts'

export const origin = 'https://ebb.example'
export type EntryTell = Extract<Tell, { kind: 'entry' }>

interface Channel {
  readonly log: (EntryTell & { readonly n: number })[]
  n: number
}

export class Script {
  readonly key: Device
  now = start
  chains = new Map<string, readonly Uint8Array[]>()
  packages = new Map<string, Uint8Array[]>()
  lastResorts = new Map<string, Uint8Array>()
  channels = new Map<string, Channel>()
  blobs = new Map<string, Uint8Array>()
  /** By hex channel and epoch: sealed reports. */
  lanes = new Map<string, readonly Uint8Array[]>()
  /** By hex device: letters that nobody was told yet. */
  letters = new Map<string, Extract<Tell, { kind: 'letter' }>[]>()
  /** Of tickets, or null where this server gives none. Another one: it knows those no more that it gave before. */
  ticketKey: Uint8Array | null = null
  /** What somebody is handed in the place of an entry. */
  /** Came out of a backup. */
  restored = false
  shows: (to: Bench, entry: EntryTell) => EntryTell = (_, entry) => entry

  constructor(key: Device = createDevice(random)) {
    this.key = key
  }

  /** All is lost but who there is, and every line breaks. */
  async restore(...all: readonly Bench[]): Promise<void> {
    this.restored = true
    for (const map of [this.packages, this.lastResorts, this.channels, this.blobs, this.letters]) map.clear()
    for (const bench of all) {
      bench.asks.length = 0
      await bench.input({ kind: 'line-closed' })
    }
  }

  /** One that goes on from here on its own. */
  clone(): Script {
    const copy = new Script(this.key)
    copy.now = this.now
    copy.ticketKey = this.ticketKey
    copy.chains = new Map(this.chains)
    copy.packages = new Map([...this.packages].map(([device, list]) => [device, [...list]]))
    copy.lastResorts = new Map(this.lastResorts)
    copy.channels = new Map([...this.channels].map(([id, { log, n }]) => [id, { log: [...log], n }]))
    copy.blobs = new Map(this.blobs)
    copy.lanes = new Map(this.lanes)
    copy.letters = new Map([...this.letters].map(([device, list]) => [device, [...list]]))
    return copy
  }

  invitation(): string {
    const ends = start + 86_400
    return invitationLink(origin, {
      version: 1,
      secret: random(16),
      server: sha256(this.key.key),
      by: null,
      ceiling: 28 * 86_400,
      ends,
    })
  }

  hello(
    clientNonce: Uint8Array,
    changed: Partial<Extract<Tell, { kind: 'hello' }>> = {},
  ): Extract<Tell, { kind: 'hello' }> {
    const fields = { nonce: random(32), now: this.now, ceiling: 28 * 86_400 }
    const proof = sign(this.key.private, helloProof(origin, clientNonce, { ...fields, ...changed }))
    return { kind: 'hello', version: 1, origin, ...fields, server: this.key.key, proof, ...changed }
  }

  /** What an honest server tells whoever asks. */
  answer(from: Bench, ask: Ask): readonly Tell[] {
    const { req } = ask
    switch (ask.kind) {
      case 'authenticate':
        if (this.#of(ask.account) === undefined) return [{ kind: 'refused', req, why: 'unknown-account' }]
        return [{ kind: 'done', req }, ...this.#tickets({ account: ask.account, device: ask.device })]
      case 'resume': {
        const mac = this.#mac(from, ask, (nonce) => resumeProof(origin, nonce, ask))
        return [sameBytes(mac, ask.mac) ? { kind: 'done', req } : { kind: 'refused', req, why: 'ticket-refused' }]
      }
      case 'register':
        this.chains.set(from.state.profile!.handle, [ask.entry])
        return [{ kind: 'done', req }]
      case 'stock': {
        const device = hex(from.state.profile!.device)
        const left = this.packages.get(device)?.length ?? 0
        const last = this.lastResorts.has(device)
        return [{ kind: 'stock', req, classic: left, hybrid: 10, classicLast: last, hybridLast: true }]
      }
      case 'publish':
        return this.#publish(from, ask)
      case 'chain-of-handle':
        return this.#chain(req, this.chains.get(ask.handle))
      case 'chain-of-account':
        return this.#chain(req, this.#of(ask.account))
      case 'claim':
        return this.#claim(req, ask.account)
      case 'post-letter': {
        const letters = this.letters.get(hex(ask.device)) ?? []
        this.letters.set(hex(ask.device), [
          ...letters,
          { kind: 'letter', id: sha256(ask.body).slice(0, 16), body: ask.body },
        ])
        return [{ kind: 'done', req }]
      }
      case 'put-blob':
        this.blobs.set(hex(ask.id), ask.body)
        return [{ kind: 'done', req }]
      case 'get-blob': {
        const body = this.blobs.get(hex(ask.id))
        return [body === undefined ? { kind: 'refused', req, why: 'unknown-blob' } : { kind: 'blob', req, body }]
      }
      case 'create':
        if (!this.channels.has(hex(ask.channel))) this.channels.set(hex(ask.channel), { log: [], n: 0 })
        return [{ kind: 'done', req }]
      case 'open':
      case 'reopen': {
        const held =
          ask.kind === 'open' ||
          sameBytes(
            this.#mac(from, ask, (nonce) => reopenProof(origin, nonce, ask)),
            ask.mac,
          )
        if (!held) return [{ kind: 'refused', req, why: 'ticket-refused' }]
        if (!this.channels.has(hex(ask.channel)))
          return [{ kind: 'refused', req, why: this.restored ? 'rolled-back' : 'unknown-channel' }]
        const segment = this.segment(ask.channel, ask.n).filter(({ seq }) => seq >= ask.from)
        const shown = segment.map((entry) => this.shows(from, entry))
        const { channel, n } = ask
        const given = this.#segmentTicket({ channel, n, device: from.state.profile!.device })
        return [{ kind: 'opened', req, last: segment.at(-1)?.seq ?? ask.from - 1 }, ...given, ...shown]
      }
      case 'report': {
        const lane = this.lane(ask.channel, ask.n)
        if (!lane.some((other) => hex(other) === hex(ask.body)))
          this.lanes.set(laneName(ask.channel, ask.n), [...lane, ask.body])
        return [{ kind: 'done', req }]
      }
      case 'reports':
        return [{ kind: 'reports', req, body: encodeAs(sealedReports, this.lane(ask.channel, ask.n)) }]
      case 'append':
      case 'commit':
        return [this.append(ask)]
      default:
        return [{ kind: 'done', req }]
    }
  }

  lane(channel: Uint8Array, n: number): readonly Uint8Array[] {
    return this.lanes.get(laneName(channel, n)) ?? []
  }

  /** In an hour. */
  get ends(): number {
    return this.now + 3600
  }

  #tickets(of: { account: Uint8Array; device: Uint8Array }): readonly Tell[] {
    if (this.ticketKey === null) return []
    return [{ kind: 'ticket', ends: this.ends, secret: this.#secret([of.account, of.device, this.ends]) }]
  }

  #segmentTicket({ channel, n, device }: { channel: ChannelId; n: number; device: Uint8Array }): readonly Tell[] {
    if (this.ticketKey === null) return []
    return [
      { kind: 'segment-ticket', channel, n, ends: this.ends, secret: this.#secret([device, channel, n, this.ends]) },
    ]
  }

  #secret(of: readonly Cbor[]): Uint8Array {
    return hmacSha256(this.ticketKey!, encodeCanonical(of))
  }

  /** What the ticket's secret makes of this connection's nonce. */
  #mac(
    from: Bench,
    ask: Extract<Ask, { kind: 'resume' | 'reopen' }>,
    proof: (nonce: Uint8Array) => Uint8Array,
  ): Uint8Array {
    const { line, profile } = from.state
    if (!('hello' in line) || this.ticketKey === null) return new Uint8Array(32)
    const secret =
      ask.kind === 'resume'
        ? this.#secret([ask.account, ask.device, ask.ends])
        : this.#secret([profile!.device, ask.channel, ask.n, ask.ends])
    return hmacSha256(secret, proof(line.hello.nonce))
  }

  segment(channel: Uint8Array, n: number): readonly EntryTell[] {
    return this.channels.get(hex(channel))?.log.filter((entry) => entry.n === n) ?? []
  }

  append(ask: Extract<Ask, { kind: 'append' | 'commit' }>): Tell {
    const channel = this.channels.get(hex(ask.channel))
    if (channel === undefined) return { kind: 'refused', req: ask.req, why: 'unknown-channel' }
    const id = entryIdOf(ask.body, sha256)
    const repeat = channel.log.find((entry) => hex(entry.id) === hex(id))
    if (repeat !== undefined) return { kind: 'appended', req: ask.req, seq: repeat.seq }
    if (ask.n !== channel.n) return { kind: 'refused', req: ask.req, why: 'stale' }
    const seq = channel.log.length + 1
    const next: EpochKey | null = ask.kind === 'commit' ? ask.next : null
    const of = ask.kind === 'commit' ? 'commit' : 'message'
    channel.log.push({
      kind: 'entry',
      channel: ask.channel,
      seq,
      id,
      of,
      bucket: this.now + 3600,
      next,
      body: ask.body,
      n: ask.n,
    })
    if (ask.kind === 'commit') channel.n += 1
    return { kind: 'appended', req: ask.req, seq }
  }

  /** Goes online and lets everything that follows from it come to its end. */
  async connect(bench: Bench): Promise<void> {
    if (['idle', 'waiting', 'barred'].includes(bench.state.line.at)) await bench.command({ do: 'connect' })
    await this.greet(bench)
    await this.play(bench)
  }

  /** The line opens, and the server says hello. */
  async greet(bench: Bench, changed: Parameters<Script['hello']>[1] = {}): Promise<void> {
    const opening = bench.effects.findLast((effect) => effect.kind === 'open-line')!
    await bench.input({ kind: 'line-opened', nonce: opening.nonce })
    await bench.told(this.hello(opening.nonce, changed))
  }

  /** Answers everything honestly until nothing is asked any more; letters are told too. */
  async play(bench: Bench): Promise<void> {
    for (let i = 0; i < 200 + 10 * this.chains.size; i++) {
      const ask = bench.asks.shift()
      if (ask !== undefined) await bench.told(...this.answer(bench, ask))
      else if (!(await this.tellLetters(bench))) return
    }
    throw new Error(`it never ends: ${bench.asks.map(({ kind }) => kind).join(', ')}`)
  }

  async tellLetters(bench: Bench): Promise<boolean> {
    const device = hex(bench.state.profile!.device)
    const letters = this.letters.get(device) ?? []
    if (bench.state.line.at !== 'online' || letters.length === 0) return false
    this.letters.delete(device)
    await bench.told(...letters)
    return true
  }

  async fanOut(bench: Bench): Promise<void> {
    await this.tellEntries(bench)
    await this.play(bench)
  }

  /** Everything of its rooms' segments that the bench has not seen. */
  async tellEntries(bench: Bench): Promise<void> {
    for (const room of bench.state.rooms.values()) {
      const n = bench.state.groups.get(room.number)?.epoch ?? 0
      const unseen = this.segment(room.channel, n).filter(({ seq }) => seq > bench.state.rooms.get(room.number)!.seq)
      await bench.told(...unseen.map((entry) => this.shows(bench, entry)))
    }
  }

  #publish(from: Bench, { req, suite, body }: Extract<Ask, { kind: 'publish' }>): readonly Tell[] {
    const read = decodeAs(publication, body)
    if (typeof read === 'string') throw new Error(read)
    const device = hex(from.state.profile!.device)
    if (suite === 'classic') {
      this.packages.set(device, [...(this.packages.get(device) ?? []), ...read.value.packages])
      if (read.value.lastResort !== null) this.lastResorts.set(device, read.value.lastResort)
    }
    return [{ kind: 'done', req }]
  }

  #chain(req: number, entries: readonly Uint8Array[] | undefined): readonly Tell[] {
    return [
      entries === undefined
        ? { kind: 'refused', req, why: 'unknown-account' }
        : { kind: 'chain', req, body: encodeAs(chainEntries, entries) },
    ]
  }

  #of(account: Uint8Array): readonly Uint8Array[] | undefined {
    const wanted = hex(account)
    return [...this.chains.values()].find(([first]) => accountOf(first!) === wanted)
  }

  #claim(req: number, account: Uint8Array): readonly Tell[] {
    const [first] = this.#of(account) ?? []
    if (first === undefined) return [{ kind: 'refused', req, why: 'unknown-account' }]
    const device = firstDevice(first)
    const fresh = this.packages.get(hex(device))?.shift()
    const keyPackage = fresh ?? this.lastResorts.get(hex(device))
    if (keyPackage === undefined) return [{ kind: 'refused', req, why: 'no-key-package' }]
    return [
      {
        kind: 'key-packages',
        req,
        body: encodeAs(claimedPackages, [{ device, keyPackage, lastResort: fresh === undefined }]),
      },
    ]
  }
}

const laneName = (channel: Uint8Array, n: number): string => `${hex(channel)} ${n}`

/** Of whose chain it is the first entry, in hex. Where there are hundreds, each is looked for as often. */
function accountOf(first: Uint8Array): string {
  const known = accounts.get(first) ?? hex(sha256(first))
  accounts.set(first, known)
  return known
}
const accounts = new WeakMap<Uint8Array, string>()

function firstDevice(signed: Uint8Array): DeviceKey {
  const outer = decodeSignedChainEntry(signed)
  const inner = typeof outer === 'string' ? outer : decodeChainEntry(outer.value.entry)
  if (typeof inner === 'string') throw new Error(inner)
  return inner.value.devices[0]!.key
}
