import { piecesAcceptance } from '@ebb/engine/acceptance'
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { piecesFolder } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

piecesAcceptance('a folder', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-test-'))
  return {
    open: async () => piecesFolder(join(dir, 'pieces')),
    dispose: async () => rmSync(dir, { recursive: true }),
  }
})

it('is for its owner only, follows no link, and says what is wrong with a disk', async () => {
  const dir = temporaryFolder()
  const folder = join(dir, 'pieces')
  const pieces = piecesFolder(folder)
  await pieces.write('a-0', Uint8Array.of(1))
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700')
  expect((statSync(join(folder, 'a-0')).mode & 0o777).toString(8)).toBe('600')
  writeFileSync(join(dir, 'somebody'), 'else')
  symlinkSync(join(dir, 'somebody'), join(folder, 'b-0'))
  await expect(pieces.write('b-0', Uint8Array.of(1))).rejects.toMatchObject({ why: 'unreadable' })
  expect(readFileSync(join(dir, 'somebody'), 'utf8')).toBe('else')
  writeFileSync(join(dir, 'taken'), '')
  await expect(piecesFolder(join(dir, 'taken')).names()).rejects.toMatchObject({ name: 'StorageError' })
})
