/** Stored data of older versions, opened by this one: on a copy, at the time when it was written. */
import { cpSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openVault, startEngine, type Clock, type Engine, type EngineEvent, type Line } from '@ebb/engine'
import { homeFolder, systemRandom, webSocketLine } from '@ebb/node'
import { tsMls } from '@ebb/seal'
import { startServer, type RunningServer } from '@ebb/server'

export const oldPassphrase = 'the passphrase of old data'

export interface OldData {
  readonly dir: string
  /** Seconds since 1970. */
  readonly at: number
  readonly origin: string
}

export function copyOfOldData(version: string): OldData {
  const dir = mkdtempSync(join(tmpdir(), 'ebb-old-data-'))
  const from = new URL(`${version}/`, import.meta.url).pathname
  cpSync(from, dir, { recursive: true })
  return { dir, ...(JSON.parse(readFileSync(join(from, 'made.json'), 'utf8')) as { at: number; origin: string }) }
}

export const startOldServer = (old: OldData): Promise<RunningServer> =>
  startServer({ data: join(old.dir, 'server'), origin: old.origin, now: () => old.at, ticks: false })

export async function openOldHome(
  old: OldData,
  name: string,
  url: string,
  onEvent: (event: EngineEvent) => void,
): Promise<Engine> {
  const { store, keyring, pieces } = await homeFolder(join(old.dir, name))
  const vault = await openVault({ store, keyring, passphrase: oldPassphrase, random: systemRandom })
  if ('refused' in vault) throw new Error(vault.refused)
  const clock: Clock = { now: () => old.at, everySecond: () => () => undefined }
  // The server of then answers at another port now.
  const line: Line = { open: (_, nonce, events) => webSocketLine().open(url, nonce, events) }
  const onBroken = (error: Error): never => {
    throw error
  }
  return startEngine({
    vault,
    pieces,
    line,
    clock,
    random: systemRandom,
    mls: tsMls,
    suite: 'hybrid',
    onEvent,
    onBroken,
  })
}
