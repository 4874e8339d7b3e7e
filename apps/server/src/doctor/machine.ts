/** What the server stands on: its disk, how many files it may open, its clock. */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './finding.ts'

const gigabyte = 1_000_000_000
/** Milliseconds for one flush, of which each group of messages waits for two. */
const slowFlush = 20
/** A line takes one. */
const enoughFiles = 65_536
/** Seconds that two clocks of one machine may differ. */
const tolerance = 120

export function disk(data: string): Finding {
  const { bavail, bsize } = statfsSync(data)
  const room = bavail * bsize
  const flush = timeOfFlush(join(data, 'doctor'))
  const figures = `${(room / gigabyte).toFixed(1)} GB free, ${flush.toFixed(1)} ms for a flush`
  if (room < gigabyte) return { about: 'disk', verdict: 'failed', says: `${figures}: make room.` }
  if (flush > slowFlush)
    return {
      about: 'disk',
      verdict: 'warning',
      says: `${figures}: every message waits for two. Use a disk of this machine.`,
    }
  return { about: 'disk', verdict: 'ok', says: `${figures}.` }
}

/** The middle of several, in milliseconds. */
function timeOfFlush(path: string): number {
  const fd = openSync(path, 'w', 0o600)
  try {
    const times = Array.from({ length: 21 }, () => {
      const begun = performance.now()
      writeSync(fd, new Uint8Array(8192))
      fdatasyncSync(fd)
      return performance.now() - begun
    })
    return times.toSorted((a, b) => a - b)[10]!
  } finally {
    closeSync(fd)
    unlinkSync(path)
  }
}

/** `limits`: what Linux says of a process. */
export function files(limits: string = '/proc/self/limits'): Finding {
  const most = existsSync(limits) ? /^Max open files\s+(\d+)/m.exec(readFileSync(limits, 'utf8'))?.[1] : undefined
  if (most === undefined)
    return { about: 'files', verdict: 'skipped', says: 'This system does not say how many may be open.' }
  const few = Number(most) < enoughFiles
  const says = `${most} may be open, and each line takes one${few ? ': raise it (LimitNOFILE= in the unit, or ulimit -n)' : ''}.`
  return { about: 'files', verdict: few ? 'warning' : 'ok', says }
}

/** Seconds since 1970. A server that runs may have removed it meanwhile. */
const timeOf = (path: string): number => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000

/** `now` in seconds since 1970. A clock that went back would keep what should end. */
export function clock(data: string, now: number): Finding {
  const newest = Math.max(0, ...readdirSync(data).map((name) => timeOf(join(data, name))))
  if (newest > now + tolerance)
    return {
      about: 'clock',
      verdict: 'failed',
      says: 'It stands before the time of files that were written here: set it, and let it be kept by NTP.',
    }
  return { about: 'clock', verdict: 'ok', says: `${new Date(now * 1000).toISOString()}: compare it.` }
}
