/**
 * `npm run proof -- NAME [--count N] [--seed N]`: the long proofs, of which `npm test` runs short forms. Alone it lists
 * them. Each leaves its result in bench/results/, as JSON and as a line of RESULTS.md.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTool } from './steps.ts'
import { root } from './tree.ts'
import { machine } from './machine.ts'

interface Asked {
  readonly count: number
  readonly seed: number
}

interface Outcome {
  readonly ok: boolean
  /** What was counted. */
  readonly figures: Readonly<Record<string, number>>
  /** What should not have happened. */
  readonly problems: readonly string[]
}

interface Proof {
  readonly name: string
  readonly about: string
  /** How often, where nobody says. */
  readonly count: number
  /** What is not installed, and how to; undefined where nothing is missing. */
  readonly missing?: () => Promise<string | undefined>
  readonly run: (asked: Asked) => Promise<Outcome>
}

/** Each loads what it needs when it is asked for. */
const proofs: readonly Proof[] = [
  {
    name: 'crash',
    about: 'kill -9 of server and clients while both sides send: nothing lost, nothing twice',
    count: 1000,
    run: crash,
  },
  {
    name: 'server-crash',
    about: 'kill -9 of the server under load at the wire: nothing acknowledged is lost, nothing shown twice, in order',
    count: 1000,
    run: serverCrash,
  },
  {
    name: 'power',
    about: 'loss of power under the server’s log, what was not synced forgotten, one seed after another',
    count: 10_000,
    run: power,
  },
  {
    name: 'sim',
    about: 'simulated people on lossy lines and forgetting disks, one seed after another',
    count: 1000,
    run: sim,
  },
  {
    name: 'vault',
    about: 'every write of the vault failed in every way, and every crash in between',
    count: 1,
    run: vault,
  },
  {
    name: 'groups',
    about:
      'people come, go, write and lose the line in random order, 2 to 50 of them: all agree, nobody reads more or less',
    count: 25,
    run: groups,
  },
  {
    name: 'interop',
    about: 'seal and core-crypto (OpenMLS, in Chromium) in one group, each begun by each; what keeps them apart',
    count: 1,
    missing: missingForInterop,
    run: interop,
  },
  {
    name: 'soak',
    about:
      'one server for so many seconds, 1,000 messages a second that end again: memory and delays stay where they are',
    count: 3600,
    run: soak,
  },
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seed: { type: 'string' } },
})
const [name] = positionals
const proof = proofs.find((p) => p.name === name)
if (proof === undefined) list()
else await prove(proof)

async function prove({ name: named, run, missing, count: usual }: Proof): Promise<void> {
  const asked = { count: Number(values.count ?? usual), seed: Number(values.seed ?? Date.now() % 1_000_000) }
  if (!Number.isSafeInteger(asked.count) || asked.count < 1 || !Number.isSafeInteger(asked.seed)) {
    process.stderr.write('--count takes a number from 1 on, --seed a number.\n')
    process.exitCode = 2
    return
  }
  const wanting = await missing?.()
  if (wanting !== undefined) {
    process.stderr.write(`${wanting}\n`)
    process.exitCode = 1
    return
  }
  const start = performance.now()
  const outcome = await run(asked)
  const seconds = Math.round((performance.now() - start) / 1000)
  keep(named, { ...asked, ...outcome, seconds })
  for (const problem of outcome.problems) process.stderr.write(`${problem}\n`)
  process.stdout.write(
    `${named}: ${outcome.ok ? 'holds' : 'FAILED'} in ${seconds} s, seed ${asked.seed}, ${told(outcome.figures)}\n`,
  )
  process.exitCode = outcome.ok ? 0 : 1
}

async function crash({ count, seed }: Asked): Promise<Outcome> {
  const { crash: kill } = await import('../test/crash/crash.ts')
  const { kills, messages, problems } = await kill({
    seed,
    kills: count,
    say: (line) => process.stdout.write(`${line}\n`),
  })
  return { ok: problems.length === 0, figures: { kills, messages }, problems }
}

async function serverCrash({ count, seed }: Asked): Promise<Outcome> {
  const { serverCrash: kill } = await import('../test/crash/server-crash.ts')
  const { problems, ...figures } = await kill({
    seed,
    kills: count,
    say: (line) => process.stdout.write(`${line}\n`),
  })
  return { ok: problems.length === 0, figures, problems: problems.slice(0, 100) }
}

