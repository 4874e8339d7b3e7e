/**
 * The port Line over the browser's WebSocket. A page can neither send a ping nor see one, so a dead way shows otherwise:
 * by the system's word that it is offline, by a sleep, or by an answer that does not come. An attempt that was under way when the
 * network came back hangs in the old one, so it is made anew.
 */
import type { Line, LineEvents, OpenLine } from '@ebb/engine/ports'
import { release } from '@ebb/protocol'
import { lineAddress } from './line-address.ts'

/** A message that is larger closes the line. */
const largestMessage = 8 * 1024 * 1024

export interface WebSocketLineOptions {
  /** Milliseconds that opening may take. */
  readonly opening?: number
  /** After this many milliseconds without a word, though something was sent, the line is given up. */
  readonly patience?: number
  /** The clock is looked at this often, in milliseconds; one that jumped three times as far has slept. */
  readonly watch?: number
}

/** Binary WebSocket messages at `<origin>/line?nonce=<base64url>`. */
export const webSocketLine = ({
  opening = 10_000,
  patience = 30_000,
  watch = 10_000,
}: WebSocketLineOptions = {}): Line => ({
  open: (origin, nonce, events) => attend(lineAddress(origin, nonce), nonce, events, { opening, patience, watch }),
})

function attend(
  address: string,
  nonce: Uint8Array,
  events: LineEvents,
  { opening, patience, watch }: Required<WebSocketLineOptions>,
): OpenLine {
  let over = false
  let socket = dial()
  let answer: ReturnType<typeof setTimeout> | undefined
  /** The browser's own closing waits for an answer that a dead way does not bring; nobody here waits with it. */
  const end = (): void => {
    if (over) return
    over = true
    clearTimeout(limit)
    clearTimeout(answer)
    clearInterval(watching)
    globalThis.removeEventListener('offline', end)
    globalThis.removeEventListener('online', dialAnew)
    socket.close()
    queueMicrotask(events.closed)
  }
  let limit = setTimeout(end, opening)
  let seen = Date.now()
  const watching = setInterval(() => {
    const now = Date.now()
    if (now - seen > 3 * watch) end()
    seen = now
  }, watch)
  /** Every request of the protocol is answered, so silence after one says something; silence alone does not. */
  const awaitAnswer = (): void => {
    const unsent = socket.bufferedAmount
    answer ??= setTimeout(() => {
      answer = undefined
      if (socket.bufferedAmount >= unsent) end()
      else awaitAnswer()
    }, patience)
  }
  globalThis.addEventListener('offline', end)
  globalThis.addEventListener('online', dialAnew)

  function dialAnew(): void {
    if (socket.readyState !== WebSocket.CONNECTING) return
    const hanging = socket
    clearTimeout(limit)
    limit = setTimeout(end, opening)
    socket = dial()
    hanging.close()
  }

  function dial(): WebSocket {
    const mine = new WebSocket(address)
    const current = (): boolean => !over && mine === socket
    mine.binaryType = 'arraybuffer'
    mine.addEventListener('open', () => {
      if (!current()) return
      clearTimeout(limit)
      events.opened(nonce)
    })
    mine.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!current()) return
      clearTimeout(answer)
      answer = undefined
      if (data instanceof ArrayBuffer && data.byteLength <= largestMessage) events.arrived(new Uint8Array(data))
      else end()
    })
    mine.addEventListener('close', () => current() && end())
    return mine
  }
  return {
    send(message) {
      if (over || socket.readyState !== WebSocket.OPEN) return
      socket.send(message as Uint8Array<ArrayBuffer>)
      // A socket keeps a copy.
      release(message)
      awaitAnswer()
    },
    close: end,
  }
}
