/** Up to version 3 of channels.db each entry was a row, and each body was sealed by itself. */
import type { DatabaseSync } from 'node:sqlite'
import { Batches, batchesTable } from './batches.ts'
import { HeadWriter, type Section } from './heads.ts'
import { sealOverhead } from './sealing.ts'

type Row = {
  channel: Uint8Array
  seq: number
  id: Uint8Array
  bucket: number
  offset: number
  size: number
  next: Uint8Array | null
}
/** Heads of one batch. */
const most = 1000

/** Lays rows together as batches, within a transaction. Bodies stay as they lie. */
export function rowsToBatches(db: DatabaseSync, random: (length: number) => Uint8Array): void {
  db.exec(batchesTable)
  const batches = new Batches(db, random)
  const rows = db.prepare('SELECT channel, seq, id, bucket, offset, size, next FROM entries ORDER BY bucket, offset')
  let sections: OpenSection[] = []
  let count = 0
  const write = (): void => {
    if (count > 0) batches.insert(batches.draw(), sections.map(closed))
    sections = []
    count = 0
  }
  for (const row of rows.iterate() as Iterable<Row>) {
    const last = sections.at(-1)
    const follows = last !== undefined && last.bucket === row.bucket && last.end === row.offset
    const into = follows ? last : { bucket: row.bucket, start: row.offset, end: row.offset, writer: new HeadWriter() }
    if (!follows) sections.push(into)
    into.writer.add(row)
    into.end = row.offset + row.size + sealOverhead
    if (++count === most) write()
  }
  write()
  db.exec('DROP TABLE entries')
}

interface OpenSection {
  readonly bucket: number
  readonly start: number
  end: number
  readonly writer: HeadWriter
}

const closed = ({ bucket, start, writer }: OpenSection): Section => ({
  form: 'sealed',
  bucket,
  start,
  heads: writer.written(),
})
