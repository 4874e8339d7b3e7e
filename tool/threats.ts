/**
 * THREATS.md says for each adversary what they cannot do; each of these lines names at least one test, in backticks,
 * and every test that it names exists.
 */
import type { Finding } from './arrows.ts'

const named = /`([^`]+\.(?:test\.ts|story))`/g

/** `exists`: whether the project has a file of this path. */
export function checkThreats(text: string, exists: (path: string) => boolean): readonly Finding[] {
  return cannots(text).flatMap((line) => {
    const tests = [...line.matchAll(named)].map((match) => match[1]!)
    const problems =
      tests.length === 0
        ? [`names no test: ${line.slice(0, 80)}`]
        : tests.filter((path) => !exists(path)).map((path) => `names a test that does not exist: ${path}`)
    return problems.map((problem) => ({ path: 'THREATS.md', problem }))
  })
}

/** Items of a list below a line `Cannot:`, and sentences that begin with `Cannot:`. */
export function cannots(text: string): readonly string[] {
  const found: string[] = []
  let inList = false
  for (const line of text.split('\n')) {
    const sentence = /(?:^|\s)Cannot: (.+)$/.exec(line)?.[1]
    if (sentence !== undefined) found.push(sentence)
    if (line === 'Cannot:') inList = true
    else if (inList && line.startsWith('* ')) found.push(line.slice(2))
    else if (line.trim() !== '') inList = false
  }
  return found
}
