import { describe, expect, test } from 'vitest'
import { checkRules, rulesOf, titlesOf } from '../rules.ts'

const tests = {
  path: 'packages/a/test/b.test.ts',
  text: "test('refuses', () => {})\ntest.each([1])('is %s', () => {})\n",
}
const checked = (...texts: string[]) =>
  checkRules([...texts.map((text, i) => ({ path: `spec/${i}.md`, text })), tests]).map(({ problem }) => problem)
const named = (number: string, name: string) => `**${number}** It is so.\nEnforced by: \`${name}\`\n`

describe('rules of the specification', () => {
  test('that name a test which exists are accepted', () => {
    expect(checked(named('W-1', 'packages/a/test/b.test.ts › refuses'))).toEqual([])
    expect(checked(named('W-1', 'packages/a/test/b.test.ts › is %s'))).toEqual([])
  })

  test('that name no test are refused', () => {
    expect(checked('**W-1** It is so.\n')).toHaveLength(1)
    expect(checked('**W-1** It is so.\n\n' + named('W-2', 'packages/a/test/b.test.ts › refuses'))).toHaveLength(1)
    expect(
      checked('**W-1** It is so.\n\n## More\n\nEnforced by: `packages/a/test/b.test.ts › refuses`\n'),
    ).toHaveLength(1)
  })

  test('that name a file or a title which does not exist are refused', () => {
    expect(checked(named('W-1', 'packages/a/test/c.test.ts › refuses'))).toHaveLength(1)
    expect(checked(named('W-1', 'packages/a/test/b.test.ts › accepts'))).toHaveLength(1)
    const two = 'Enforced by: `packages/a/test/b.test.ts › refuses`,\n`packages/a/test/b.test.ts › accepts`\n'
    expect(checked(`**W-1** It is so.\n${two}`)).toHaveLength(1)
  })

  test('that share a number are refused', () => {
    const rule = named('W-1', 'packages/a/test/b.test.ts › refuses')
    expect(checked(rule, rule)).toHaveLength(1)
  })

  test('that are not yet built are not looked at', () => {
    expect(rulesOf('## Not yet built\n\n**W-9** Later.\n')).toEqual([])
  })

  test('titles are read from calls of test, it and describe', () => {
    expect(titlesOf('describe(\'a\', () => { it.each(x)("b", f); test.skipIf(y)(`c`, f) })')).toEqual(['a', 'b', 'c'])
    expect(titlesOf("test.each<[string]>([\n  ['a', f(1)],\n])('is %s', (_) => {})")).toEqual(['is %s'])
  })
})
