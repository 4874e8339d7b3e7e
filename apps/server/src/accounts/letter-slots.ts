/**
 * Where letters lie: slots of one size, made in bulk, overwritten in place. Each part of a letter lies in a slot drawn
 * at random from the free ones, with all that says whose it is, and is zeros again when the letter is done.
 *
 * Why: SQLite gives out pages in the order in which they are asked for, and lays rows into a page in the order in which
 * they come. Whoever has the file could put waiting letters into the order in which they came, and channels.db knows
 * the order in which channels were created: the third letter belongs to the third channel. A slot's place was fixed
 * before any letter came, so it tells nothing of when it was filled, be it by page or within one.
 *
 * The pool grows by many slots at once when three quarters are used. What lay there before is mixed anew, because
 * otherwise a part in a new slot would be known to be younger than the growth.
 */
import type { DatabaseSync } from 'node:sqlite'
import { deviceKey, type DeviceKey } from '@ebb/protocol'
import type { Undo } from './undo.ts'

/** device (32), id (16), day on which it ends (4), size (4), part from 1 (2), stranger (1), zeros (5). */
const headSize = 64
const bodySize = 920
/** Four rows of this size fill a page of 4096 bytes, and none needs an overflow page. */
const slotSize = headSize + bodySize
const firstSlots = 1024
/** Growing by more at once would hold up everybody: a growth writes its slots and moves up to as many parts. */
const mostNewSlots = 4096
const day = 86_400

const fill = `
  WITH RECURSIVE new (place) AS (SELECT %from UNION ALL SELECT place + 1 FROM new WHERE place + 1 < %to)
  INSERT INTO letters SELECT place, zeroblob(${slotSize}) FROM new`
export const letterSlotsSchema = `
  CREATE TABLE letters (place INTEGER PRIMARY KEY, slot BLOB NOT NULL CHECK (length(slot) = ${slotSize})) STRICT, WITHOUT ROWID;
  ${fill.replace('%from', '0').replace('%to', String(firstSlots))}`

export interface LetterFacts {
  readonly device: DeviceKey
  readonly id: Uint8Array
  /** A whole day, in seconds. */
  readonly expires: number
  readonly stranger: boolean
}
/** A letter that waits. */
export interface KeptLetter extends LetterFacts {
  readonly size: number
  /** The slots of its parts, in their order. */
  readonly places: number[]
}

export interface SlotTools {
  readonly random: (length: number) => Uint8Array
  readonly undo: Undo
}

export class LetterSlots {
  readonly #sql
  readonly #tools: SlotTools
  /** Whose part lies in each slot. */
  readonly #owners: (KeptLetter | undefined)[] = []
  #used = 0
  #numbers: Uint32Array = new Uint32Array(0)

  constructor(db: DatabaseSync, tools: SlotTools) {
    this.#sql = prepare(db)
    this.#tools = tools
  }

  /** All letters that wait, once, at start. */
  load(): Iterable<KeptLetter> {
    const letters = new Map<string, KeptLetter>()
    for (const row of this.#sql.heads.iterate()) {
      const head = row['head'] as Uint8Array
      const read = readHead(head)
      if (read === undefined) {
        this.#owners.push(undefined)
        continue
      }
      const key = Buffer.from(head.buffer, head.byteOffset, 48).toString('latin1')
      const letter = letters.get(key) ?? read.letter
      letters.set(key, letter)
      letter.places[read.part] = this.#owners.length
      this.#owners.push(letter)
      this.#used += 1
    }
    return letters.values()
  }

  /** Within a transaction. */
  put(facts: LetterFacts, body: Uint8Array): KeptLetter {
    const letter: KeptLetter = { ...facts, size: body.length, places: [] }
    const parts = Math.max(1, Math.ceil(body.length / bodySize))
    this.#makeRoom(parts)
    for (let part = 0; part < parts; part++) {
      const place = this.#draw(0, this.#owners.length)
      const slot = new Uint8Array(slotSize)
      writeHead(slot, letter, part)
      slot.set(body.subarray(part * bodySize, (part + 1) * bodySize), headSize)
      this.#sql.write.run(slot, place)
      letter.places.push(place)
      this.#take(place, letter)
    }
    return letter
  }

