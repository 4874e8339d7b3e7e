import { keyringAcceptance, storeAcceptance } from '@ebb/engine/acceptance'
import { expect, it } from 'vitest'
import { failModes } from '../src/disk/disk-state.ts'
import { createForgettingDisk } from '../src/disk/forgetting-disk.ts'

const stand = async () => {
  const disk = createForgettingDisk()
  return { disk, cut: async () => disk.cut(), dispose: async () => undefined }
}

storeAcceptance('a forgetting disk', async () => {
  const { disk, ...rest } = await stand()
  let other: { close(): Promise<void> } | undefined
  return {
    ...rest,
    open: async () => {
      await other?.close()
      const { store, keyring } = disk.open()
      other = keyring
      return store
    },
  }
})

keyringAcceptance('a forgetting disk', async () => {
  const { disk, ...rest } = await stand()
  let other: { close(): Promise<void> } | undefined
  return {
    ...rest,
    look: async () => disk.copy().keyring,
    open: async () => {
      await other?.close()
      const { store, keyring } = disk.open()
      other = store
      return keyring
    },
  }
})

it.each(failModes)('fails once, at the write it was told, and leaves what the mode says: %s', async (mode) => {
  const disk = createForgettingDisk({ slots: 4 })
  const { store, keyring } = disk.open()
  const put = (key: number) => store.commit([{ table: 'meta', key, value: Uint8Array.of(key) }])
  const slot = (at: number) => ({ slot: at, bytes: new Uint8Array(64).fill(9) })
  await put(1)
  disk.failAfter(1, mode)
  await put(2)
  await expect(put(3)).rejects.toThrow('does not answer')
  const everything = { from: 0, to: 9 }
  const seen = { 'not-done': 2, torn: 2, 'not-reported': 3, 'not-synced': 3 }[mode]
  expect(await store.range('meta', everything)).toHaveLength(seen)
  disk.failAfter(0, mode)
  await expect(keyring.write([slot(0), slot(1)])).rejects.toThrow('does not answer')
  disk.cut()
  await expect(put(4)).rejects.toThrow('closed')
  const after = disk.open()
  expect(await after.store.range('meta', everything)).toHaveLength(mode === 'not-reported' ? 3 : 2)
  const nines = (await after.keyring.readAll()).filter((byte) => byte === 9).length
  expect(nines).toBe({ 'not-done': 0, torn: 96, 'not-reported': 128, 'not-synced': 0 }[mode])
})
