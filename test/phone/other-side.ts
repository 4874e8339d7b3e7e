/** The other side of a phone's conversations: a server that gives out the app, and somebody at a terminal. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPhone, phoneDist } from '../../tool/phone.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { terminalOf, type Terminal } from './scene.ts'

export class OtherSide {
  /** Everything of this test may lie below it. */
  readonly folder: string
  readonly #server: ServerProcess
  readonly #terminal: Terminal
  readonly #to: string

  private constructor(folder: string, server: ServerProcess, terminal: Terminal, to: string) {
    this.folder = folder
    this.#server = server
    this.#terminal = terminal
    this.#to = to
  }

  /** `name`: who sits there. `to`: who has the phone. */
  static async begin({ name = 'bob', to = 'alice' } = {}): Promise<OtherSide> {
    const { ok, output } = await buildPhone()
    if (!ok) throw new Error(output)
    const folder = mkdtempSync(join(tmpdir(), 'ebb-taken-'))
    cpSync(phoneDist, join(folder, 'app'), { recursive: true })
    const server = new ServerProcess(join(folder, 'server'), ['--app', join(folder, 'app')])
    await server.start()
    const terminal = await terminalOf(name, join(folder, 'terminal'), server.invite!)
    return new OtherSide(folder, server, terminal, to)
  }

  get origin(): string {
    return this.#server.url
  }

  invite(): Promise<string> {
    return this.#terminal.invite()
  }

  /** To the phone. `ceiling` as commands take it. Resolves when the server has it. */
  async send(text: string, ceiling?: string): Promise<void> {
    const clock = ceiling === undefined ? {} : { ceiling }
    const { message } = await this.#must({ do: 'send', to: this.#to, text, ...clock })
    await this.#terminal.hears((line) => line.event === 'sent' && line.number === message)
  }

  /** Resolves when this has come from the phone. */
  gets(text: string): Promise<void> {
    return this.#terminal.hears((line) => line.event === 'message' && line.text === text)
  }

  /** For what either of them writes from now on. */
  async setClock(ceiling: string): Promise<void> {
    await this.#must({ do: 'timer', to: this.#to, ceiling })
  }

  async end(): Promise<void> {
    await this.#terminal.close()
    await this.#server.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #must(command: Record<string, unknown>) {
    const answer = await this.#terminal.bot.ask(command)
    if (answer?.ok !== true)
      throw new Error(`the terminal was refused: ${answer?.why ?? this.#terminal.bot.run.stderr}`)
    return answer
  }
}
