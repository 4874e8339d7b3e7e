/** What a message from a client must be before anything looks at it. Nothing is repaired. */
import { decodeAsks, type Ask } from '@ebb/protocol'

/**
 * The frames of one WebSocket message, or 'malformed'. Requests are numbered upwards from 1 on each connection, so one
 * that was recorded and played again is out of place.
 */
export function parseMessage(message: Uint8Array, newestRequest: number): readonly Ask[] | 'malformed' {
  const asks = decodeAsks(message)
  if (asks === 'malformed') return asks
  let newest = newestRequest
  for (const { req } of asks) {
    if (req <= newest) return 'malformed'
    newest = req
  }
  return asks
}
