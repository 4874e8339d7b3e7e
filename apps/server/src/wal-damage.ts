/**
 * SQLite reads a WAL up to the first frame that is not whole and takes the rest for a write that a loss of power cut
 * short. That is right for the last transaction: nobody was told of it. Where two or more transactions lie behind a frame
 * that is not whole, all but the last were synced and acknowledged, and passing over them would be silent loss.
 *
 * The form: https://sqlite.org/fileformat2.html#the_write_ahead_log.
 */
import { readFileSync, statSync } from 'node:fs'

const [headerSize, frameHead] = [32, 24]
const magic = 0x377f_0682

/** Whether transactions that were acknowledged lie behind a frame that is not whole. */
export function losesTransactions(path: string): boolean {
  const { size: length } = statSync(path)
  // What is larger than can be read at once is not looked at.
  if (length < headerSize + frameHead || length > 2 ** 30) return false
  const file = readFileSync(path)
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const order = view.getUint32(0)
  const size = view.getUint32(8)
  if ((order & ~1) !== magic || size < 512) return false
  const isLittle = (order & 1) === 0
  let sums = summed(view, { from: 0, length: 24, isLittle }, [0, 0])
  // Of a header that is not whole SQLite reads nothing, and neither is anything said here: it is written with nothing behind it.
  if (!isAt(view, 24, sums)) return false
  let isWhole = true
  let behind = 0
  for (let at = headerSize; at + frameHead + size <= file.length; at += frameHead + size) {
    // Frames of an earlier round have other salts.
    const isOfThis = view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20)
    if (isWhole) {
      sums = summed(view, { from: at, length: 8, isLittle }, sums)
      sums = summed(view, { from: at + frameHead, length: size, isLittle }, sums)
      isWhole = isOfThis && isAt(view, at + 16, sums)
    }
    // A frame that ends a transaction says how large the database is then.
    if (!isWhole && isOfThis && view.getUint32(at + 4) > 0) behind += 1
  }
  return behind > 1
}

type Sums = readonly [number, number]

function summed(view: DataView, of: { from: number; length: number; isLittle: boolean }, [a, b]: Sums): Sums {
  let [first, second] = [a, b]
  for (let at = of.from; at < of.from + of.length; at += 8) {
    first = (first + view.getUint32(at, of.isLittle) + second) >>> 0
    second = (second + view.getUint32(at + 4, of.isLittle) + first) >>> 0
  }
  return [first, second]
}

const isAt = (view: DataView, at: number, [first, second]: Sums): boolean =>
  view.getUint32(at) === first && view.getUint32(at + 4) === second
