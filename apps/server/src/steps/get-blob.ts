/** Handing out bytes that were put under a random id: knowing it is all that it takes. */
import { encodeTell, type Ask } from '@ebb/protocol'
import type { Connection } from '../door/connection.ts'
import type { Log } from '../log/log.ts'

/** One after another: a client that asks for more than its line takes is told to wait. */
export async function getBlob(
  log: Log,
  connection: Connection,
  { req, id }: Extract<Ask, { kind: 'get-blob' }>,
): Promise<void> {
  if (!connection.hasRoom()) return connection.refuse(req, 'too-many')
  const body = await log.blob(id)
  if (body === undefined) return connection.refuse(req, 'unknown-blob')
  connection.tell(encodeTell({ kind: 'blob', req, body }))
}
