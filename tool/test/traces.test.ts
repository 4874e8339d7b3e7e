import { describe, expect, test } from 'vitest'
import { countTests } from '../count.ts'
import { checkTraces } from '../traces.ts'
import { root } from '../tree.ts'

const found = (text: string, path = 'README.md', registry?: string) => checkTraces([{ path, text }], registry).length

describe('traces of a workplace', () => {
  test('package registries are refused, this machine’s too', () => {
    expect(found(`see https://registry.npmjs.${'org'}/ws`)).toBe(1)
    expect(found('see https://packages.example/npm/ws')).toBe(0)
    expect(found('see https://packages.example/npm/ws', 'README.md', 'https://packages.example/npm/')).toBe(1)
  })

  test('a lockfile that says where packages came from is refused', () => {
    expect(found('"resolved": "https://packages.example/ws.tgz"', 'package-lock.json')).toBe(1)
    expect(found('"resolved": "packages/seal"', 'package-lock.json')).toBe(0)
  })

  test('paths of somebody’s machine are refused', () => {
    expect(found(`see ${root}/tool`)).toBeGreaterThan(0)
    for (const home of ['home', 'Users']) expect(found(`in /${home}/alice/ebb`)).toBe(1)
    expect(found(`in /${'root'}/ebb`)).toBe(1)
    expect(found('ebb --home ./alice, https://ebb.example/home/x, GET /i/secret')).toBe(0)
  })
})

describe('the count of tests', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, testResults: [{ status: 'passed', assertionResults: [1] }] }

  test('is what vitest says', () => {
    expect(countTests(report, true)).toEqual({ passed: 5, failed: 0 })
    expect(countTests({ ...report, numFailedTests: 2 }, false)).toEqual({ passed: 5, failed: 2 })
  })

  test('a file that did not load is a failure, and so is a run that went wrong without one', () => {
    const unloaded = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(countTests(unloaded, false)).toEqual({ passed: 5, failed: 1 })
    expect(countTests(report, false)).toEqual({ passed: 5, failed: 1 })
  })
})
