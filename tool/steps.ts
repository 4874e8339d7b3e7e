/** Runs the steps of a check side by side and says how each went. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './tree.ts'

export interface Outcome {
  readonly ok: boolean
  /** What a person needs to see where it failed; shown for a step that passed only where it warns. */
  readonly output: string
}

export interface Step {
  readonly name: string
  readonly run: () => Promise<Outcome> | Outcome
}

/** How many steps passed and failed. `width` run at once, in order. */
export async function runSteps(steps: readonly Step[], width: number): Promise<{ passed: number; failed: number }> {
  const waiting = [...steps]
  let passed = 0
  async function work(): Promise<void> {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const start = performance.now()
      const { ok, output } = await step.run()
      const took = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.name} ${took} s`)
      if (output.trim() !== '') console.log(output.trimEnd().replaceAll(/^/gm, '     '))
      if (ok) passed += 1
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  return { passed, failed: steps.length - passed }
}

/** A tool of node_modules/.bin, with this very Node first in its path. */
export function runTool(name: string, args: readonly string[]): Promise<Outcome> {
  const bin = join(root, 'node_modules', '.bin')
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' }
  return new Promise((resolve) => {
    const child = spawn(join(bin, name), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => resolve({ ok: false, output: `${name} did not start: ${error.message}` }))
    child.on('close', (code) => resolve({ ok: code === 0, output: code === 0 ? '' : output }))
  })
}
