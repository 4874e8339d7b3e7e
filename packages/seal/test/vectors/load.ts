/**
 * The vectors of mlswg/mls-implementations (test-vectors/), cipher suite 1. They are data of others and not part of
 * this repository: $EBB_VECTORS names their folder, relative to the root of the project.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const named = process.env['EBB_VECTORS']
const folder = resolve(root, named ?? '../shared/vectors', 'mls')

/**
 * `body` is called with all cases of a file while tests are collected. With EBB_VECTORS set a missing file is a
 * failure; without it the tests are left out where the folder is not there.
 */
export function describeVectors<Case>(file: string, body: (cases: readonly Case[]) => void): void {
  const path = resolve(folder, `${file}.json`)
  const isLeftOut = named === undefined && !existsSync(folder)
  if (isLeftOut) {
    console.warn(`${file}.json is left out: set EBB_VECTORS to test-vectors/ of github.com/mlswg/mls-implementations`)
  }
  describe.skipIf(isLeftOut)(`vectors ${file}`, () => {
    if (isLeftOut) return
    const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly Case[]
    if (cases.length === 0) throw new Error(`${path} is empty`)
    body(cases)
  })
}

/** One test for each case. */
export function eachVector<Case>(file: string, check: (vector: Case) => void | Promise<void>): void {
  describeVectors<Case>(file, (cases) => {
    test.each(cases.map((vector, i) => [i, vector] as const))('case %i', async (_, vector) => {
      expect.hasAssertions()
      await check(vector)
    })
  })
}

export const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')

/** What a decoder of the library found at the start of the bytes; it must have taken all of them. */
export function whole<T>(decode: (b: Uint8Array, at: number) => [T, number] | undefined, data: Uint8Array): T {
  const found = decode(data, 0)
  if (found === undefined) throw new Error('did not decode')
  if (found[1] !== data.length) throw new Error(`decoded ${found[1]} of ${data.length} bytes`)
  return found[0]
}
