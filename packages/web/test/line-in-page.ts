/** The port Line whose other end lies in a worker of a real browser's page. Bytes go over as base64url. */
import type { Line, OpenLine } from '@ebb/engine/ports'
import { base64url } from '@ebb/protocol'
import type { Ask } from '../../../test/stage/worker-stand.ts'
import { lineAddress } from '../src/line-address.ts'

/**
 * What of an address is refused is found here, because opening does not wait; the worker finds the same. What is said
 * in the same breath as the opening goes along with it.
 */
export const lineIn = (ask: Ask, options: object = {}): Line => ({
  open: (origin, nonce, events) => {
    lineAddress(origin, nonce)
    const said: Said[] = []
    const opened = Promise.resolve().then(() =>
      ask<number>('openLine', { origin, nonce: base64url(nonce), first: said.splice(0), ...options }),
    )
    let last: Promise<unknown> = opened
    const say = (one: Said): void => {
      said.push(one)
      last = last.then(async () => ask('say', { at: await opened, said: said.splice(0) })).catch(() => undefined)
    }
    void listen(ask, opened, events)
    return {
      send: (message) => say({ send: base64url(message) }),
      close: () => say({ close: true }),
    } satisfies OpenLine
  },
})

type Said = { readonly send: string } | { readonly close: true }
type Heard = { readonly opened: string } | { readonly arrived: string } | { readonly closed: true }

async function listen(ask: Ask, opened: Promise<number>, events: Parameters<Line['open']>[2]): Promise<void> {
  const at = await opened
  for (;;) {
    for (const heard of await ask<Heard[]>('hear', { at })) {
      if ('opened' in heard) events.opened(bytesOf(heard.opened))
      else if ('arrived' in heard) events.arrived(bytesOf(heard.arrived))
      else return events.closed()
    }
  }
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))
