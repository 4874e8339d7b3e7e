/**
 * `npm run dev`: a server and two people who talk over real sockets on loopback, all begun anew when a source changes.
 * What they keep lies in a temporary folder until this ends, so a restart is also a restart of stored data.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createVault,
  openVault,
  startEngine,
  type Answer,
  type Command,
  type Engine,
  type EngineEvent,
} from '@ebb/engine'
import { homeFolder, systemClock, systemRandom, webSocketLine } from '@ebb/node'
import { tsMls } from '@ebb/seal'
import { startServer } from '@ebb/server'

const [, , folder] = process.argv
if (folder === undefined) watch()
else await talk(folder)

/** Node restarts the second process whenever a file that it has imported changes. */
function watch(): void {
  const fresh = mkdtempSync(join(tmpdir(), 'ebb-dev-'))
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', import.meta.filename, fresh], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill('SIGTERM'))
  child.on('exit', (code) => {
    rmSync(fresh, { recursive: true, force: true })
    process.exitCode = code ?? 0
  })
}

async function talk(data: string): Promise<void> {
  // The same port after a restart, so that a third terminal finds its server again.
  const server = await startServer({ data: join(data, 'server'), port: 0 })
  say('server', `listens at ${server.url}`)
  const alice = await start(data, 'alice')
  const bob = await start(data, 'bob')
  let timer: NodeJS.Timeout | undefined
  const stop = async (): Promise<void> => {
    clearTimeout(timer)
    await Promise.all([alice.close(), bob.close()])
    await server.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)))
  await comeIn(alice, 'alice', () => Promise.resolve(server.invite))
  await comeIn(bob, 'bob', () => invitation(alice))
  const link = await invitation(alice)
  say('server', `a third terminal: npx --no -- ebb --home ${join(data, 'third')} join '${link}' --name carol`)
  say('server', `then: npx --no -- ebb --home ${join(data, 'third')} send @alice hello`)
  await chat([alice, bob])

  async function chat([from, to]: readonly [Engine, Engine]): Promise<void> {
    const at = new Date().toLocaleTimeString('en-GB')
    const answer = await from.command({ do: 'send', to: to.view.me()!.handle, text: `it is ${at}`, ceiling: 300 })
    if (!answer.ok) say(from.view.me()!.handle, `could not send: ${answer.why}`)
    timer = setTimeout(() => void chat([to, from]), 3000)
  }
}

async function start(data: string, name: string): Promise<Engine> {
  const home = await homeFolder(join(data, name), { create: true })
  const parts = { store: home.store, keyring: home.keyring, passphrase: 'dev', random: systemRandom }
  const opened = await openVault(parts)
  // Cheap on purpose: nobody's secrets lie here.
  const vault = 'refused' in opened ? await createVault({ ...parts, cost: { memoryKiB: 8, passes: 1 } }) : opened
  const engine: Engine = await startEngine({
    vault,
    pieces: home.pieces,
    line: webSocketLine(),
    clock: systemClock,
    random: systemRandom,
    mls: tsMls,
    suite: 'hybrid',
    onEvent: (event) => void hear(engine, name, event),
    onBroken: (error) => say(name, `the disk failed: ${String(error)}`),
  })
  return engine
}

async function comeIn(engine: Engine, name: string, link: () => Promise<string | null>): Promise<void> {
  const joined = engine.view.me()?.joined === true
  const command: Command = joined ? { do: 'connect' } : { do: 'join', link: (await link())!, name }
  const answer = await engine.command(command)
  if (!answer.ok) throw new Error(`${name} cannot come in: ${answer.why}`)
  say(name, joined ? 'is back' : 'has joined')
}

/** Tried until the line is there. */
async function invitation(host: Engine): Promise<string> {
  for (;;) {
    const answer: Answer = await host.command({ do: 'invite' })
    if (answer.ok) return answer.value!.link!
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function hear(engine: Engine, name: string, event: EngineEvent): Promise<void> {
  if (event.kind === 'warning') return say(name, `is warned: ${event.what}`)
  if (event.kind === 'line') return say(name, `is ${event.at}${event.why === undefined ? '' : `: ${event.why}`}`)
  if (event.kind === 'not-sent') return say(name, `could not send: ${event.why}`)
  if (event.kind !== 'message') return
  const from = engine.view.addressOf(event.conversation)
  const message = from === undefined ? undefined : await engine.view.message(from, event.message)
  if (from === undefined || message === undefined) return
  say(name, `reads from ${from}: ${message.text}`)
  await engine.command({ do: 'seen', to: from, messages: [event.message] })
  // A third terminal gets an answer.
  if (from !== 'alice' && from !== 'bob')
    await engine.command({ do: 'send', to: from, text: `${name} has read: ${message.text}` })
}

function say(who: string, what: string): void {
  console.log(`${new Date().toLocaleTimeString('en-GB')}  ${who.padEnd(6)} ${what}`)
}
