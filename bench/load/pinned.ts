/** Processes on cores of their own, and what they took of them. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { nodeFlags } from '../../apps/server/src/flags.ts'

export interface Pinned {
  readonly child: ChildProcess
  /** The next line that it writes; rejects where it ends first. */
  line(): Promise<string>
  /** Seconds of processor time so far, of itself and its threads. */
  cpu(): number
  /** Bytes that are in memory. */
  memory(): number
  /** Ends it in order. */
  stop(): Promise<void>
}

/** `quiet`: what it complains of is not shown. */
export function pinned(core: number, command: readonly string[], quiet = false): Pinned {
  return started(['taskset', '--cpu-list', String(core), ...command], quiet)
}

/** The same on any core. */
export function started(command: readonly string[], quiet = false): Pinned {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'] })
  const lines: string[] = []
  const wanted: { resolve: (line: string) => void; reject: (error: Error) => void }[] = []
  let over = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const first = wanted.shift()
    if (first === undefined) lines.push(line)
    else first.resolve(line)
  })
  child.on('exit', (code) => {
    over = true
    for (const { reject } of wanted) reject(new Error(`${command[0]} ended with ${code}`))
  })
  const about = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8')
  return {
    child,
    line: () =>
      new Promise((resolve, reject) => {
        const first = lines.shift()
        if (first !== undefined) resolve(first)
        else if (over) reject(new Error(`${command[0]} has ended`))
        else wanted.push({ resolve, reject })
      }),
    cpu() {
      const fields = about('stat').split(') ')[1]!.split(' ')
      // User and system time, in hundredths of a second.
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(about('status'))![1]) * 1024,
    async stop() {
      if (over) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

export const node = process.execPath

/** The command line of a server of this checkout, as its load is measured; what it takes: `serve.ts`. */
export const serving = (...args: readonly string[]): readonly string[] => [
  node,
  ...nodeFlags,
  join(import.meta.dirname, 'serve.ts'),
  ...args,
]
