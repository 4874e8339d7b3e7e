/**
 * The house: empty, locked or open, and what may be asked of it in each. Lives in the worker of the leading tab; the
 * engine, its vault and every key exist only in here and only while it is open.
 */
import {
  createVault,
  exerciseVault,
  openVault,
  startEngine,
  StorageError,
  tsMls,
  type Clock,
  type Engine,
  type EngineEvent,
  type EngineParts,
  type Keyring,
  type Line,
  type Pieces,
  type ShownChat,
  type Store,
  type Vault,
} from '@ebb/engine'
import type { Asks, AskName, Happened, House, Me, Opener, PrfHint, Storage } from '../boundary.ts'
import { answerFrom } from './answers.ts'
import { tellOf } from './happenings.ts'
import { seenFromOutside, type Outside } from './outside.ts'
import { Refused } from './refused.ts'

export interface HouseParts extends Outside {
  readonly clock: Clock
  readonly random: EngineParts['random']
  readonly line: Line
  /** Throws StorageError. */
  openHome(how: { readonly create: boolean }): Promise<{
    readonly store: Store
    readonly keyring: Keyring
    readonly pieces: Pieces
    close(): Promise<void>
  }>
  eraseHome(): Promise<void>
  readonly hint: Outside['hint'] & { write(hint: PrfHint | null): Promise<void> }
  storage(): Promise<Storage>
  readonly tell: (happened: Happened) => void
}

export interface OpenHouse {
  readonly vault: Vault
  readonly engine: Engine
  /** Who else hears what the engine tells. */
  readonly heard: Set<(event: EngineEvent) => void>
}

export interface Keeper {
  /** Rejects with Refused or StorageError; anything else is a bug. */
  answer<N extends AskName>(name: N, parameters: Asks[N][0]): Promise<Asks[N][1]>
  /** What a page that comes now is shown. */
  house(): Promise<House>
}