  body(letter: KeptLetter): Uint8Array {
    const body = new Uint8Array(letter.size)
    for (const [part, place] of letter.places.entries()) {
      const slot = this.#sql.read.get(place)!['slot'] as Uint8Array
      const from = part * bodySize
      body.set(slot.subarray(headSize, headSize + Math.min(bodySize, letter.size - from)), from)
    }
    return body
  }

  /** Within a transaction: its slots are zeros. */
  remove(letter: KeptLetter): void {
    for (const place of letter.places) this.#free(place, letter)
  }

  #makeRoom(parts: number): void {
    while ((this.#used + parts) * 4 > this.#owners.length * 3) this.#grow()
  }

  #grow(): void {
    const before = this.#owners.length
    const after = before + Math.min(before, mostNewSlots)
    this.#sql.fill.run({ from: before, to: after })
    for (let place = before; place < after; place++) this.#owners.push(undefined)
    this.#tools.undo.add(() => (this.#owners.length = before))
    // Each part moves as likely as a letter that comes now would be laid into a new slot.
    for (let place = 0; place < before; place++) {
      const letter = this.#owners[place]
      if (letter !== undefined && this.#number() % after >= before) this.#move(letter, place, this.#draw(before, after))
    }
  }

  #move(letter: KeptLetter, from: number, to: number): void {
    const part = letter.places.indexOf(from)
    this.#sql.write.run(this.#sql.read.get(from)!['slot'] as Uint8Array, to)
    this.#take(to, letter)
    this.#free(from, letter)
    letter.places[part] = to
    this.#tools.undo.add(() => (letter.places[part] = from))
  }

  #take(place: number, letter: KeptLetter): void {
    this.#owners[place] = letter
    this.#used += 1
    this.#tools.undo.add(() => {
      this.#owners[place] = undefined
      this.#used -= 1
    })
  }

  #free(place: number, letter: KeptLetter): void {
    this.#sql.write.run(empty, place)
    this.#owners[place] = undefined
    this.#used -= 1
    this.#tools.undo.add(() => {
      this.#owners[place] = letter
      this.#used += 1
    })
  }

  /** A free slot between `from` and `to`, each as likely. At least a quarter is free, so that a few draws are enough. */
  #draw(from: number, to: number): number {
    for (;;) {
      const place = from + (this.#number() % (to - from))
      if (this.#owners[place] === undefined) return place
    }
  }

  /** 32 random bits, drawn many at a time. What the remainder by a number of slots prefers is below a thousandth. */
  #number(): number {
    if (this.#numbers.length === 0) this.#numbers = new Uint32Array(this.#tools.random(4 * 256).slice().buffer)
    const number = this.#numbers[0]!
    this.#numbers = this.#numbers.subarray(1)
    return number
  }
}

const empty = new Uint8Array(slotSize)

function writeHead(slot: Uint8Array, letter: KeptLetter, part: number): void {
  slot.set(letter.device, 0)
  slot.set(letter.id, 32)
  const view = new DataView(slot.buffer)
  view.setUint32(48, letter.expires / day)
  view.setUint32(52, letter.size)
  view.setUint16(56, part + 1)
  view.setUint8(58, Number(letter.stranger))
}

/** Undefined: a free slot. */
function readHead(head: Uint8Array): { letter: KeptLetter; part: number } | undefined {
  const view = new DataView(head.buffer, head.byteOffset)
  const part = view.getUint16(56)
  if (part === 0) return undefined
  const letter = {
    device: deviceKey(head.slice(0, 32)),
    id: head.slice(32, 48),
    expires: view.getUint32(48) * day,
    size: view.getUint32(52),
    stranger: view.getUint8(58) === 1,
    places: [],
  }
  return { letter, part: part - 1 }
}

const prepare = (db: DatabaseSync) => ({
  heads: db.prepare(`SELECT substr(slot, 1, ${headSize}) AS head FROM letters ORDER BY place`),
  read: db.prepare('SELECT slot FROM letters WHERE place = ?'),
  write: db.prepare('UPDATE letters SET slot = ? WHERE place = ?'),
  fill: db.prepare(fill.replace('%from', ':from').replace('%to', ':to')),
})
