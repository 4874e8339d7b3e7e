/**
 * Holds threads of a program to a share of a processor, by a control group of Linux (v1, cpu controller, as root): the
 * only way to slow a browser's worker, which its own throttling leaves alone.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'

/** Microseconds; the shortest that there may be, so that little work runs at full speed before it is held. */
const least = 1000

/** Threads of this name in the process and all that it began. Returns what lets go of them; undefined where it cannot be done. */
export function slowThreads(pid: number, name: string, times: number): (() => void) | undefined {
  const group = `/sys/fs/cgroup/cpu/ebb-bench-${process.pid}`
  const found = familyOf(pid).flatMap((one) => threadsOf(one, name))
  if (found.length === 0) return undefined
  try {
    mkdirSync(group)
    writeFileSync(`${group}/cpu.cfs_period_us`, String(least * times))
    writeFileSync(`${group}/cpu.cfs_quota_us`, String(least))
    for (const thread of found) writeFileSync(`${group}/tasks`, String(thread))
  } catch {
    return undefined
  }
  return () => {
    // Those that they began meanwhile too.
    for (const thread of threadsIn(group)) release(thread)
    try {
      rmdirSync(group)
    } catch {
      // One is just ending. An empty group is left behind, which slows nothing.
    }
  }
}

const threadsIn = (group: string): readonly string[] =>
  readFileSync(`${group}/tasks`, 'utf8').split('\n').filter(Boolean)

function release(thread: string): void {
  try {
    writeFileSync('/sys/fs/cgroup/cpu/tasks', thread)
  } catch {
    // It has ended by itself.
  }
}

function familyOf(pid: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map((entry) => [Number(entry), parentOf(entry)]),
  )
  const family = [pid]
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child)
  return family
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in brackets, may hold anything. */
function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1])
  } catch {
    return -1
  }
}

function threadsOf(pid: number, name: string): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .filter((thread) => readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim().startsWith(name))
      .map(Number)
  } catch {
    return []
  }
}
