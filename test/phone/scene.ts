/**
 * A server, a browser full of phones and a terminal: what every story of the phone app begins with. The server gives out a
 * copy of the built app, so that building anew meanwhile changes nothing here.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { buildPhone, phoneDist } from '../../tool/phone.ts'
import { Bot, type BotLine } from '../stage/bot.ts'
import { joinAs, makeCheapHome } from '../stage/cheap-home.ts'
import { freshPhone, say, startPhoneBrowser, type Phone, type PhoneLook } from '../stage/phone.ts'
import { clientMain, runToEnd } from '../stage/processes.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { Way } from '../stage/way.ts'

/** Of everybody's terminal. */
const passphrase = 'x'

export interface Resident {
  readonly name: string
  readonly phone: Phone
  readonly way: Way
}

export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), 'ebb-scene-'))
  readonly residents: Resident[] = []
  readonly #flags: readonly string[]
  #browser: Browser | undefined
  #server: ServerProcess | undefined
  #terminal: Terminal | undefined

  /** `flags`: further ones for the browser. */
  constructor(flags: readonly string[] = []) {
    this.#flags = flags
  }

  /** The terminal is the first account, and invites everybody else. */
  async open(): Promise<void> {
    const { ok, output } = await buildPhone()
    if (!ok) throw new Error(output)
    const app = join(this.folder, 'app')
    cpSync(phoneDist, app, { recursive: true })
    this.#server = new ServerProcess(join(this.folder, 'server'), ['--app', app])
    const [browser] = await Promise.all([startPhoneBrowser(this.#flags), this.#server.start()])
    this.#browser = browser
    this.#terminal = await terminalOf('tess', join(this.folder, 'tess'), this.#server.invite!)
  }

  get browser(): Browser {
    return this.#browser!
  }

  get server(): ServerProcess {
    return this.#server!
  }

  get terminal(): Terminal {
    return this.#terminal!
  }

  /** A phone on which nobody has joined. */
  async freshPhone(name: string, look: PhoneLook = {}): Promise<Phone> {
    const way = await Way.open()
    const phone = await freshPhone(this.browser, this.server.url, { proxy: way.proxy, ...look })
    this.residents.push({ name, phone, way })
    return phone
  }

  /** Somebody who has joined by their phone. */
  async resident(name: string): Promise<Phone> {
    const [phone, link] = await Promise.all([this.freshPhone(name), this.terminal.invite()])
    await phone.join(link, name)
    return phone
  }

  /** Two people who have joined, in the open conversation of whom the first has written, and the second answered. */
  async friends(first: string, second: string): Promise<readonly [Phone, Phone]> {
    const [one, two] = await Promise.all([this.resident(first), this.resident(second)])
    await one.writeTo(second, 'may I?')
    await two.accept(first)
    await two.send('you may')
    await one.bubble('you may').waitFor()
    return [one, two]
  }

  /** A group of the phone's person, somebody they know and the terminal's. */
  async group(phone: Phone, name: string, friend: string): Promise<void> {
    await phone.goHome()
    await phone.button(say.talk.newChat).click()
    await phone.button(say.group.newGroup).click()
    await phone.field(say.group.name).fill(name)
    await phone.screen.getByRole('checkbox', { name: friend }).check({ force: true })
    await phone.field(say.group.addName).fill('@tess')
    await phone.button(say.group.addByName).click()
    await phone.screen.getByRole('checkbox', { name: 'tess', checked: true }).waitFor({ state: 'attached' })
    await phone.button(say.group.create).click()
    await phone.screen.getByRole('heading', { name, level: 1 }).waitFor()
    await phone.page.locator('.talk-who').getByText(say.group.people(3)).waitFor()
  }

  wayOf(phone: Phone): Way {
    return this.residents.find((one) => one.phone === phone)!.way
  }

  /** The phone has no network. */
  async takeOffline(phone: Phone): Promise<void> {
    this.wayOf(phone).cut()
    await phone.context.setOffline(true)
  }

  async bringBack(phone: Phone): Promise<void> {
    this.wayOf(phone).mend()
    await phone.context.setOffline(false)
  }

  async close(): Promise<void> {
    await this.#browser?.close()
    await this.#terminal?.close()
    await Promise.all(this.residents.map(({ way }) => way.close()))
    await this.#server?.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** `ebb run` of one person, and their other commands between two runs. */
export class Terminal {
  readonly name: string
  readonly home: string
  #bot: Bot

  constructor(name: string, home: string) {
    this.name = name
    this.home = home
    this.#bot = new Bot(home, passphrase)
  }

  get bot(): Bot {
    return this.#bot
  }

  /** As soon as there is a line to the server. */
  async invite(): Promise<string> {
    const end = performance.now() + 30_000
    for (;;) {
      const answer = await this.#bot.ask({ do: 'invite' })
      if (answer?.link !== undefined) return answer.link
      if (answer?.why !== 'offline' || performance.now() > end)
        throw new Error(`there is no invitation: ${answer?.why ?? this.#bot.run.stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Waits until `ebb run` has said this. */
  async hears(fits: (line: BotLine) => boolean): Promise<void> {
    const line = await this.#bot.run.line((text) => fits(JSON.parse(text) as BotLine), 0, 20_000)
    if (line === undefined) throw new Error(`${this.name} did not hear it: ${this.#bot.run.lines.join('\n')}`)
  }

  /** Texts of a conversation, oldest first, as they are now. */
  async texts(who: string): Promise<readonly (string | null)[]> {
    const answer = await this.#bot.ask({ do: 'read', to: who })
    return answer?.messages?.map((message) => message.text) ?? []
  }

  /** What one command prints with `--json`, while `ebb run` is stopped. */
  async command(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    await this.#bot.close()
    const { code, stdout, stderr } = await runToEnd(clientMain, ['--home', this.home, '--json', ...args], {
      EBB_PASSPHRASE: passphrase,
    })
    this.#bot = new Bot(this.home, passphrase)
    if (code !== 0) throw new Error(`ebb ${args[0]} ended with ${code}: ${stderr}`)
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  close(): Promise<void> {
    return this.#bot.close()
  }
}

export async function terminalOf(name: string, home: string, link: string): Promise<Terminal> {
  await makeCheapHome(home, passphrase)
  await joinAs(name, home, passphrase, link)
  return new Terminal(name, home)
}
