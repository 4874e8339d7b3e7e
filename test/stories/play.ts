/** Plays a story with the real programs, in a folder of its own. Throws with the line number and what was printed. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Attacker } from '../attacker/attacker.ts'
import { lootOf } from '../attacker/loot.ts'
import { clientMain, LongRun, runToEnd, serverMain, type Ran } from '../stage/processes.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { invitations } from './invitations.ts'
import { fits, parseStory, type Expected, type Line } from './parse.ts'

/** Until something was said: a device that was cut off may rest a minute before it tries again (`backoff.ts`). */
const patience = 90_000
/** Until a program has begun: on a busy machine, unlocking a home alone takes seconds. */
const beginning = 60_000

export async function playStory(text: string, folder: string): Promise<void> {
  const stage = new Stage(folder)
  try {
    for (const line of parseStory(text)) {
      try {
        await stage.play(line)
      } catch (error) {
        throw new Error(`line ${line.at}: ${(error as Error).message}`, { cause: error })
      }
    }
  } finally {
    await stage.clear()
  }
}

class Stage {
  readonly #folder: string
  readonly #server: ServerProcess
  readonly #names = new Map<string, string>()
  readonly #people = new Set<string>()
  readonly #terminals = new Map<string, { run: LongRun; seen: number; command: 'run' | 'watch' }>()
  /** Names of all bucket files that ever lay at the server. */
  readonly #buckets = new Set<string>()
  readonly #attacker = new Attacker()

  constructor(folder: string) {
    this.#folder = folder
    this.#server = new ServerProcess(join(folder, 'server'))
  }

