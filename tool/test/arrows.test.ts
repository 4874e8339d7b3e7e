import { describe, expect, test } from 'vitest'
import { checkArrows, importsOf, longFiles } from '../arrows.ts'
import { projectFiles } from '../tree.ts'

const problems = (path: string, text: string) => checkArrows([{ path, text }]).map(({ problem }) => problem)

describe('arrows', () => {
  test.each([
    ['packages/engine/src/a.ts', '@ebb/seal'],
    ['packages/seal/src/a.ts', 'ts-mls/crypto/x.js'],
    ['packages/node/src/a.ts', '@ebb/engine/ports'],
    ['packages/node/test/a.test.ts', '@ebb/engine/acceptance'],
    ['packages/engine/src/ports/acceptance/store.ts', 'vitest'],
    ['apps/cli/src/main.ts', '@ebb/node'],
    ['apps/server/src/a.ts', 'node:crypto'],
    ['apps/server/test/a.test.ts', '@ebb/world'],
    ['bench/append.ts', '@ebb/world'],
    ['tool/dev.ts', '../world/src/sim.ts'],
    ['apps/phone/src/main.tsx', '@ebb/web'],
    ['apps/phone/src/worker.ts', '@ebb/web'],
    ['apps/phone/src/a.ts', 'virtual:build'],
    ['apps/phone/build/a.ts', 'node:fs'],
    ['apps/phone/vite.config.ts', 'vite'],
    ['packages/web/test/a.test.ts', '../../../test/stage/browsers.ts'],
    ['packages/seal/src/a.ts', './mls/b.ts'],
    ['packages/engine/test/a.test.ts', '../../../world/src/disk.ts'],
  ])('%s may import %s', (path, wanted) => {
    expect(problems(path, `import { a } from '${wanted}'\n`)).toEqual([])
  })

  test.each([
    ['packages/protocol/src/a.ts', '@ebb/seal'],
    ['packages/protocol/src/a.ts', 'node:crypto'],
    ['packages/seal/src/a.ts', '@ebb/engine'],
    ['packages/engine/src/a.ts', '@ebb/node'],
    ['packages/engine/src/a.ts', 'ts-mls'],
    ['packages/engine/test/a.test.ts', '@noble/hashes/sha2.js'],
    ['packages/node/src/a.ts', '@ebb/engine'],
    ['packages/node/src/a.ts', '@ebb/seal'],
    ['apps/cli/src/send.ts', '@ebb/node'],
    ['apps/cli/src/main.ts', '@ebb/seal'],
    ['apps/server/src/a.ts', '@ebb/engine/ports'],
    ['apps/server/src/a.ts', 'hash-wasm'],
    ['apps/server/src/a.ts', '@ebb/world'],
    ['apps/phone/src/a.ts', '@ebb/web'],
    ['apps/phone/src/a.ts', 'node:fs'],
    ['apps/phone/src/a.ts', 'vite'],
    ['apps/phone/build/a.ts', '@ebb/seal'],
    ['packages/web/src/a.ts', '../../../test/stage/browsers.ts'],
    ['world/src/a.ts', 'ts-mls'],
    ['packages/engine/src/a.ts', '../../seal/src/mls.ts'],
    ['packages/protocol/src/deep/a.ts', '../../../seal/src/mls.ts'],
  ])('%s may not import %s', (path, wanted) => {
    for (const statement of [`import { a } from '${wanted}'`, `export * from '${wanted}'`, `import '${wanted}'`]) {
      expect(problems(path, `${statement}\n`)).toHaveLength(1)
    }
    expect(problems(path, `const a = await import('${wanted}')\n`)).toHaveLength(1)
  })

  test('imports over several lines and of types are seen', () => {
    expect(importsOf("import {\n  a,\n  type B,\n} from './c.ts'\nexport type { D } from './e.ts'\n")).toEqual([
      './c.ts',
      './e.ts',
    ])
    expect(importsOf("export const a = 'b'\nexport type C = 'from' | 'd'\n")).toEqual([])
  })

  test('the server has no way to decrypt', () => {
    const manifest = (name: string) => JSON.stringify({ dependencies: { hono: '1', [name]: '1' } })
    for (const name of ['@ebb/seal', 'ts-mls', '@noble/ciphers', '@hpke/core', 'hash-wasm', '@ebb/engine']) {
      expect(problems('apps/server/package.json', manifest(name))).toHaveLength(1)
      expect(problems('apps/cli/package.json', manifest(name))).toEqual([])
    }
    expect(problems('apps/server/package.json', manifest('ws'))).toEqual([])
  })

  test('folders are not called after kinds of code', () => {
    expect(problems('packages/engine/src/utils/a.ts', '')).toHaveLength(1)
    expect(problems('packages/engine/src/steps/a.ts', '')).toEqual([])
  })

  test('a file of more than 500 lines is refused, of more than 300 told', () => {
    const long = { path: 'packages/engine/src/a.ts', text: '\n'.repeat(301) }
    expect(problems(long.path, '\n'.repeat(501))).toHaveLength(1)
    expect(checkArrows([long])).toEqual([])
    expect(longFiles([long])).toHaveLength(1)
  })

  test('the project’s own files are found, what others installed is not', () => {
    const paths = projectFiles((path) => path.endsWith('.ts')).map((file) => file.path)
    expect(paths).toContain('tool/test/arrows.test.ts')
    expect(paths.some((path) => path.includes('node_modules'))).toBe(false)
  })
})
