/** The real server as a process, on a port that stays the same from its first start on. EBB_WORKERS: others hold its connections. */
import process from 'node:process'
import { LongRun, serverMain } from './processes.ts'
import { quietPort } from './quiet-port.ts'

export class ServerProcess {
  readonly data: string
  readonly #extra: readonly string[]
  readonly #main: string
  #run: LongRun | undefined
  #port = 0
  url = ''
  /** Null where there is an account already. */
  invite: string | null = null

  constructor(data: string, extra: readonly string[] = [], main = serverMain) {
    this.data = data
    this.#extra = extra
    this.#main = main
  }

  /** Resolves when it listens; rejects with what it said where it did not. */
  async start(): Promise<void> {
    this.#port ||= await quietPort()
    const run = new LongRun(this.#main, this.#args)
    this.#run = run
    const line = await run.line((text) => text.includes('"ready"'), 0, 30_000)
    if (line === undefined) throw new Error(`the server did not start: ${run.stderr}`)
    const ready = JSON.parse(line) as { url: string; invite: string | null }
    this.url = ready.url
    this.invite = ready.invite ?? this.invite
  }

  get #args(): readonly string[] {
    const workers = process.env['EBB_WORKERS']
    const more = workers === undefined ? [] : ['--workers', workers]
    return ['--data', this.data, '--listen', `127.0.0.1:${this.#port}`, '--json', ...more, ...this.#extra]
  }

  /** In order, as an operator stops it; resolves to its exit code. */
  async stop(): Promise<number | null> {
    const code = await this.#run?.signal('SIGTERM')
    this.#run = undefined
    return code ?? null
  }

  /** Like a loss of power, as far as a process can be. */
  async kill(): Promise<void> {
    await this.#run?.signal('SIGKILL')
    this.#run = undefined
  }

  /** Of the one that runs. */
  get pid(): number {
    return this.#run!.pid
  }

  get running(): boolean {
    return this.#run?.over === false
  }

  /** Its log so far. */
  get log(): readonly string[] {
    return this.#run?.lines ?? []
  }
}
