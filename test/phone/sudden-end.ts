/** Ends a browser between one write and the next: who must die is known before, and all die at once. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathsBelow } from '../attacker/paths.ts'
import type { Browser } from '../stage/browsers.ts'

/** Kills when `now` says so, which is asked all the time, or at the latest after so many milliseconds. */
export async function endSuddenly(browser: Browser, now: () => boolean, latest: number): Promise<void> {
  const all = familyOf(Number(/-(\d+)$/.exec(readlinkSync(join(browser.profile, 'SingletonLock')))?.[1]))
  const end = performance.now() + latest
  while (!now() && performance.now() < end) await new Promise(setImmediate)
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  await browser.kill()
}

/** True from the first change of one of the files on, by their lengths and times. */
export function changeOf(paths: readonly string[]): () => boolean {
  const look = (): string => paths.map((path) => `${statSync(path).mtimeMs} ${statSync(path).size}`).join()
  const first = look()
  return () => look() !== first
}

/** Where Chromium keeps what an origin writes: the logs of its databases, and the files of its private file system. */
export const written = (profile: string): readonly string[] =>
  [...pathsBelow(join(profile, 'Default'))].filter((path) =>
    /indexeddb\.leveldb.\d+\.log$|File System.\d+.t.\d+.\d+$/.test(path),
  )

/** A process and all that it began, youngest first: the one that writes before the one that would notice. */
function familyOf(pid: number): readonly number[] {
  if (!Number.isInteger(pid)) throw new Error('there is no such browser')
  const found = [pid]
  for (const one of found) {
    for (const thread of readdirSync(`/proc/${one}/task`)) {
      const children = readFileSync(`/proc/${one}/task/${thread}/children`, 'utf8')
      found.push(...children.split(/\s+/).filter(Boolean).map(Number))
    }
  }
  return found.toReversed()
}
