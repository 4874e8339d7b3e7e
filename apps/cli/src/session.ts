/** A home opened, its engine running, and ways to wait for what the engine tells. */
import {
  commandLines,
  createVault,
  openVault,
  startEngine,
  warningLines,
  type Answer,
  type Command,
  type Engine,
  type EngineEvent,
  type Pieces,
  type Vault,
  type VaultParts,
} from '@ebb/engine'
import { labelOf, nameFor } from './address.ts'
import type { Machine } from './machine.ts'
import { askPassphrase } from './passphrase.ts'
import { asRefused, refused, Refused } from './refused.ts'
import { note, type Output } from './say.ts'

export interface Session {
  readonly engine: Engine
  /** Done, or throws Refused. */
  command(command: Command): Promise<Extract<Answer, { ok: true }>>
  /** The first event that fits; throws Refused when the disk fails. Events are offered from the moment of the call. */
  until<T extends object | string>(fits: (event: EngineEvent) => T | undefined): Promise<T>
  onEvent(listener: (event: EngineEvent) => void): void
  /** Rejects with Refused when the disk fails. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

export interface Place extends Output {
  readonly home: string
  readonly machine: Machine
}

/** Opens the home, `fresh`: makes it where there is none. */
export async function openSession(place: Place, fresh = false): Promise<Session> {
  try {
    return await open(place, fresh)
  } catch (error) {
    throw asRefused(error)
  }
}

async function open(place: Place, fresh: boolean): Promise<Session> {
  const { machine } = place
  const passphrase = await askPassphrase(fresh && !(await machine.isHome(place.home)))
  const home = await machine.openHome(place.home, fresh)
  try {
    const vault = await unlock({ ...home, passphrase, random: machine.random }, fresh)
    return await start(place, vault, home.pieces)
  } catch (error) {
    await home.close()
    throw error
  }
}

async function unlock({ store, keyring, passphrase, random }: VaultParts, fresh: boolean): Promise<Vault> {
  const parts = { store, keyring, passphrase, random }
  const vault = await openVault(parts)
  if (!('refused' in vault)) return vault
  if (vault.refused === 'empty' && fresh) return createVault(parts)
  throw new Refused(vault.refused, vaultLines[vault.refused])
}

async function start(place: Place, vault: Vault, pieces: Pieces): Promise<Session> {
  const listeners = new Set<(event: EngineEvent) => void>()
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => (fail = reject))
  failed.catch(() => undefined)
  const { clock, random, line, mls } = place.machine
  const engine = await startEngine({
    vault,
    pieces,
    clock,
    random,
    line,
    mls,
    suite: 'hybrid',
    onEvent: (event) => {
      if (event.kind === 'warning') {
        const about = event.about === undefined ? undefined : labelOf(engine.view, event.about)
        const line = about === undefined ? warningLines[event.what] : `${nameFor(about)}: ${warningLines[event.what]}`
        note(place, line, { event: 'warning', what: event.what, ...(about === undefined ? {} : { about }) })
      }
      for (const listener of listeners) listener(event)
    },
    onBroken: (error) => fail(asRefused(error)),
  })
  return {
    engine,
    async command(command) {
      const answer = await Promise.race([engine.command(command), failed])
      if (!answer.ok) throw refused(answer.why)
      return answer
    },
    until<T extends object | string>(fits: (event: EngineEvent) => T | undefined) {
      const found = new Promise<T>((resolve) => {
        const listen = (event: EngineEvent): void => {
          const value = fits(event)
          if (value === undefined) return
          listeners.delete(listen)
          resolve(value)
        }
        listeners.add(listen)
      })
      return Promise.race([found, failed])
    },
    onEvent: (listener) => listeners.add(listener),
    failed,
    close: () => engine.close(),
  }
}

/** Connects; true once everything at the server is here, false where the server cannot be reached. */
export async function catchUp(session: Session): Promise<boolean> {
  const outcome = session.until((event) => {
    if (event.kind === 'caught-up') return { reached: true as const }
    if (event.kind === 'line' && event.at !== 'online') return { reached: false as const, event }
    return undefined
  })
  await session.command({ do: 'connect' })
  const found = await outcome
  if (!found.reached && found.event.at === 'barred') throw refused(found.event.why ?? 'offline')
  return found.reached
}

/** Waits until nothing is on its way any more, but not forever. */
export async function calm(session: Session): Promise<void> {
  for (let i = 0; i < 100 && !session.engine.view.idle(); i++) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Opens, works, closes, whatever happens. */
export async function withSession<T>(place: Place, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(place)
  try {
    return await work(session)
  } catch (error) {
    throw asRefused(error)
  } finally {
    await session.close()
  }
}

export const offlineLine = commandLines.offline

const vaultLines = {
  empty: 'Nobody has joined here yet. Open an invitation first: ebb join LINK --name NAME.',
  'wrong-passphrase': 'This passphrase does not open this home. Try again.',
  corrupt: 'The keys of this home cannot be read. Nothing was changed; use the home on the disk it came from.',
  newer: 'This home was written by a newer version. Update this app.',
} as const
