/** Messages of the wire in a few words for the trace: kinds, numbers and refusals, and no bytes. */
import { decodeAsks, decodeTells, type Ask, type Tell } from '@ebb/protocol'

export function asksText(message: Uint8Array): string {
  const asks = decodeAsks(message)
  return asks === 'malformed' ? asks : asks.map(askText).join(', ')
}

export function tellsText(message: Uint8Array): string {
  const tells = decodeTells(message)
  return tells === 'malformed' ? tells : tells.map(tellText).join(', ')
}

function askText(ask: Ask): string {
  const place = 'n' in ask ? ` in epoch ${ask.n}` : ''
  return `${ask.req} ${ask.kind}${place}${'from' in ask ? ` from ${ask.from}` : ''}`
}

function tellText(tell: Tell): string {
  switch (tell.kind) {
    case 'refused':
      return `${tell.req} refused: ${tell.why}`
    case 'entry':
    case 'expired':
      return `${tell.kind} ${tell.seq} ${tell.of}`
    case 'appended':
      return `${tell.req} appended at ${tell.seq}`
    case 'opened':
      return `${tell.req} opened to ${tell.last}`
    case 'hello':
    case 'letter':
    case 'ticket':
    case 'segment-ticket':
      return tell.kind
    case 'done':
    case 'chain':
    case 'stock':
    case 'key-packages':
    case 'blob':
    case 'reports':
      return `${tell.req} ${tell.kind}`
  }
}
