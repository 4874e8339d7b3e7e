/**
 * Every rule of spec/*.md has a number and names the test that enforces it:
 *
 *     **W-12** Text of the rule.
 *     Enforced by: `packages/protocol/test/frames.test.ts › refuses a trailing byte`
 *
 * What stands below the heading `Not yet built` has no numbers and is not looked at.
 */
import type { Finding } from './arrows.ts'
import type { SourceFile } from './tree.ts'

const rulePattern = /^\*\*([A-Z]+-\d+)\*\*/
const namedTest = /`([^`›]+?) › ([^`]+)`/g

/** `files`: those of spec/, and all tests. */
export function checkRules(files: readonly SourceFile[]): readonly Finding[] {
  const tests = new Map(
    files.filter((file) => file.path.endsWith('.test.ts')).map((file) => [file.path, titlesOf(file.text)]),
  )
  const seen = new Map<string, string>()
  return files
    .filter((file) => file.path.startsWith('spec/') && file.path.endsWith('.md'))
    .flatMap(({ path, text }) => {
      const problems = rulesOf(text).flatMap(({ number, body }) => {
        const twice = seen.has(number) ? [`${number} stands in ${seen.get(number)} already`] : []
        seen.set(number, path)
        return [...twice, ...enforcementProblems(number, body, tests)]
      })
      return problems.map((problem) => ({ path, problem }))
    })
}

/** Each rule reaches from its number to the next rule or heading. */
export function rulesOf(text: string): readonly { readonly number: string; readonly body: string }[] {
  const rules: { number: string; body: string }[] = []
  let open: { number: string; body: string } | undefined
  for (const line of text.split(/^## Not yet built$/m)[0]!.split('\n')) {
    const number = rulePattern.exec(line)?.[1]
    if (number !== undefined) rules.push((open = { number, body: '' }))
    else if (line.startsWith('#')) open = undefined
    if (open !== undefined) open.body += `${line}\n`
  }
  return rules
}

function enforcementProblems(number: string, body: string, tests: ReadonlyMap<string, readonly string[]>): string[] {
  const [, enforced] = body.split(/^Enforced by:/m)
  const named = [...(enforced ?? '').matchAll(namedTest)]
  if (named.length === 0) return [`${number} names no test that enforces it`]
  return named.flatMap(([, file, title]) => {
    const titles = tests.get(file!)
    if (titles === undefined) return [`${number} names a test file that does not exist: ${file}`]
    return titles.includes(title!) ? [] : [`${number} names a title that ${file} does not have: ${title}`]
  })
}

/** Titles of tests and groups, as they stand in the source; those of `each` follow its table. */
export function titlesOf(text: string): readonly string[] {
  const calls = text.matchAll(/\b(?:test|it|describe)(?:\.\w+)*\(\s*(['"`])((?:(?!\1).)+)\1/g)
  const tables = text.matchAll(/\)\(\s*(['"`])((?:(?!\1).)+)\1,/g)
  return [...calls, ...tables].map((match) => match[2]!.replaceAll('\\', ''))
}
