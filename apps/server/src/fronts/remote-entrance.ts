/** What stands behind a front's sockets: the trunk to the owner. A front knows no accounts, channels or limits of its own. */
import type { Line } from '../door/line.ts'
import type { Entrance, Seat } from '../sockets.ts'
import type { CountFlood } from '../floods/kinds.ts'
import type { Unpacker } from './packing.ts'
import { toOwner, type Trunk } from './trunk.ts'

/** Bytes towards the owner from which on whoever says more is not read until they have left. */
const most = 4_194_304
/** Bytes towards one client from which on the owner hears of them. At least what sockets watch. */
const worthTelling = 65_536

type Answer = Parameters<Entrance['enter']>[1]

export class RemoteEntrance implements Entrance {
  readonly trunk: Trunk
  readonly flood: CountFlood = (kind) => void this.trunk.add(toOwner.flood).text(kind)
  readonly #places = new Map<number, Place>()
  readonly #paused = new Set<Seat>()
  /** Never used again, so that nothing that is under way can reach somebody else. */
  #last = 0

  constructor(trunk: Trunk) {
    this.trunk = trunk
  }

  enter(by: { readonly address: string; readonly nonce: Uint8Array }, answer: Answer): () => void {
    const place = new Place(this, ++this.#last, answer)
    this.#places.set(place.id, place)
    this.trunk.add(toOwner.ask).number(place.id).bytes(by.nonce).text(by.address)
    return () => place.withdraw()
  }

  admit(id: number): void {
    this.#places.get(id)?.admit()
  }

  turnAway(id: number): void {
    const place = this.#places.get(id)
    this.#places.delete(id)
    place?.turnAway()
  }

  /** One message to many. */
  send(batch: Unpacker): void {
    const count = batch.number()
    const ids: number[] = []
    for (let i = 0, id = 0; i < count; i++) ids.push((id += batch.number()))
    const message = batch.bytes()
    for (const id of ids) {
      const seat = this.#places.get(id)?.seat
      if (seat === undefined) continue
      seat.send(message)
      if (seat.bufferedAmount > worthTelling) this.tellHeld(id, seat)
    }
  }

  known(id: number): void {
    this.#places.get(id)?.seat?.known()
  }

  close(id: number): void {
    this.#places.get(id)?.seat?.close()
  }

  leave(id: number): void {
    if (this.#places.delete(id)) this.trunk.add(toOwner.gone).number(id)
  }

  tellHeld(id: number, seat: Seat): void {
    this.trunk.add(toOwner.held).number(id).number(seat.bufferedAmount)
  }

  /** Where the owner does not keep up, clients wait in their own sockets. */
  slowDown(seat: Seat): void {
    if (this.trunk.waiting < most || this.#paused.has(seat)) return
    this.#paused.add(seat)
    seat.pause()
  }

  goOn(): void {
    for (const seat of this.#paused) seat.resume()
    this.#paused.clear()
  }

  forget(seat: Seat): void {
    this.#paused.delete(seat)
  }
}

/** One connection of this front, from its request on. */
class Place implements Line {
  readonly id: number
  readonly #entrance: RemoteEntrance
  #answer: Answer | undefined
  seat: Seat | undefined

  constructor(entrance: RemoteEntrance, id: number, answer: Answer) {
    this.#entrance = entrance
    this.id = id
    this.#answer = answer
  }

  admit(): void {
    const answer = this.#answer
    this.#answer = undefined
    answer?.((seat) => {
      this.seat = seat
      return this
    })
  }

  turnAway(): void {
    const answer = this.#answer
    this.#answer = undefined
    answer?.(undefined)
  }

  /** The socket has gone. Whoever is seated is said to be gone after the last message. */
  withdraw(): void {
    if (this.seat === undefined) this.#entrance.leave(this.id)
  }

  receive(message: Uint8Array): void {
    this.#entrance.trunk.add(toOwner.message).number(this.id).bytes(message)
    this.#entrance.slowDown(this.seat!)
  }

  malformed(): void {
    this.#entrance.trunk.add(toOwner.malformed).number(this.id)
  }

  drained(): void {
    this.#entrance.tellHeld(this.id, this.seat!)
  }

  gone(): void {
    this.#entrance.forget(this.seat!)
    this.#entrance.leave(this.id)
  }
}