async function power({ count, seed }: Asked): Promise<Outcome> {
  const { power: lose } = await import('../test/crash/power.ts')
  const sum = { seeds: 0, cuts: 0, acknowledged: 0 }
  const problems: string[] = []
  for (; sum.seeds < count; sum.seeds++) {
    const { cuts, acknowledged, problems: found } = await lose({ seed: seed + sum.seeds })
    sum.cuts += cuts
    sum.acknowledged += acknowledged
    problems.push(...found)
    if ((sum.seeds + 1) % 500 === 0)
      process.stdout.write(`${sum.seeds + 1} seeds, ${sum.acknowledged} acknowledged, ${problems.length} problems\n`)
  }
  return { ok: problems.length === 0, figures: sum, problems: problems.slice(0, 100) }
}

async function sim({ count, seed }: Asked): Promise<Outcome> {
  const { simulate } = await import('../world/src/index.ts')
  const problems: string[] = []
  let happened = 0
  for (let i = 0; i < count; i++) {
    const { ok, trace, failure } = await simulate({ seed: seed + i, steps: 1000 })
    happened += trace.length
    if (!ok)
      problems.push(
        `seed ${seed + i}: ${failure?.invariant}: ${failure?.what}; again: npm run sim -- --seed ${seed + i} --steps 1000`,
      )
    if ((i + 1) % 10 === 0)
      process.stdout.write(`${i + 1} seeds, ${happened} things happened, ${problems.length} problems\n`)
  }
  return { ok: problems.length === 0, figures: { seeds: count, happened }, problems }
}

/** Exhaustive, so neither count nor seed changes anything: every write of a script that takes every way of the vault. */
async function vault(): Promise<Outcome> {
  const { ok, output } = await runTool('vitest', ['run', 'packages/engine/test/vault', '--reporter=dot'])
  return { ok, figures: {}, problems: ok ? [] : [output] }
}

async function groups({ count }: Asked): Promise<Outcome> {
  process.env['EBB_GROUP_SCHEDULES'] = String(count)
  const { ok, output } = await runTool('vitest', ['run', 'packages/engine/test/group-schedules', '--reporter=dot'])
  return { ok, figures: { schedules: 24 * count }, problems: ok ? [] : [output] }
}

async function missingForInterop(): Promise<string | undefined> {
  const { missingPeer } = await import('../test/stage/peer-page.ts')
  return missingPeer('core-crypto') ?? missingPeer('core-crypto-9')
}

async function interop({ count }: Asked): Promise<Outcome> {
  const { meet } = await import('../test/interop/meet.ts')
  const problems: string[] = []
  let checks = 0
  for (let i = 0; i < count; i++) {
    const met = await meet((line) => process.stdout.write(`${line}\n`))
    checks += met.checks
    problems.push(...met.problems)
  }
  return { ok: problems.length === 0, figures: { checks }, problems }
}

async function soak({ count }: Asked): Promise<Outcome> {
  const { grown, picture, soak: drive } = await import('../bench/load/soak.ts')
  const folder = join(root, 'bench', 'results')
  const { samples, ...figures } = await drive({
    seconds: count,
    seen(so) {
      // What there is of it, also where somebody stops it.
      writeFileSync(join(folder, 'soak.json'), `${JSON.stringify(so)}\n`)
      writeFileSync(join(folder, 'soak.svg'), picture(so))
    },
  })
  const { sent, acknowledged, delivered } = figures
  const lost =
    sent === acknowledged && sent === delivered
      ? []
      : [`${sent} sent, ${acknowledged} acknowledged, ${delivered} delivered`]
  const problems = [...lost, ...grown(samples)]
  return { ok: problems.length === 0, figures: { ...figures }, problems }
}

function keep(named: string, result: Asked & Outcome & { readonly seconds: number }): void {
  const now = new Date()
  const folder = join(root, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  writeFileSync(
    join(folder, `proof-${named}-${stamp}.json`),
    `${JSON.stringify({ proof: named, at: now.toISOString(), machine: machine(), ...result }, undefined, 2)}\n`,
  )
  const verdict = result.ok ? 'holds' : `${result.problems.length} problems`
  appendFileSync(
    join(folder, 'RESULTS.md'),
    `- ${now.toISOString().slice(0, 10)} proof ${named}: ${verdict}; ${told(result.figures)}; seed ${result.seed}; ${result.seconds} s; ${machine()}\n`,
  )
}

function told(figures: Readonly<Record<string, number>>): string {
  const all = Object.entries(figures).map(([what, number]) => `${number} ${what}`)
  return all.length === 0 ? 'exhaustive' : all.join(', ')
}

function list(): void {
  for (const { name: named, about, count } of proofs)
    process.stdout.write(`${named.padEnd(8)} ${about} (${count} unless --count says otherwise)\n`)
  if (name === undefined) return
  process.stderr.write(`There is no proof called ${name}.\n`)
  process.exitCode = 2
}
