import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ifThere, pathsBelow } from './paths.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebb-paths-'))
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'file'), name)
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('names every file', () => {
  expect([...pathsBelow(folder)].toSorted()).toEqual(['a', 'b', 'c'].map((name) => join(folder, name, 'file')))
})

it('goes on where a folder is removed meanwhile', () => {
  const found: string[] = []
  for (const path of pathsBelow(folder)) {
    found.push(path)
    for (const name of ['a', 'b', 'c'])
      if (!path.startsWith(join(folder, name))) rmSync(join(folder, name), { recursive: true, force: true })
  }
  expect(found).toHaveLength(1)
})

it('hides no other fault', () => {
  expect(() =>
    ifThere(() => {
      throw new TypeError('a fault')
    }),
  ).toThrow(TypeError)
})
