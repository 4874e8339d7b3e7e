/** What is particular to keeping things in browsers, in both of them. */
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOfProfile } from '../../../test/attacker/profile.ts'
import type { WorkerStand } from '../../../test/stage/worker-stand.ts'
import { bytesOf, keyringFiles, openKeyring, openStore } from './ports-in.ts'

const text = (): string => randomBytes(32).toString('hex')
const liesIn = (profile: string, words: string): boolean =>
  [...filesOfProfile(profile).values()].some((bytes) => Buffer.from(bytes).includes(words))

export function storesIn(stand: () => WorkerStand): void {
  describe('a database', () => {
    it('takes nothing of a buffer but the view that it was given', async () => {
      const at = await stand().ask<number>('openStore', { name: 'views' })
      const [words, around] = [text(), text()]
      await stand().ask('commitView', { at, text: words, around })
      expect(liesIn(stand().profile, words), 'what is stored is found').toBe(true)
      expect(liesIn(stand().profile, around)).toBe(false)
      await stand().ask('closeStore', { at })
    })

    it('refuses a newer layout and a foreign database', async () => {
      const { ask } = stand()
      await ask('makeDatabase', { name: 'newer', version: 2, tables: ['meta', 'pages', 'buckets', 'messages'] })
      await expect(openStore(ask, 'newer')).rejects.toMatchObject({ why: 'newer' })
      await ask('makeDatabase', { name: 'foreign', version: 1, tables: ['photos'] })
      await expect(openStore(ask, 'foreign')).rejects.toMatchObject({ why: 'corrupt' })
      await expect(openStore(ask, 'foreign'), 'it was let go').rejects.toMatchObject({ why: 'corrupt' })
    })

    it('is closed when somebody wants it deleted, and says so', async () => {
      const { ask } = stand()
      const store = await openStore(ask, 'goes')
      await store.commit([{ table: 'meta', key: 1, value: Uint8Array.of(1) }])
      await ask('deleteDatabase', { name: 'goes' })
      await expect(store.range('meta', { from: 0, to: 9 })).rejects.toMatchObject({ why: 'missing' })
      await expect(store.commit([{ table: 'meta', key: 1, value: undefined }])).rejects.toMatchObject({
        why: 'missing',
      })
      await store.close()
      const again = await openStore(ask, 'goes')
      expect(await again.range('meta', { from: 0, to: 9 })).toEqual([])
      await again.close()
    })

    it('is open in one worker of the origin only, and another one gets it when that one ends', async () => {
      const other = await stand().open()
      await openStore(other.ask, 'shared')
      await openKeyring(other.ask, 'shared')
      await expect(openStore(stand().ask, 'shared')).rejects.toMatchObject({ why: 'in-use' })
      await expect(openKeyring(stand().ask, 'shared')).rejects.toMatchObject({ why: 'in-use' })
      // As a tab that is closed: nothing says goodbye.
      const waiting = stand().ask<number>('openStore', { name: 'shared', patience: 5000 })
      const waitingToo = stand().ask<number>('openKeyring', { name: 'shared', create: false, patience: 5000 })
      await other.page.close()
      await stand().ask('closeStore', { at: await waiting })
      await stand().ask('closeKeyring', { at: await waitingToo })
      await stand().ask('eraseKeyring', { name: 'shared' })
    })

    it('reads backwards in many small ranges', async () => {
      const at = await stand().ask<number>('openStore', { name: 'ranges' })
      const milliseconds = await stand().ask<number>('measureRanges', { at, times: 100 })
      expect(milliseconds / 100, 'milliseconds for 50 of 10,000 records').toBeLessThan(25)
      await stand().ask('closeStore', { at })
    })
  })
}

export function keyringsIn(stand: () => WorkerStand): void {
  describe('a keyring', () => {
    it('is made only where that is wanted, whole', async () => {
      const { ask, profile } = stand()
      await expect(openKeyring(ask, 'made', false)).rejects.toMatchObject({ why: 'missing' })
      expect(await ask('files')).toEqual([])
      await (await openKeyring(ask, 'made')).close()
      expect(keyringFiles(profile).map(({ length }) => length)).toEqual([2_097_152])
      await (await openKeyring(ask, 'made', false)).close()
      await ask('eraseKeyring', { name: 'made' })
      expect(await ask('files')).toEqual([])
    })

    it('is not there while its making is not done, and damaged where anything else is wrong', async () => {
      const { ask } = stand()
      const write = (bytes: Uint8Array): Promise<void> =>
        ask('writeFile', { name: 'short', bytes: Buffer.from(bytes).toString('base64url') })
      await write(new Uint8Array(70_000))
      await expect(openKeyring(ask, 'short', false)).rejects.toMatchObject({ why: 'missing' })
      const made = await openKeyring(ask, 'short')
      expect((await made.readAll()).length).toBe(2_097_152)
      await made.close()
      for (const wrong of [new Uint8Array(70_000).with(69_999, 1), new Uint8Array(2_097_153)]) {
        await write(wrong)
        await expect(openKeyring(ask, 'short')).rejects.toMatchObject({ name: 'StorageError', why: 'corrupt' })
      }
      await ask('eraseKeyring', { name: 'short' })
    })

    it('draws as many random bytes as are wanted', async () => {
      const bytes = bytesOf(await stand().ask<string>('random', { length: 200_000 }))
      expect(bytes).toHaveLength(200_000)
      for (const at of [0, 65_530, 131_070, 199_980])
        expect(bytes.subarray(at, at + 20).some((byte) => byte !== 0)).toBe(true)
    })
  })
}

