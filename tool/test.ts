/**
 * `npm test`: everything that check does, then all tests, slow ones and those in browsers too. The last line counts the
 * tests and the steps of the check.
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowsers } from './browsers.ts'
import { staticSteps } from './check.ts'
import { countTests, type Count } from './count.ts'
import { runSteps, runTool } from './steps.ts'

provideBrowsers()
const folder = mkdtempSync(join(tmpdir(), 'ebb-test-'))
const steps = await runSteps(staticSteps, 2)
const tests = await runAllTests()
rmSync(folder, { recursive: true })

const failed = steps.failed + tests.failed
console.log(`${steps.passed + tests.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runAllTests(): Promise<Count> {
  const report = join(folder, 'vitest.json')
  const { ok, output } = await runTool('vitest', [
    'run',
    // Slow tests wait for clocks and browsers more than they compute.
    `--maxWorkers=${availableParallelism() + 1}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (!ok) console.log(output)
  try {
    return countTests(JSON.parse(readFileSync(report, 'utf8')), ok)
  } catch {
    console.log('vitest left no report')
    return { passed: 0, failed: 1 }
  }
}
