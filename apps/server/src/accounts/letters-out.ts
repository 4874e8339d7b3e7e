/** Hands a device its letters while its lines have room. A letter stays until the device says that it is done with it. */
import { encodeTell, type DeviceKey } from '@ebb/protocol'
import type { Sessions } from '../door/admit.ts'
import { keyOf, type Connection } from '../door/connection.ts'
import type { Inboxes } from './inboxes.ts'

export class LettersOut {
  readonly #inboxes: Inboxes
  readonly #sessions: Sessions
  readonly #now: () => number
  /** Lines that may still have letters to come. */
  readonly #behind = new Set<Connection>()

  constructor(needs: { inboxes: Inboxes; sessions: Sessions; now: () => number }) {
    this.#inboxes = needs.inboxes
    this.#sessions = needs.sessions
    this.#now = needs.now
  }

  posted(device: DeviceKey): void {
    for (const connection of this.#sessions.of(device)) this.tell(connection)
  }

  /** All that this line was not told yet, as far as it has room. */
  tell(connection: Connection): void {
    const device = connection.session?.device
    if (device === undefined) return
    this.#behind.add(connection)
    for (const id of this.#inboxes.waiting(device, this.#now())) {
      const key = keyOf(id)
      if (connection.lettersTold?.has(key)) continue
      if (!connection.hasRoom()) return
      const letter = this.#inboxes.letter(device, id)
      if (letter === undefined) continue
      connection.lettersTold ??= new Set()
      connection.lettersTold.add(key)
      connection.tell(encodeTell({ kind: 'letter', ...letter }))
    }
    this.#behind.delete(connection)
  }

  drained(connection: Connection): void {
    if (this.#behind.has(connection)) this.tell(connection)
  }

  leave(connection: Connection): void {
    this.#behind.delete(connection)
  }
}
