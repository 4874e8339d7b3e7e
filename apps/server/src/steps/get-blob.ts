/** Handing out bytes that were put under a random id: knowing it is all that it takes. */
import { encodeTell, type Ask } from '@ebb/protocol'
import { BlobsAway, type AwayReason, type BlobStore } from '../blobs/blob-store.ts'
import type { Connection } from '../door/connection.ts'
import type { StepMetrics } from '../metrics.ts'

export interface GetBlobNeeds {
  readonly blobs: BlobStore
  readonly metrics: StepMetrics
  readonly blobsAre: (why: AwayReason | undefined) => void
  readonly broken: (error: unknown) => void
}
type GetAsk = Extract<Ask, { kind: 'get-blob' }>

/** Reads under way on one connection, and requests that wait for their turn. */
const atOnce = 4
const mostWaiting = 1000

export class GetBlob {
  readonly #needs: GetBlobNeeds
  readonly #lines = new WeakMap<Connection, { reading: number; readonly waiting: GetAsk[] }>()

  constructor(needs: GetBlobNeeds) {
    this.#needs = needs
  }

  /** A few at a time: a client that asks for more than its line takes is told to wait. */
  get(connection: Connection, ask: GetAsk): void {
    let line = this.#lines.get(connection)
    if (line === undefined) this.#lines.set(connection, (line = { reading: 0, waiting: [] }))
    if (line.waiting.length >= mostWaiting) return connection.refuse(ask.req, 'too-many')
    line.waiting.push(ask)
    if (line.reading < atOnce) void this.#readOn(connection, line)
  }

  async #readOn(connection: Connection, line: { reading: number; readonly waiting: GetAsk[] }): Promise<void> {
    line.reading += 1
    for (let ask = line.waiting.shift(); ask !== undefined; ask = line.waiting.shift())
      await this.#read(connection, ask)
    line.reading -= 1
  }

  async #read(connection: Connection, { req, id }: GetAsk): Promise<void> {
    const { blobs, metrics, blobsAre, broken } = this.#needs
    if (connection.closed) return
    if (!connection.hasRoom()) return connection.refuse(req, 'too-many')
    try {
      const body = await blobs.get(id)
      if (body === undefined) return connection.refuse(req, 'unknown-blob')
      blobsAre(undefined)
      metrics.getBlob.add(1)
      metrics.getBlobBytes.add(body.length)
      connection.tell(encodeTell({ kind: 'blob', req, body }))
    } catch (error) {
      if (error instanceof BlobsAway) blobsAre(error.why)
      else broken(error)
      connection.refuse(req, 'too-many')
    }
  }
}
