/** `npm start`: one process that has the phone app built, then says where it is before anything else. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LongRun } from '../../test/stage/processes.ts'
import { buildPhone, phoneDist } from '../phone.ts'
import { root } from '../tree.ts'

let folder: string
let run: LongRun | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebb-start-'))
})
afterEach(async () => {
  await run?.signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('prints the ready line first, and nothing else but log lines; serves the app; ends in order', async () => {
  run = new LongRun(join(root, 'tool/start.ts'), ['--data', folder, '--listen', '127.0.0.1:0', '--json'])
  const line = await run.line(() => true, 0, 60_000)
  const ready = JSON.parse(line!) as { event: string; url: string }
  expect(ready.event).toBe('ready')
  const { build } = JSON.parse(readFileSync(join(phoneDist, 'build.json'), 'utf8')) as { build: string }
  expect(await (await fetch(ready.url)).text()).toContain(`<meta name="build" content="${build}">`)
  // By now there is nothing to build, and it is not done again.
  let begun = false
  expect(await buildPhone(() => (begun = true))).toEqual({ ok: true, output: '' })
  expect(begun).toBe(false)
  expect(await run.signal('SIGTERM')).toBe(0)
  for (const text of run.lines) expect(JSON.parse(text)).toHaveProperty('event')
  expect(run.lines.filter((text) => text.includes('"ready"'))).toHaveLength(1)
})
