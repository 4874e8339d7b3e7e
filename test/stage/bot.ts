/** `ebb run` as a process: JSON lines both ways. */
import { clientMain, LongRun } from './processes.ts'

export interface BotLine {
  readonly event: string
  readonly id?: unknown
  readonly ok?: boolean
  readonly with?: string
  readonly number?: number
  readonly message?: number
  readonly text?: string | null
  readonly mine?: boolean
  readonly state?: string
  readonly messages?: readonly BotMessage[]
  readonly why?: string
  readonly link?: string
  readonly name?: string | null
  readonly by?: string
}

export interface BotMessage {
  readonly number: number
  readonly from: string
  readonly mine: boolean
  readonly state: string
  readonly text: string | null
  readonly replyTo: number | null
}

export class Bot {
  readonly run: LongRun
  #next = 1
  readonly #asked = new Map<number, (answer: BotLine | undefined) => void>()
  readonly #onLine: (line: BotLine) => void

  /** `onLine` hears every line that is no answer. */
  constructor(home: string, passphrase: string, onLine: (line: BotLine) => void = () => undefined) {
    this.#onLine = onLine
    this.run = new LongRun(clientMain, ['--home', home, 'run'], { EBB_PASSPHRASE: passphrase })
    this.run.listen((line) => {
      this.#hear(line)
      return false
    })
  }

  #hear(line: string | undefined): void {
    if (line === undefined) {
      for (const resolve of this.#asked.values()) resolve(undefined)
      this.#asked.clear()
      return
    }
    const told = JSON.parse(line) as BotLine
    if (told.event !== 'answer') return this.#onLine(told)
    this.#asked.get(told.id as number)?.(told)
    this.#asked.delete(told.id as number)
  }

  /** The answer; undefined where the process ended before it came. */
  ask(command: Record<string, unknown>): Promise<BotLine | undefined> {
    if (this.run.over) return Promise.resolve(undefined)
    const id = this.#next++
    return new Promise((resolve) => {
      this.#asked.set(id, resolve)
      this.run.type(JSON.stringify({ ...command, id }))
    })
  }

  /** Resolves when it has said hello to its owner; false where it ended before. */
  async ready(): Promise<boolean> {
    return (await this.run.line((line) => line.includes('"ready"'), 0, 30_000)) !== undefined
  }

  async until(event: string, milliseconds = 20_000): Promise<boolean> {
    return (await this.run.line((line) => line.startsWith(`{"event":"${event}"`), 0, milliseconds)) !== undefined
  }

  /** Lets it finish. */
  async close(): Promise<void> {
    this.run.endInput()
    await this.run.ended
  }
}