  async play(line: Line): Promise<void> {
    this.#noteBuckets()
    switch (line.kind) {
      case 'server':
        return this.#tellServer(line.does)
      case 'disk':
        return this.#tellDisk(line.does)
      case 'server-in-vain':
        return this.#startInVain(line)
      case 'forgets':
        return this.#forgets(line.within)
      case 'command':
        return this.#command(line)
      case 'opens':
        return this.#open(line.who, line.command)
      case 'types':
        return this.#terminal(line.who).run.type(this.#filled(line.text))
      case 'sees':
        return this.#sees(line)
      case 'ends':
        return this.#ends(line.who)
      case 'spoil':
        return line.how === 'newer'
          ? this.#makeNewer(line.who)
          : truncateSync(join(this.#home(line.who), 'home.db'), 700)
      case 'wait':
        return pause(line.seconds * 1000)
      case 'attacker':
        return this.#attack(line.text, line.reads)
    }
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#terminals.values()].map(({ run }) => run.signal('SIGKILL')))
    await this.#server.kill()
  }

  async #tellServer(does: 'starts' | 'stops' | 'restarts'): Promise<void> {
    if (does !== 'starts') {
      const code = await this.#server.stop()
      if (code !== 0) throw new Error(`the server ended with ${code}`)
    }
    if (does === 'stops') return
    await this.#server.start()
    if (this.#server.invite === null) return
    for (const [name, link] of Object.entries(invitations(this.#server.invite))) this.#names.set(name, link)
    this.#names.set('PORT', new URL(this.#server.url).port)
  }

  async #tellDisk(does: 'backed up' | 'lost' | 'restored'): Promise<void> {
    if (does === 'lost') {
      await this.#server.kill()
      return rmSync(this.#server.data, { recursive: true })
    }
    const word = does === 'restored' ? 'restore' : 'backup'
    const { code, stderr } = await runToEnd(serverMain, [word, this.#backup, '--data', this.#server.data])
    if (code !== 0) throw new Error(`${word} ended with ${code}: ${stderr}`)
    if (does === 'restored') await this.#tellServer('starts')
  }

  get #backup(): string {
    return join(this.#folder, 'backup')
  }

  /** With arguments of its own it gets an empty data directory, else the one that is in use. */
  async #startInVain({ args, refusals }: Extract<Line, { kind: 'server-in-vain' }>): Promise<void> {
    const own =
      args.length === 0
        ? ['--data', this.#server.data, '--listen', '127.0.0.1:0', '--json']
        : ['--data', join(this.#folder, 'elsewhere'), ...args.map((a) => this.#filled(a))]
    const { code, stdout, stderr } = await runToEnd(serverMain, own)
    const wanted = refusals.map((text) => this.#filled(text))
    if (code !== 1 || !sameLines(stderr, wanted)) throw new Error(`it ended with ${code} and said: ${stderr}${stdout}`)
  }

  /** The name of a bucket file is the second at which it ends. */
  async #forgets(within: number): Promise<void> {
    const until = Date.now() / 1000 + within
    const ending = [...this.#buckets].filter((name) => Number(name) <= until)
    if (ending.length === 0) throw new Error('nothing at the server ends so soon')
    while (readdirSync(this.#bucketFolder).some((name) => ending.includes(name))) {
      if (Date.now() / 1000 > until) throw new Error('the files of ended buckets are still there')
      await pause(500)
    }
    const keys = readFileSync(join(this.#server.data, 'bucket-keys'))
    for (const name of ending)
      if (keys.includes(bigEndian(Number(name)))) throw new Error('the key of an ended bucket is still there')
  }

  get #bucketFolder(): string {
    return join(this.#server.data, 'buckets')
  }

  #noteBuckets(): void {
    try {
      for (const name of readdirSync(this.#bucketFolder)) this.#buckets.add(name)
    } catch {
      // Not started yet.
    }
  }

  async #command({ who, passphrase, args, expected }: Extract<Line, { kind: 'command' }>): Promise<void> {
    this.#people.add(who)
    const ran = await runToEnd(clientMain, ['--home', this.#home(who), ...args.map((a) => this.#filled(a))], {
      EBB_PASSPHRASE: passphrase ?? this.#passphrase(who),
    })
    for (const { kind, text } of expected) if (kind === '=') this.#capture(text, ran.stdout)
    const problem = judge(
      ran,
      expected.map((e) => ({ ...e, text: this.#filled(e.text) })),
    )
    if (problem !== undefined)
      throw new Error(`${problem}\nexit ${ran.code}\nstdout: ${ran.stdout}stderr: ${ran.stderr}`)
  }

  #capture(text: string, stdout: string): void {
    const [name, field] = text.split(' ')
    const value = field === undefined ? stdout.trim() : String((JSON.parse(stdout) as Record<string, unknown>)[field])
    this.#names.set(name!, value)
  }

  /** It has begun when it has said something: `run` that it is ready, `watch` whether it is connected. */
  async #open(who: string, command: 'run' | 'watch'): Promise<void> {
    this.#people.add(who)
    const run = new LongRun(clientMain, ['--home', this.#home(who), command], { EBB_PASSPHRASE: this.#passphrase(who) })
    this.#terminals.set(who, { run, seen: 0, command })
    if (!(await run.speaks(beginning))) throw new Error(`${who}'s terminal has not begun`)
  }

  #terminal(who: string) {
    const terminal = this.#terminals.get(who)
    if (terminal === undefined) throw new Error(`${who} has no terminal open`)
    return terminal
  }

  /** Lines may be passed over, but only forwards. */
  async #sees({ who, text: pattern, expected }: Extract<Line, { kind: 'sees' }>): Promise<void> {
    const terminal = this.#terminal(who)
    const wanted = this.#filled(pattern)
    const line = await terminal.run.line((text) => fits(wanted, text), terminal.seen, patience)
    if (line === undefined) {
      throw new Error(
        `${who} did not see ${wanted}\nbut: ${terminal.run.lines.slice(terminal.seen).join('\n')}\nstderr: ${terminal.run.stderr}`,
      )
    }
    terminal.seen = terminal.run.lines.indexOf(line, terminal.seen) + 1
    for (const { text } of expected) this.#capture(text, line)
  }

  async #ends(who: string): Promise<void> {
    const { run, command } = this.#terminal(who)
    this.#terminals.delete(who)
    if (command === 'run') run.endInput()
    const code = await (command === 'run' ? run.ended : run.signal('SIGINT'))
    if (code !== 0) throw new Error(`${who}'s terminal ended with ${code}: ${run.stderr}`)
  }

  #makeNewer(who: string): void {
    const db = new DatabaseSync(join(this.#home(who), 'home.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
  }

  /** Copies everything first, as somebody does who comes by night. */
  async #attack(text: string, reads: boolean): Promise<void> {
    const copy = join(this.#folder, 'loot')
    mkdirSync(copy, { recursive: true })
    cpSync(this.#server.data, join(copy, 'server'), { recursive: true })
    if (existsSync(this.#backup)) cpSync(this.#backup, join(copy, 'server', 'backed-up'), { recursive: true })
    const homes = [...this.#people].map((who) => ({ folder: join(copy, who), passphrase: this.#passphrase(who), who }))
    for (const { folder, who } of homes) cpSync(this.#home(who), folder, { recursive: true })
    const found = await this.#attacker.attack(lootOf(join(copy, 'server'), homes), text)
    if (found.length > 0 === reads) return
    writeFileSync(join(this.#folder, 'found'), found.join('\n'))
    throw new Error(reads ? 'the attacker did not find it' : `the attacker found it: ${found.join(', ')}`)
  }

  #home(who: string): string {
    return join(this.#folder, who)
  }
  #passphrase(who: string): string {
    return `the words of ${who}`
  }
  #filled(text: string): string {
    return text.replaceAll(/\$([A-Z]+)/g, (whole, name: string) => this.#names.get(name) ?? whole)
  }
}

function judge(ran: Ran, expected: readonly Expected[]): string | undefined {
  const lines = linesOf(ran.stdout)
  const refusals = expected.filter((e) => e.kind === '!')
  const usage = expected.filter((e) => e.kind === '2')
  const code = usage.length > 0 ? 2 : refusals.length > 0 ? 1 : 0
  if (ran.code !== code) return `it should have ended with ${code}`
  const refused = refusals.map(({ text }) => (text.startsWith('{') ? text : `ebb: ${text}`))
  if (refusals.length > 0 && !sameLines(refused[0]!.startsWith('{') ? ran.stdout : ran.stderr, refused))
    return `it should have refused: ${refused.join('; ')}`
  for (const { text } of usage)
    if (!linesOf(ran.stderr).some((line) => fits(text, line))) return `it should have said: ${text}`
  const whole = expected.filter((e) => e.kind === '|')
  const inOrder = whole.length === lines.length && whole.every((e, i) => fits(e.text, lines[i]!))
  if (whole.length > 0 && !inOrder) return `it should have printed: ${whole.map((e) => e.text).join('\n')}`
  for (const { kind, text } of expected) {
    if (kind === '~' && !ran.stdout.includes(text)) return `no line has: ${text}`
    if (kind === '-' && ran.stdout.includes(text)) return `a line has: ${text}`
    if (kind === '?' && !ran.stderr.includes(text)) return `it should have said beside: ${text}`
  }
  return undefined
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const sameLines = (text: string, patterns: readonly string[]): boolean => {
  const lines = linesOf(text)
  return lines.length === patterns.length && lines.every((line, i) => fits(patterns[i]!, line))
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

function bigEndian(number: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}
