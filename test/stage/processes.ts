/** The real programs as processes of their own: what they print, and how they end. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
export const serverMain = fileURLToPath(new URL('apps/server/src/main.ts', root))
export const clientMain = fileURLToPath(new URL('apps/cli/bin/ebb.mjs', root))

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Nothing of this process's own environment but where programs lie. */
const environment = (own: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  ...own,
})

/** Runs a program of ours to its end, and ends it where it goes on for longer than any of our commands may. */
export function runToEnd(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    })
  })
}

/** A program that goes on, whose lines can be waited for. */
export class LongRun {
  readonly lines: string[] = []
  stderr = ''
  readonly ended: Promise<number | null>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #waiting = new Set<(line: string | undefined) => void>()
  #over = false

  constructor(main: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [main, ...args], { env: environment(env) })
    this.#child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    // What is written to a process that was just killed is lost, and that is no error here.
    this.#child.stdin.on('error', () => undefined)
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line)
      for (const wake of this.#waiting) wake(line)
    })
    this.ended = new Promise((resolve) =>
      this.#child.on('close', (code) => {
        this.#over = true
        for (const wake of this.#waiting) wake(undefined)
        resolve(code)
      }),
    )
  }

  get over(): boolean {
    return this.#over
  }

  /** Of the process. */
  get pid(): number {
    return this.#child.pid!
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Calls back with every line from now on, and with undefined at the end, until it returns true. */
  listen(heard: (line: string | undefined) => boolean): void {
    const wake = (line: string | undefined): void => {
      if (heard(line) || line === undefined) this.#waiting.delete(wake)
    }
    this.#waiting.add(wake)
    if (this.#over) wake(undefined)
  }

  /** The first line from place `from` on that fits; undefined where none came in time or the program ended. */
  line(fits: (line: string) => boolean, from: number, milliseconds: number): Promise<string | undefined> {
    const there = this.lines.slice(from).find(fits)
    if (there !== undefined || this.#over) return Promise.resolve(there)
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(undefined), milliseconds)
      let done = false
      const finish = (line: string | undefined): void => {
        done = true
        clearTimeout(timer)
        resolve(line)
      }
      this.listen((line) => {
        if (!done && (line === undefined || fits(line))) finish(line)
        return done
      })
    })
  }

  /** Whether it has said anything, on either side, within so many milliseconds. */
  async speaks(milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds
    const speaks = (): boolean => this.lines.length > 0 || this.stderr !== ''
    while (!speaks() && !this.#over && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
    return speaks()
  }

  /** Says that there is nothing more to type. */
  endInput(): void {
    this.#child.stdin.end()
  }

  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.#child.kill(signal)
    return this.ended
  }
}
