import { expect, test } from 'vitest'
import { cannots, checkThreats } from '../threats.ts'

const there = (path: string): boolean => path === 'test/a.test.ts'
const problems = (text: string) => checkThreats(text, there).map(({ problem }) => problem)

test('what an adversary cannot do names a test that exists', () => {
  expect(problems('Cannot:\n* read — `test/a.test.ts`;\n* write — `test/a.test.ts`.\n')).toEqual([])
  expect(problems('Can: see. Cannot: read — `test/a.test.ts`.\n')).toEqual([])
})

test('a line that names none, or one that does not exist, is found', () => {
  expect(problems('Cannot:\n* read — `test/a.test.ts`;\n* write.\n')).toHaveLength(1)
  expect(problems('Cannot: read — `test/b.test.ts`.\n')).toHaveLength(1)
})

test('what they can do names nothing', () => {
  expect(cannots('Can:\n* read;\n\nCannot:\n* write;\n\nCan:\n* leave;\n')).toEqual(['write;'])
})
