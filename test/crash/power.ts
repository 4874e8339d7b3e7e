/**
 * Loss of power under the real log: its files for bodies and keys lie on a disk that forgets what was not synced
 * (power-disk.ts), its database is cut as SQLite's promises allow (power-sqlite.ts). After each cut the log is opened on
 * what is left: what it acknowledged is there, once and in order; of the batch that was under way all is there or
 * nothing; what it said to have expired has no key.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../apps/server/src/log/log.ts'
import { openSqliteLog } from '../../apps/server/src/log/sqlite-log.ts'
import { generator } from './generator.ts'
import { powerDisk, PowerCut, type Image } from './power-disk.ts'
import { PowerModel, tombstoneLife } from './power-model.ts'
import { layFiles, readFiles, watchDatabase, type Files, type Watched } from './power-sqlite.ts'

export interface PowerOptions {
  readonly seed: number
  /** A mistake that must be found: files whose syncs do nothing, or a database that does not sync its commits. */
  readonly mistake?: 'files' | 'database'
}

export interface Powered {
  readonly cuts: number
  readonly acknowledged: number
  readonly forgotten: number
  readonly problems: readonly string[]
}

const lives = 4

/** What SQLite syncs is forgotten by this program, not by the disk, which only has to be fast. */
const inMemory = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

interface Left {
  readonly image: Image
  readonly files: Files
}

export async function power({ seed, mistake }: PowerOptions): Promise<Powered> {
  const random = generator(seed)
  const folder = mkdtempSync(join(inMemory(), 'ebb-power-'))
  const model = new PowerModel(random)
  let left: Left = { image: new Map(), files: { database: Buffer.alloc(0), wal: Buffer.alloc(0) } }
  try {
    for (let life = 0; life < lives && model.problems.length === 0; life++) {
      const directory = join(folder, 'data')
      rmSync(directory, { recursive: true, force: true })
      mkdirSync(directory)
      left = await live({ directory, left, random, model, first: life === 0, mistake })
    }
  } catch (error) {
    model.problems.push(`it did not start: ${(error as Error).message}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    cuts: lives,
    acknowledged: model.acknowledged,
    forgotten: model.forgotten,
    problems: model.problems.map((each) => `seed ${seed}: ${each}`),
  }
}

interface Life {
  readonly directory: string
  readonly left: Left
  readonly random: () => number
  readonly model: PowerModel
  readonly first: boolean
  readonly mistake: PowerOptions['mistake']
}

/** Opens the log on what is left, looks, and uses it until the power goes. Returns what is left then. */
async function live({ directory, left, random, model, first, mistake }: Life): Promise<Left> {
  let after: Left | undefined
  // A start from nothing is not cut: nothing was acknowledged. Later ones are, in a third of all lives.
  let until = first || random() < 0.7 ? Infinity : 1 + Math.floor(random() * 12)
  const spend = (): boolean => {
    if (after !== undefined) throw new PowerCut()
    return --until <= 0
  }
  const fall = (files: Files): never => {
    after = { image: disk.cut(random), files }
    throw new PowerCut()
  }
  const disk = powerDisk(
    left.image,
    () => {
      if (spend()) fall(watched.durable)
    },
    mistake !== 'files',
  )
  layFiles(directory, left.files)
  const watched: Watched = {
    durable: left.files,
    cutsNow: spend,
    cut: fall,
    random,
    ...(mistake === 'database' && { synchronous: 'NORMAL' }),
  }
  const rest = watchDatabase(directory, watched)
  let log: Log | undefined
  try {
    // So small that files of this size, too, go in slices, and what is left of entries little by little.
    log = openSqliteLog({ directory, random: bytesOf(random), disk: disk.disk, slice: 700, tombstoneLife, pruned: 4 })
    watched.durable = readFiles(directory)
    await model.look(log, disk.disk, directory)
    if (until === Infinity) until = 1 + Math.floor(random() * 120)
    for (;;) await model.act(log)
  } catch (error) {
    // What the log makes of it is another error where it had something to say.
    if (after === undefined) throw error
    return after
  } finally {
    rest()
    await log?.close().catch(() => undefined)
  }
}

const bytesOf =
  (random: () => number) =>
  (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(random() * 256))
