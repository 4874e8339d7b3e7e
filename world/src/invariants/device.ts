/** What must hold on a device between any two events: its keyring, and what it is warned of. */
import { slotSize } from '@ebb/engine/ports'
import type { Invariant, Moment } from './invariant.ts'

/** Head and home key. */
const fixedSlots = [0, 1, 2]

/** Every slot that is not zeros is named by the database: no key of an older state is left. */
export const slotsNamed: Invariant<Moment> = {
  name: 'slots-named',
  check({ glimpse, disk }) {
    const named = new Set(fixedSlots)
    for (const page of disk.records.get('pages')!.values()) named.add(numberAt(page, 0))
    // A shelf: how many slots, then each of them.
    for (const shelf of disk.records.get('buckets')!.values())
      for (let i = 1; i <= numberAt(shelf, 0); i++) named.add(numberAt(shelf, 2 * i))
    for (let slot = 0; slot * slotSize < disk.keyring.length; slot++) {
      const bytes = disk.keyring.subarray(slot * slotSize, (slot + 1) * slotSize)
      if (!named.has(slot) && bytes.some((byte) => byte !== 0))
        return `a key in slot ${slot} of ${glimpse.who} is named by nothing`
    }
    return undefined
  },
  plant(moment) {
    const keyring = moment.disk.keyring.slice()
    keyring[keyring.length - 1] = 1
    return { ...moment, disk: { ...moment.disk, keyring } }
  },
}

const numberAt = (bytes: Uint8Array, at: number): number => bytes[at]! * 256 + bytes[at + 1]!

/** Servers keep commits and what is left of messages for 30 days; whoever was away longer begins anew. */
const longAway = 29 * 86_400

/** Among honest people, before an honest server, nobody is warned; but a greeting that was under way for an hour looks like a wrong clock. */
export const noWarnings: Invariant<Moment> = {
  name: 'no-warnings',
  check({ glimpse, heard, away, ledger }) {
    for (const event of heard) {
      if (event.kind !== 'warning' || event.what === 'server-clock') continue
      if (event.what === 'conversation-lost' && away > longAway) continue
      // Somebody who was away took up what they had begun with keys that have run out meanwhile.
      if (event.what === 'bad-letter' && ledger.absentees.size > 0) continue
      return `${glimpse.who} is warned: ${event.what}`
    }
    return undefined
  },
  plant: (moment) => ({ ...moment, heard: [{ kind: 'warning', what: 'history-differs' }] }),
}
