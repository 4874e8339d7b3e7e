import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeFolder } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

it('makes a folder for its owner only, and opens it again', async () => {
  const dir = join(temporaryFolder(), 'people', 'alice')
  await expect(homeFolder(dir)).rejects.toMatchObject({
    why: 'missing',
    message: `${dir} holds no account. Join first, or choose another folder.`,
  })
  const home = await homeFolder(dir, { create: true })
  expect(modeOf(dir)).toBe('700')
  await expect(homeFolder(dir)).rejects.toMatchObject({ why: 'in-use' })
  await home.close()
  await (await homeFolder(dir)).close()
  expect(readdirSync(dir).toSorted()).toEqual(['home.db', 'keyring'])
})

it('closes an open folder of its own to others, and leaves a foreign one as it is', async () => {
  const dir = temporaryFolder()
  const [empty, foreign] = [join(dir, 'empty'), join(dir, 'foreign')]
  mkdirSync(empty, { mode: 0o755 })
  await (await homeFolder(empty, { create: true })).close()
  expect(modeOf(empty)).toBe('700')
  chmodSync(empty, 0o755)
  await (await homeFolder(empty)).close()
  expect(modeOf(empty)).toBe('700')
  mkdirSync(join(foreign, 'photos'), { recursive: true })
  chmodSync(foreign, 0o755)
  await (await homeFolder(foreign, { create: true })).close()
  expect(modeOf(foreign)).toBe('755')
})

it('makes no new keyring for a database whose own is gone', async () => {
  const dir = join(temporaryFolder(), 'home')
  await (await homeFolder(dir, { create: true })).close()
  rmSync(join(dir, 'keyring'))
  await expect(homeFolder(dir, { create: true })).rejects.toMatchObject({ why: 'missing' })
  expect(readdirSync(dir)).toEqual(['home.db'])
})