export function homesIn(stand: () => WorkerStand): void {
  const ask = <T>(name: string, given?: object): Promise<T> => stand().ask<T>(name, given)
  const filled = async (): Promise<string> => {
    const words = text()
    await ask('openHome', { create: true })
    await ask('fillHome', { text: words })
    await ask('fillPieces')
    await ask('closeHome')
    return words
  }

  describe('a home', () => {
    it('is made where that is wanted, and opens again', async () => {
      expect(await ask('canHoldHome')).toBe(true)
      expect(await ask('isHome')).toBe(false)
      await expect(ask('openHome', { create: false })).rejects.toMatchObject({ why: 'missing' })
      expect(await ask('databases')).not.toContain('ebb')
      const words = await filled()
      expect(await ask('isHome')).toBe(true)
      await ask('openHome', { create: false })
      const kept = Buffer.from(words).toString('base64url')
      expect(await ask('readHome')).toEqual({ record: kept, slot: kept })
      await ask('closeHome')
      const { used, quota } = await ask<{ used: number; quota: number }>('persistence')
      expect(used).toBeGreaterThan(2_000_000)
      expect(quota).toBeGreaterThan(used)
      await ask('eraseHome')
    })

    it('is not mended where half of it is gone', async () => {
      await filled()
      await ask('removeFile', { name: 'keyring' })
      expect(await ask('isHome')).toBe(true)
      for (const create of [false, true])
        await expect(ask('openHome', { create })).rejects.toMatchObject({ why: 'missing' })
      expect(await ask('files')).toEqual(['pieces'])
      await ask('eraseHome')
      await filled()
      await ask('deleteDatabase', { name: 'ebb' })
      expect(await ask('isHome')).toBe(true)
      for (const create of [false, true])
        await expect(ask('openHome', { create })).rejects.toMatchObject({ why: 'missing' })
      expect(await ask('databases')).not.toContain('ebb')
      await ask('eraseHome')
    })

    it('is none where its making was interrupted, and can be made then', async () => {
      for (const length of [0, 70_000, 2_097_152]) {
        const bytes = Buffer.alloc(length).toString('base64url')
        await ask('writeFile', { name: 'keyring', bytes })
        expect(await ask('isHome')).toBe(false)
        await expect(ask('openHome', { create: false })).rejects.toMatchObject({ why: 'missing' })
        await filled()
        expect(await ask('isHome')).toBe(true)
        await ask('eraseHome')
      }
    })

    it('is overwritten before it goes', async () => {
      const words = await filled()
      const [path] = filesOfProfile(stand().profile, (size) => size === 2_097_152).keys()
      const kept = join(stand().profile, 'a second name for the keyring')
      linkSync(join(stand().profile, path!), kept)
      expect(readFileSync(kept).includes(words), 'that is the keyring').toBe(true)
      await ask('eraseHome')
      expect(readFileSync(kept).every((byte) => byte === 0)).toBe(true)
      rmSync(kept)
      expect(await ask('files')).toEqual([])
      expect(await ask('databases')).not.toContain('ebb')
      expect(await ask('isHome')).toBe(false)
    })

    it('is erased to the end at the next start, wherever that was interrupted', async () => {
      const mark = (): Promise<void> => ask('writeFile', { name: 'erasing', bytes: '' })
      await filled()
      await mark()
      expect(await ask('isHome')).toBe(false)
      expect(await ask('files')).toEqual([])
      expect(await ask('databases')).not.toContain('ebb')
      // The keyring was gone already, and the database not.
      await filled()
      await ask('removeFile', { name: 'keyring' })
      await mark()
      await expect(ask('openHome', { create: false })).rejects.toMatchObject({ why: 'missing' })
      expect(await ask('databases')).not.toContain('ebb')
      await mark()
      await filled()
      expect(await ask('isHome'), 'what is made afterwards stays').toBe(true)
      await ask('eraseHome')
    })
  })
}
