/** Everywhere a server is started, Node is told the same. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nodeFlags } from '../src/flags.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8')
const flags = nodeFlags.join(' ')

test.for([
  ['package.json', `"start": "node ${flags} tool/start.ts"`],
  ['apps/server/src/main.ts', `#!/usr/bin/env -S node ${flags}\n`],
  ['ops/ebb.service', `bin/node ${flags} apps/server/src/main.ts --data`],
] as const)('%s', ([path, line]) => {
  expect(read(path)).toContain(line)
})
