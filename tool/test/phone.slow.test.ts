/** A build depends on its sources alone: not on who builds it, where, or in which environment. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPhoneInto } from '../phone.ts'
import { root } from '../tree.ts'

let folder: string
beforeAll(() => {
  // Where nothing looks for sources.
  const modules = join(root, 'apps/phone/node_modules')
  mkdirSync(modules, { recursive: true })
  folder = mkdtempSync(join(modules, '.build-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Path and content of everything that was built. */
async function builtIn(environment: string): Promise<ReadonlyMap<string, Buffer>> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = environment
  try {
    const into = join(folder, environment)
    expect(await buildPhoneInto(into)).toEqual({ ok: true, output: '' })
    const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return new Map(
      files.map(({ parentPath, name }) => [
        join(parentPath, name).slice(into.length),
        readFileSync(join(parentPath, name)),
      ]),
    )
  } finally {
    process.env['NODE_ENV'] = before
  }
}

test('the same in every environment, and no path of this machine in it', async () => {
  const built = await builtIn('production')
  expect(built.size).toBeGreaterThan(20)
  for (const environment of ['test', 'development']) expect(await builtIn(environment)).toEqual(built)
  expect([...built].filter(([, bytes]) => bytes.includes(root)).map(([path]) => path)).toEqual([])
})
