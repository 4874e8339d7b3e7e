/** `npm run check`: types, lint, format, unused code, arrows, rules, traces, sizes and unit tests, side by side. */
import { checkArrows, longFiles, type Finding } from './arrows.ts'
import { checkRules } from './rules.ts'
import { sizes } from './sizes.ts'
import { runSteps, runTool, type Outcome, type Step } from './steps.ts'
import { checkThreats } from './threats.ts'
import { checkTraces } from './traces.ts'
import { projectFiles } from './tree.ts'

const typed = ['.', 'packages/protocol', 'packages/seal', 'packages/engine', 'packages/web', 'apps/phone']

/** Everything but the tests. */
export const staticSteps: readonly Step[] = [
  { name: 'lint', run: () => runTool('oxlint', []) },
  ...typed.map((part) => ({ name: `types ${part}`, run: () => runTool('tsc', ['-p', part]) })),
  { name: 'sizes', run: sizes },
  { name: 'format', run: () => runTool('oxfmt', ['--check', '.']) },
  { name: 'unused', run: () => runTool('knip', ['--no-progress', '--no-config-hints']) },
  { name: 'arrows', run: arrows },
  { name: 'rules', run: () => told(checkRules(projectFiles((path) => path.startsWith('spec/') || isTest(path)))) },
  { name: 'threats', run: threats },
  { name: 'traces', run: () => told(checkTraces(projectFiles(isText), process.env['npm_config_registry'])) },
]

const unitTests: Step = {
  name: 'unit tests',
  run: () => runTool('vitest', ['run', '--project', 'unit', '--reporter=dot']),
}

if (import.meta.main) {
  const start = performance.now()
  const { passed, failed } = await runSteps([unitTests, ...staticSteps], 2)
  console.log(`${passed} steps passed, ${failed} failed in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  process.exitCode = failed === 0 ? 0 : 1
}

function arrows(): Outcome {
  const files = projectFiles((path) => path.endsWith('.ts') || path.endsWith('.tsx') || path.endsWith('package.json'))
  const { ok, output } = told(checkArrows(files))
  return { ok, output: [output, ...longFiles(files).map((line) => `long: ${line}`)].join('\n') }
}

function threats(): Outcome {
  const [file] = projectFiles((path) => path === 'THREATS.md')
  const paths = new Set(projectFiles((path) => isTest(path) || path.endsWith('.story')).map((found) => found.path))
  return told(checkThreats(file!.text, (path) => paths.has(path)))
}

function told(findings: readonly Finding[]): Outcome {
  return { ok: findings.length === 0, output: findings.map(({ path, problem }) => `${path}: ${problem}`).join('\n') }
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}

/** Vectors, pictures and other people's texts say what they say. */
function isText(path: string): boolean {
  return !/\.(png|jpg|ico|woff2|sqlite|wasm|bin)$/.test(path) && path !== 'LICENSE'
}