export function keepHouse(parts: HouseParts): Keeper {
  let open: OpenHouse | undefined
  let drawn = (): void => undefined
  let awaited = false
  // Opening, locking and erasing wait for each other.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function house(): Promise<House> {
    return open === undefined ? seenFromOutside(parts) : showing(open, (view) => view.chats())
  }

  async function found(passphrase: string): Promise<null> {
    if (open !== undefined) throw new Refused('already-joined')
    await enter(async (home) => createVault({ ...home, passphrase, random: parts.random }), true)
    return changed()
  }

  async function unlock(opener: Opener): Promise<null> {
    if (open !== undefined) return changed()
    awaited = true
    try {
      await enter(async (home) => {
        const keys = 'prf' in opener ? { secret: opener.prf } : opener
        const vault = await openVault({ ...home, ...keys, random: parts.random })
        if ('refused' in vault) throw new Refused(vault.refused)
        return vault
      }, false)
    } catch (error) {
      if (!(error instanceof Refused) || error.why !== 'empty') throw error
      // Its making was interrupted before there was a key: nothing is in it, and it is made anew.
      await parts.eraseHome()
      return changed()
    }
    const entered = mustBeOpen()
    // The screen's full first: who waits for it does not wait for hundreds of others.
    parts.tell({ house: await showing(entered, (view) => view.firstChats(screenful)) })
    await untilDrawn()
    parts.tell({ chats: await entered.engine.view.chats() })
    // Not before: what the list needs is little, and what talking needs is much.
    entered.engine.command({ do: 'connect' }).catch(() => undefined)
    return null
  }

  /** A page that is hidden draws nothing, and one that is gone says nothing. */
  const untilDrawn = (): Promise<void> =>
    new Promise((resolve) => {
      drawn = resolve
      setTimeout(resolve, patience)
    })

  async function enter(
    openWith: (home: { store: Store; keyring: Keyring }) => Promise<Vault>,
    create: boolean,
  ): Promise<void> {
    const home = await parts.openHome({ create })
    try {
      const vault = await openWith(home)
      const heard: OpenHouse['heard'] = new Set()
      open = { vault, engine: await start({ vault, pieces: home.pieces }, heard), heard }
    } catch (error) {
      await home.close()
      throw error
    }
  }

  function start(kept: Pick<EngineParts, 'vault' | 'pieces'>, heard: OpenHouse['heard']): Promise<Engine> {
    const { clock, random, line, tell } = parts
    const telling = tellOf(() => open?.engine.view, tell)
    return startEngine({
      ...kept,
      clock,
      random,
      line,
      mls: tsMls,
      suite: 'hybrid',
      onEvent(event) {
        telling(event)
        for (const listen of heard) listen(event)
      },
      onBroken: (error) => tell({ broken: error instanceof StorageError ? error.why : 'bug' }),
    })
  }

  async function changed(): Promise<null> {
    parts.tell({ house: await house() })
    return null
  }

  async function lock(): Promise<null> {
    const closing = open
    open = undefined
    await closing?.engine.close()
    return changed()
  }

  async function erase(): Promise<null> {
    const closing = open
    open = undefined
    // A disk that failed cannot be closed in order; it can still be overwritten.
    await closing?.engine.close().catch(() => undefined)
    await parts.eraseHome()
    await parts.hint.write(null)
    return changed()
  }

  async function prf(how: Asks['prf'][0]): Promise<null> {
    const { vault } = mustBeOpen()
    if (how === null) {
      await vault.dropSecret()
      await parts.hint.write(null)
    } else {
      await vault.addSecret(how.secret)
      await parts.hint.write(how.hint)
    }
    return null
  }

  async function passphrase({ old, fresh }: Asks['passphrase'][0]): Promise<null> {
    const { vault } = mustBeOpen()
    if (!(await vault.opensWith(old))) throw new Refused('wrong-passphrase')
    await vault.rekey(fresh)
    return null
  }

  function mustBeOpen(): OpenHouse {
    if (open === undefined) throw new Refused('elsewhere')
    return open
  }

  const answers = answerFrom(mustBeOpen, parts)
  const asks: { readonly [N in AskName]: (parameters: Asks[N][0]) => Promise<Asks[N][1]> } = {
    house,
    found: (how) => inTurn(() => found(how.passphrase)),
    unlock: (opener) => inTurn(() => unlock(opener)),
    async drawn() {
      drawn()
      return null
    },
    lock: () => inTurn(lock),
    erase: () => inTurn(erase),
    passphrase: (how) => inTurn(() => passphrase(how)),
    prf: (how) => inTurn(() => prf(how)),
    ...answers,
    async command(command) {
      const value = await answers.command(command)
      // What else is told of says nothing of these.
      if (command.do === 'join' || command.do === 'receipts' || command.do === 'typing') await changed()
      return value
    },
  }

  /** While somebody types their passphrase, in pieces that nobody notices. */
  async function exercise(): Promise<void> {
    if (!(await parts.isHome())) return
    for (let i = 0; i < exercises && !awaited; i++) {
      exerciseVault(parts.random, 10)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  // What cannot be seen from outside is told to whoever asks for the house.
  exercise().catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error
  })

  return {
    house,
    answer: (name, parameters) => asks[name](parameters),
  }
}

/** After so many a browser has compiled what opens a shelf. */
const exercises = 60
/** Milliseconds that a page has for its first list. */
const patience = 1000
/** More rows than any screen shows at once. */
const screenful = 40

async function showing(
  { engine, vault }: OpenHouse,
  chatsOf: (view: Engine['view']) => Promise<readonly ShownChat[]>,
): Promise<House> {
  const passkey = await vault.hasSecret()
  // Last, so that it is no older than what is told of a chat meanwhile.
  const chats = await chatsOf(engine.view)
  return { at: 'open', me: meOf(engine), passkey, chats }
}

/** Before anybody has joined there is nobody to name. */
function meOf(engine: Engine): Me {
  const { view } = engine
  const me = view.me() ?? { handle: '', origin: '', ceiling: 0, joined: false, receipts: false, typing: false }
  return { ...me, online: view.online() }
}
