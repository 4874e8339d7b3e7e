/** A bench on a line to a real server core: what it asks goes there when the test lets it, what it is told waits. */
import { encodeAsk, decodeTells, type Tell } from '@ebb/protocol'
import type { WorldServer } from '../../../world/src/server.ts'
import { turn } from '../../../world/src/server.ts'
import type { Bench } from './bench.ts'

export class Wired {
  readonly bench: Bench
  readonly #server: WorldServer
  #line: ReturnType<WorldServer['connect']> | undefined
  /** Said by the server and not delivered. */
  #waiting: Uint8Array[] = []

  constructor(bench: Bench, server: WorldServer) {
    this.bench = bench
    this.#server = server
  }

  /** Dials if the engine wants a line; true where anything moved. */
  dial(): Promise<boolean> {
    const { bench } = this
    if (bench.state.line.at !== 'opening') return Promise.resolve(false)
    const opening = bench.effects.findLast((effect) => effect.kind === 'open-line')!
    this.#waiting = []
    const waiting = this.#waiting
    const peer = {
      send: (message: Uint8Array) => void waiting.push(message),
      close: () => undefined,
      bufferedAmount: 0,
    }
    this.#line = this.#server.connect(peer, opening.nonce)
    return bench.input({ kind: 'line-opened', nonce: opening.nonce }).then(() => true)
  }

  /** Everything that was asked goes to the server. */
  hand(): boolean {
    const asks = this.bench.asks.splice(0)
    for (const ask of asks) this.#line?.receive(encodeAsk(ask))
    return asks.length > 0
  }

  /** Everything that was said is delivered. */
  async hear(): Promise<boolean> {
    const messages = this.#waiting.splice(0)
    for (const bytes of messages) await this.bench.input({ kind: 'arrived', bytes })
    return messages.length > 0
  }

  /** Looks at what waits to be delivered. */
  waiting(): readonly Tell[] {
    return this.#waiting.flatMap((message) => {
      const tells = decodeTells(message)
      return tells === 'malformed' ? [] : tells
    })
  }

  /** The connection is gone, with everything that was under way. */
  async cut(): Promise<void> {
    this.bench.asks = []
    this.#waiting = []
    this.#line?.gone()
    this.#line = undefined
    await this.bench.input({ kind: 'line-closed' })
    await this.bench.command({ do: 'connect' })
  }
}

export async function serverTurns(server: WorldServer): Promise<void> {
  for (;;) {
    await turn()
    if (!server.hasWork()) return
    server.work()
  }
}

/** Until nobody has anything to say. */
export async function calm(all: readonly Wired[], server: WorldServer): Promise<void> {
  for (let i = 0; i < 500; i++) {
    let moved = false
    for (const one of all) moved = (await one.dial()) || moved
    for (const one of all) moved = one.hand() || moved
    await serverTurns(server)
    for (const one of all) moved = (await one.hear()) || moved
    if (!moved) return
  }
  throw new Error('it never ends')
}
