import { slotSize, type Keyring, type SlotWrite } from '@ebb/engine/ports'
import { checkAlive, diskFailure, sync, type DiskState } from './disk-state.ts'

export function keyringOn(state: DiskState, closed: () => void): Keyring {
  const life = state.life
  let open = true
  const perform = (slots: readonly SlotWrite[]): void => {
    for (const { slot, bytes } of slots) state.seen.keyring.set(bytes, slot * slotSize)
  }
  const isSlot = ({ slot, bytes }: SlotWrite): boolean =>
    Number.isInteger(slot) &&
    slot >= 0 &&
    (slot + 1) * slotSize <= state.seen.keyring.length &&
    bytes.length === slotSize
  return {
    readAll: () =>
      Promise.try(() => {
        checkAlive(state, life, open)
        return state.seen.keyring.slice()
      }),
    write: (slots) =>
      Promise.try(() => {
        checkAlive(state, life, open)
        if (!slots.every(isSlot)) throw new RangeError('no slot of this keyring')
        const failure = state.nextWrite()
        if (failure === 'not-done') throw diskFailure()
        perform(failure === 'torn' ? tear(slots, state.seen.keyring) : slots)
        if (failure === 'not-synced') throw diskFailure()
        if (state.syncs) sync(state)
        if (failure !== undefined) throw diskFailure()
      }),
    close: () =>
      Promise.try(() => {
        if (!open) return
        open = false
        closed()
      }),
  }
}

/** The first half of the slots, and of the next one the first half of its bytes. */
function tear(slots: readonly SlotWrite[], before: Uint8Array): SlotWrite[] {
  const whole = Math.floor(slots.length / 2)
  const { slot, bytes } = slots[whole]!
  const half = before.slice(slot * slotSize, (slot + 1) * slotSize)
  half.set(bytes.subarray(0, slotSize / 2), 0)
  return [...slots.slice(0, whole), { slot, bytes: half }]
}
