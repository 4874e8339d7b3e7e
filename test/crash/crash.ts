/**
 * kill -9 of the server and of both clients at moments that one seed decides, while both sides send. Afterwards
 * everything is started once more and compared: what a client was answered for, which means that it lies on that
 * client's disk, is at the other side exactly once and in the order in which it was sent; nothing is twice; nothing is
 * printed twice; whatever was told to be sent is.
 *
 * Kills come in rounds, each with a new server and new homes, so that the founding of a conversation is hit as well.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bot } from '../stage/bot.ts'
import { inviteFrom, joinAs, makeCheapHome } from '../stage/cheap-home.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { generator } from './generator.ts'
import { findings, Ledger } from './ledger.ts'

export interface CrashOptions {
  readonly seed: number
  readonly kills: number
  /** Kills on one pair of homes. */
  readonly perRound?: number
  readonly say?: (line: string) => void
}

export interface CrashResult {
  readonly seed: number
  readonly kills: number
  /** Messages that were answered for, all of which arrived. */
  readonly messages: number
  readonly seconds: number
  /** What should not have happened, each with its round. */
  readonly problems: readonly string[]
}

export async function crash({ seed, kills, perRound = 50, say = () => undefined }: CrashOptions): Promise<CrashResult> {
  const start = performance.now()
  const problems: string[] = []
  let [done, messages] = [0, 0]
  for (let round = 0; done < kills; round++) {
    const size = Math.min(perRound, kills - done)
    const folder = mkdtempSync(join(tmpdir(), 'ebb-crash-'))
    const result = await playRound(folder, generator(seed + round), size)
    problems.push(...result.problems.map((problem) => `round ${round}, seed ${seed + round}: ${problem}`))
    messages += result.messages
    done += size
    // What went wrong is kept, to be looked at.
    if (result.problems.length === 0) rmSync(folder, { recursive: true, force: true })
    else problems.push(`round ${round} lies in ${folder}`)
    say(`${done} kills, ${messages} messages, ${problems.length} problems`)
  }
  return { seed, kills: done, messages, seconds: Math.round((performance.now() - start) / 1000), problems }
}

async function playRound(folder: string, random: () => number, kills: number) {
  const server = new ServerProcess(join(folder, 'server'))
  await server.start()
  const [alice, bob] = [new Side(folder, 'alice', 'bob'), new Side(folder, 'bob', 'alice')]
  await Promise.all([makeCheapHome(alice.home, 'a'), makeCheapHome(bob.home, 'b')])
  await joinAs('alice', alice.home, 'a', server.invite!)
  await joinAs('bob', bob.home, 'b', await inviteFrom(alice.home, 'a'))
  let left = kills
  const take = (): boolean => left-- > 0
  try {
    await Promise.all([killServer(server, random, take), alice.live(random, take), bob.live(random, take)])
    await Promise.all([alice.wake(), bob.wake()])
    const problems = await settled(alice, bob)
    return { problems, messages: alice.ledger.answered.size + bob.ledger.answered.size }
  } finally {
    await Promise.all([alice.kill(), bob.kill()])
    await server.kill()
  }
}

async function killServer(server: ServerProcess, random: () => number, take: () => boolean): Promise<void> {
  while (take()) {
    await pause(300 + random() * 2000)
    await server.kill()
    await server.start()
  }
}

/** One person: a home, one process after the other, and what was said and seen through all of them. */
class Side {
  readonly home: string
  readonly ledger = new Ledger()
  readonly name: string
  readonly other: string
  #bot: Bot | undefined
  #next = 0

  constructor(folder: string, name: string, other: string) {
    this.home = join(folder, name)
    this.name = name
    this.other = other
  }

  async live(random: () => number, take: () => boolean): Promise<void> {
    while (take()) {
      const bot = await this.wake()
      const end = performance.now() + 100 + random() * 1200
      while (performance.now() < end && !bot.run.over) {
        this.#send(bot)
        await pause(20 + random() * 120)
      }
      await this.kill()
    }
  }

  async wake(): Promise<Bot> {
    const bot = new Bot(this.home, this.name[0]!, (line) => this.ledger.heard(line))
    this.#bot = bot
    if (!(await bot.ready())) this.ledger.problems.push(`${this.name} did not start again: ${bot.run.stderr}`)
    return bot
  }

  #send(bot: Bot): void {
    const text = `${this.name} ${this.#next++}`
    void bot.ask({ do: 'send', to: this.other, text }).then((answer) => {
      if (answer?.ok === true) this.ledger.answered.set(answer.message!, text)
      else if (answer !== undefined) this.ledger.problems.push(`${text} was refused: ${answer.why}`)
    })
  }

  async kill(): Promise<void> {
    await this.#bot?.run.signal('SIGKILL')
    const stderr = this.#bot?.run.stderr ?? ''
    if (stderr !== '') this.ledger.problems.push(`${this.name} said ${stderr}`)
  }

  /** Everything that this side shows of the conversation, or undefined where there is none. */
  async shown() {
    return (await this.#bot?.ask({ do: 'read', to: this.other }))?.messages
  }
}

/** Waits until nothing is missing any more, as long as that may take, then says what is wrong. */
async function settled(alice: Side, bob: Side): Promise<string[]> {
  const patience = performance.now() + 40_000
  for (;;) {
    const found = [
      ...findings(alice.ledger, (await alice.shown()) ?? [], (await bob.shown()) ?? []),
      ...findings(bob.ledger, (await bob.shown()) ?? [], (await alice.shown()) ?? []),
    ]
    if (found.length === 0 || performance.now() > patience)
      return [...found, ...alice.ledger.problems, ...bob.ledger.problems]
    await pause(250)
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
