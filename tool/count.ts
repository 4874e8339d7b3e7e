/** What vitest's JSON report says, in two numbers. */
export interface Count {
  readonly passed: number
  readonly failed: number
}

/**
 * A file that could not be loaded has no tests to fail and counts as one failure; so does a run that went wrong
 * without a failed test. Tests that were left out count as neither.
 */
export function countTests(report: unknown, ok: boolean): Count {
  const { numPassedTests: passed, numFailedTests, testResults } = report as Report
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = numFailedTests + unloaded
  return { passed, failed: ok ? failed : Math.max(1, failed) }
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}
