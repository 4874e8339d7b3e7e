/** What every Keyring promises, for its adapters' tests. */
import { describe, expect, it } from 'vitest'
import { slotCount, slotSize, type Keyring } from '../keyring.ts'

export interface KeyringStand {
  /** Opens the one keyring of this stand, which is all zeros at first; called again after `close` or `cut`. */
  open(): Promise<Keyring>
  /** The bytes as they lie there, past the adapter; undefined where the stand cannot look. */
  look?(): Promise<Uint8Array>
  /** Ends whatever is open as a loss of power would, where the stand can do that. */
  cut?(): Promise<void>
  dispose(): Promise<void>
}

export function keyringAcceptance(name: string, make: () => Promise<KeyringStand>): void {
  const using = (work: (stand: KeyringStand) => Promise<void>) => async (): Promise<void> => {
    const stand = await make()
    try {
      await work(stand)
    } finally {
      await stand.dispose()
    }
  }

  describe(`${name} as a Keyring`, () => {
    it(
      'has 32,768 slots of 64 zeros at first',
      using(async (stand) => {
        const all = await (await stand.open()).readAll()
        expect(all.length).toBe(slotCount * slotSize)
        expect(all.every((byte) => byte === 0)).toBe(true)
      }),
    )

    it(
      'overwrites exactly the slots that it is given, in place',
      using(async (stand) => {
        const keyring = await stand.open()
        const expected = new Uint8Array(slotCount * slotSize)
        const last = slotCount - 1
        for (const [round, slots] of [
          [0, 1, last],
          [1, 2, 3, 900],
          [3, last, 0],
          [2, 1],
        ].entries()) {
          const writes = slots.map((slot) => ({ slot, bytes: filled(slot + round) }))
          for (const { slot, bytes } of writes) expected.set(bytes, slot * slotSize)
          await keyring.write(writes)
          expect(same(await keyring.readAll(), expected)).toBe(true)
          if (stand.look !== undefined) expect(same(await stand.look(), expected)).toBe(true)
        }
      }),
    )

    it(
      'leaves nothing of what was overwritten',
      using(async (stand) => {
        const keyring = await stand.open()
        await keyring.write([{ slot: 5, bytes: filled(171) }])
        await keyring.write([{ slot: 5, bytes: new Uint8Array(slotSize) }])
        const lying = await (stand.look?.() ?? keyring.readAll())
        expect(lying.length).toBe(slotCount * slotSize)
        expect(lying.includes(171)).toBe(false)
      }),
    )

    it(
      'refuses what is no slot, and writes nothing of it',
      using(async (stand) => {
        const keyring = await stand.open()
        for (const wrong of [
          { slot: -1, bytes: filled(1) },
          { slot: slotCount, bytes: filled(1) },
          { slot: 1.5, bytes: filled(1) },
          { slot: 1, bytes: new Uint8Array(63) },
        ]) {
          await expect(keyring.write([{ slot: 0, bytes: filled(1) }, wrong])).rejects.toThrow(RangeError)
        }
        expect((await keyring.readAll()).every((byte) => byte === 0)).toBe(true)
      }),
    )

    it(
      'does what is asked in order, nothing being an answer too',
      using(async (stand) => {
        const keyring = await stand.open()
        await keyring.write([])
        const writes = Array.from({ length: 20 }, (_, i) => keyring.write([{ slot: 7, bytes: filled(i) }]))
        const read = keyring.readAll()
        await Promise.all(writes)
        expect((await read)[7 * slotSize]).toBe(19)
      }),
    )

    it(
      'keeps everything over closing and opening, and refuses in between',
      using(async (stand) => {
        const keyring = await stand.open()
        await keyring.write([{ slot: 5, bytes: filled(5) }])
        await keyring.close()
        await keyring.close()
        await expect(keyring.readAll()).rejects.toMatchObject({ name: 'StorageError' })
        await expect(keyring.write([])).rejects.toMatchObject({ name: 'StorageError' })
        expect((await (await stand.open()).readAll())[5 * slotSize]).toBe(5)
      }),
    )

    it(
      'keeps what was written when the power is cut',
      using(async (stand) => {
        if (stand.cut === undefined) return
        const keyring = await stand.open()
        await keyring.write([{ slot: 5, bytes: filled(5) }])
        await stand.cut()
        expect((await (await stand.open()).readAll())[5 * slotSize]).toBe(5)
      }),
    )
  })
}

const filled = (number: number): Uint8Array => new Uint8Array(slotSize).fill(number & 255)
/** Quicker than a deep comparison of two million numbers. */
const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])
