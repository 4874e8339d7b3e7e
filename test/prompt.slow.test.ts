/** The passphrase as people give it: asked for on a terminal, made by `script`, which every Debian has. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientMain, runToEnd } from './stage/processes.ts'
import { ServerProcess } from './stage/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'ebb-prompt-'))
const server = new ServerProcess(join(folder, 'server'))
const home = join(folder, 'alice')
const terminalMaker = 'script'

beforeAll(() => server.start(), 60_000)
afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Types each answer when the question before it has come; the whole screen and the exit code. */
function onTerminal(
  args: readonly string[],
  dialog: readonly (readonly [question: string, answer: string])[],
): Promise<{ code: number | null; screen: string }> {
  const command = [process.execPath, clientMain, '--home', home, ...args].map((word) => `'${word}'`).join(' ')
  const { EBB_PASSPHRASE: _, ...env } = process.env
  const child = spawn(terminalMaker, ['-qec', `stty cols 120 rows 40; ${command}`, '/dev/null'], {
    env: { ...env, TERM: 'xterm' },
  })
  let screen = ''
  let seen = 0
  const open = [...dialog]
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString()
    const [next] = open
    if (next === undefined || !screen.slice(seen).includes(next[0])) return
    open.shift()
    seen = screen.length
    child.stdin.write(`${next[1]}\r`)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      child.stdin.end()
      resolve({ code, screen })
    })
  })
}

test('a new passphrase is asked for twice and must be the same', { timeout: 60_000 }, async () => {
  const different = await onTerminal(
    ['join', server.invite!, '--name', 'alice'],
    [
      ['Choose a passphrase', 'open'],
      ['Once more', 'closed'],
    ],
  )
  expect(different.code).toBe(1)
  expect(different.screen).toContain('The two were not the same. Try again.')
  const same = await onTerminal(
    ['join', server.invite!, '--name', 'alice'],
    [
      ['Choose a passphrase', 'sésame'],
      ['Once more', 'sésame'],
    ],
  )
  expect(same.screen).toContain('You are @alice')
  expect(same.code).toBe(0)
  expect(same.screen, 'it is not shown').not.toContain('sésame')
})

test(
  'the passphrase opens the home, also in the other way to write é; another does not',
  { timeout: 60_000 },
  async () => {
    const { code, screen } = await onTerminal(['chats'], [['Passphrase', 'se\u0301same']])
    expect(screen).toContain('No conversations yet.')
    expect(code).toBe(0)
    const wrong = await onTerminal(['chats'], [['Passphrase', 'sesame']])
    expect(wrong.screen).toContain('This passphrase does not open this home. Try again.')
    expect(wrong.code).toBe(1)
  },
)

test('Ctrl-C at the prompt changes nothing', { timeout: 60_000 }, async () => {
  const { code, screen } = await onTerminal(['chats'], [['Passphrase', '\u0003']])
  expect(screen).toContain('Cancelled. Nothing was changed.')
  expect(code).toBe(1)
})

test('without a terminal nobody is asked', { timeout: 60_000 }, async () => {
  const { code, stderr } = await runToEnd(clientMain, ['--home', home, 'chats'])
  expect(stderr).toBe('ebb: There is nobody to ask for the passphrase. Set EBB_PASSPHRASE.\n')
  expect(code).toBe(1)
})
