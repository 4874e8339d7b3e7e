import { keyringAcceptance } from '@ebb/engine/acceptance'
import type { Keyring } from '@ebb/engine/ports'
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openKeyringFile } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

keyringAcceptance('a file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-test-'))
  const path = join(dir, 'keyring')
  const opened: Keyring[] = []
  const open = async (): Promise<Keyring> => {
    const keyring = await openKeyringFile(path, { create: true })
    opened.push(keyring)
    return keyring
  }
  return {
    open,
    look: async () => readFileSync(path),
    dispose: async () => {
      for (const keyring of opened) await keyring.close()
      rmSync(dir, { recursive: true })
    },
  }
})

it('is made only where that is wanted, whole, for its owner only', async () => {
  const dir = temporaryFolder()
  const path = join(dir, 'keyring')
  await expect(openKeyringFile(path)).rejects.toMatchObject({ why: 'missing' })
  expect(readdirSync(dir)).toEqual([])
  await (await openKeyringFile(path, { create: true })).close()
  expect(readdirSync(dir)).toEqual(['keyring'])
  const { mode, size, blocks } = statSync(path)
  expect((mode & 0o777).toString(8)).toBe('600')
  expect(size).toBe(2_097_152)
  expect(blocks * 512, 'no holes').toBeGreaterThanOrEqual(size)
})

it('refuses a file of another length, a link and a folder', async () => {
  const dir = temporaryFolder()
  const path = join(dir, 'keyring')
  await (await openKeyringFile(path, { create: true })).close()
  symlinkSync(path, join(dir, 'link'))
  await expect(openKeyringFile(join(dir, 'link'), { create: true })).rejects.toMatchObject({ why: 'unreadable' })
  await expect(openKeyringFile(dir)).rejects.toMatchObject({ why: 'unreadable' })
  truncateSync(path, 2_097_151)
  await expect(openKeyringFile(path, { create: true })).rejects.toMatchObject({
    why: 'corrupt',
    message: `${path} is damaged. Restore it from a copy, or link this device anew.`,
  })
})

it('says so when the file becomes shorter while it is open', async () => {
  const path = join(temporaryFolder(), 'keyring')
  const keyring = await openKeyringFile(path, { create: true })
  truncateSync(path, 4096)
  await expect(keyring.readAll()).rejects.toMatchObject({ why: 'corrupt' })
  await keyring.close()
})
