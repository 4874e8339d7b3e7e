/** `npm run sim -- --seed N --steps N [--people K] [--suite classic|hybrid]`: one run, line by line, and the verdict. */
import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '1000' },
    people: { type: 'string', default: '3' },
    suite: { type: 'string', default: 'classic' },
    quiet: { type: 'boolean', default: false },
  },
})
const [seed, steps, people] = [values.seed, values.steps, values.people].map(Number) as [number, number, number]
const { suite } = values
if (
  ![seed, steps, people].every(Number.isSafeInteger) ||
  people < 2 ||
  people > 8 ||
  (suite !== 'classic' && suite !== 'hybrid')
) {
  console.error('npm run sim -- --seed N --steps N [--people 2..8] [--suite classic|hybrid] [--quiet]')
  process.exit(2)
}

const { ok, trace, failure } = await simulate({
  seed,
  steps,
  people,
  suite,
  ...(values.quiet ? {} : { print: (line: string) => console.log(line) }),
})
const run = `seed ${seed}, ${steps} steps, ${people} people, ${suite}`
if (ok) console.log(`ok: ${run}: ${trace.length} lines, every invariant held`)
else {
  console.error(`FAILED: ${run}: ${failure!.invariant}: ${failure!.what}`)
  console.error(`Again: npm run sim -- --seed ${seed} --steps ${steps} --people ${people} --suite ${suite}`)
}
process.exitCode = ok ? 0 : 1
