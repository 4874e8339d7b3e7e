/** One run: a server on one core, the generator on another. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Load, Measured } from './load.ts'
import { ejabberd, mosquitto, prosody, type Started } from './peers.ts'
import { node, pinned, serving, type Pinned } from './pinned.ts'

export interface Outcome extends Measured {
  /** Shares of their core that the server and the generator took. */
  readonly server: number
  readonly generator: number
  /** Bytes of the server. */
  readonly memory: number
}

const [serverCore, generatorCore] = [0, 1]
const here = import.meta.dirname

const start = {
  ebb,
  mosquitto: (folder: string) => mosquitto(folder, serverCore),
  ejabberd: (folder: string) => ejabberd(folder, serverCore),
  prosody: (folder: string) => prosody(folder, serverCore),
}

type Asked = Omit<Load, 'port' | 'invite'>

export async function run(load: Asked): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-load-'))
  try {
    return await runIn(folder, load)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** With a server whose files lie in this folder. In Ebb's, nobody has an account yet. */
export async function runIn(folder: string, load: Asked): Promise<Outcome> {
  const { server, ...place } = await start[load.target](folder)
  try {
    return await drive({ ...load, ...place }, server)
  } finally {
    await server.stop()
  }
}

async function ebb(folder: string): Promise<Started> {
  const server = pinned(serverCore, serving(folder))
  return { server, ...(JSON.parse(await server.line()) as { port: number; invite: string }) }
}

async function drive(load: Load, server: Pinned): Promise<Outcome> {
  const generator = pinned(generatorCore, [node, join(here, 'generator.ts'), JSON.stringify(load)])
  await generator.line()
  await generator.line()
  const before = [server.cpu(), generator.cpu()] as const
  await generator.line()
  const used = [server.cpu() - before[0], generator.cpu() - before[1]] as const
  const memory = server.memory()
  const measured = JSON.parse(await generator.line()) as Measured
  return { ...measured, server: used[0] / measured.seconds, generator: used[1] / measured.seconds, memory }
}
