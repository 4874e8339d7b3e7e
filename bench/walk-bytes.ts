/**
 * What one received message writes: the growth of the store's log and the slots of the keyring, counted at the ports of
 * a receiver that runs in this process. The log grows by whole pages, which is what a disk sees; the checkpoint that
 * later moves them into the database is not counted.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import {
  createVault,
  openVault,
  startEngine,
  type Engine,
  type EngineEvent,
  type EngineParts,
  type Pieces,
  type Vault,
} from '@ebb/engine'
import { databaseName, homeFolder, systemClock, systemRandom, webSocketLine } from '@ebb/node'
import { tsMls, type Group } from '@ebb/seal'
import { encodeMessage } from '../packages/engine/src/records/message.ts'
import { everybody, guest, newChannel, now, welcome } from '../packages/seal/test/people.ts'
import { accountId } from '@ebb/protocol'
import { Bot } from '../test/stage/bot.ts'
import { inviteFrom, joinAs, makeCheapHome } from '../test/stage/cheap-home.ts'
import { ServerProcess } from '../test/stage/server-process.ts'

const cost = { memoryKiB: 8, passes: 1 }
/** Fewer than fill the log before its first checkpoint. */
const counted = 40

interface Counted {
  readonly pieces: Pieces
  readonly vault: Vault
  /** Bytes since the last call. */
  readonly written: () => number
}

async function countedVault(dir: string): Promise<Counted> {
  const { store, keyring, pieces } = await homeFolder(dir, { create: true })
  let slots = 0
  const counting: typeof keyring = { ...keyring, write: (writes) => ((slots += writes.length), keyring.write(writes)) }
  const parts = { store, keyring: counting, passphrase: '', random: systemRandom }
  const opened = await openVault(parts)
  const vault = 'refused' in opened ? await createVault({ ...parts, cost }) : opened
  let last = 0
  return {
    vault,
    pieces,
    written() {
      const all = statSync(join(dir, `${databaseName}-wal`)).size + slots * 64
      const grown = all - last
      last = all
      return grown
    },
  }
}

/** Two people through the whole walk, one message after another. */
export async function bytesPerMessageOfTwo(folder: string): Promise<number> {
  const server = new ServerProcess(join(folder, 'bytes-server'))
  await server.start()
  const home = join(folder, 'sender')
  await makeCheapHome(home, 's')
  await joinAs('alice', home, 's', server.invite!)
  const link = await inviteFrom(home, 's')
  const { vault, pieces, written } = await countedVault(join(folder, 'receiver'))
  const { engine, until } = await running({ vault, pieces })
  const sender = new Bot(home, 's')
  try {
    await sender.until('caught-up')
    await engine.command({ do: 'join', link, name: 'bob' })
    const send = async (text: string): Promise<void> => {
      const arrived = until('message')
      await sender.ask({ do: 'send', to: 'bob', text })
      await arrived
      await engine.settled()
    }
    for (let i = 0; i < 5; i++) await send('Warming up.')
    written()
    for (let i = 0; i < counted; i++) await send(`This is what people write to each other, ${i}.`)
    return Math.round(written() / counted)
  } finally {
    await sender.close()
    await engine.close()
    await server.kill()
  }
}

async function running(
  kept: Pick<EngineParts, 'vault' | 'pieces'>,
): Promise<{ engine: Engine; until: (kind: EngineEvent['kind']) => Promise<void> }> {
  const waiting = new Set<(event: EngineEvent) => void>()
  const engine = await startEngine({
    ...kept,
    line: webSocketLine(),
    clock: systemClock,
    random: systemRandom,
    mls: tsMls,
    suite: 'hybrid',
    onEvent: (event) => waiting.forEach((hear) => hear(event)),
    onBroken: (error) => {
      throw error
    },
  })
  const until = (kind: EngineEvent['kind']): Promise<void> =>
    new Promise((resolve) => {
      const hear = (event: EngineEvent): void => {
        if (event.kind !== kind) return
        waiting.delete(hear)
        resolve()
      }
      waiting.add(hear)
    })
  return { engine, until }
}

/** A group of 1,000, of whom some write in turn; what the engine would keep of each message, in one commit. */
export async function bytesPerMessageOfThousand(folder: string, size = 1000, writers = 4): Promise<number> {
  const { receiver, senders } = await largeGroup(size, writers)
  const home = join(folder, 'member')
  const { vault: first } = await countedVault(home)
  let group = receiver
  await first.commit(tsMls.changedPages(undefined, group).map(({ page, bytes }) => ({ kind: 'page', page, bytes })))
  // The whole group fills the log; closed and opened again it begins anew.
  await first.close()
  const { vault, written } = await countedVault(home)
  const take = async (i: number): Promise<void> => {
    const sealed = await tsMls.encrypt(senders[i % writers]!, new Uint8Array(150).fill(i))
    senders[i % writers] = sealed.group
    const opened = await tsMls.open(group, sealed.bytes, everybody, now)
    if (opened.kind !== 'message') throw new Error('a message was not opened')
    const pages = tsMls
      .changedPages(group, opened.group)
      .map(({ page, bytes }) => ({ kind: 'page', page, bytes }) as const)
    group = opened.group
    const bucket = { conversation: 1, start: 0, end: 151_200 }
    const place = { kind: 'record', key: 3_000_001, bytes: systemRandom(roomBytes) } as const
    const next = { kind: 'record', key: 2_000_001, bytes: systemRandom(conversationBytes) } as const
    await vault.commit([
      ...pages,
      { kind: 'message', key: 2 ** 32 + i, bucket, bytes: kept(opened.content) },
      place,
      next,
    ])
  }
  for (let i = 0; i < 2 * writers; i++) await take(i)
  written()
  for (let i = 0; i < counted; i++) await take(2 * writers + i)
  const bytes = Math.round(written() / counted)
  await vault.close()
  return bytes
}

/** About what the engine's records of a room and of a conversation take. */
const roomBytes = 130
const conversationBytes = 70

const kept = (content: Uint8Array): Uint8Array =>
  encodeMessage({
    version: 4,
    state: 'received',
    id: systemRandom(32),
    sender: accountId(systemRandom(32)),
    content,
    ceiling: 2_419_200,
    afterRead: null,
    sent: now,
    read: null,
    edits: [],
    reactions: [],
    ballot: null,
    receipts: new Uint8Array(),
  })

async function largeGroup(size: number, writers: number): Promise<{ receiver: Group; senders: Group[] }> {
  const host = await guest(tsMls, 'classic')
  const others = []
  for (let i = 1; i < size; i++) others.push(await guest(tsMls, 'classic'))
  const alone = await tsMls.create(host.self, {
    channel: newChannel(),
    suite: 'classic',
    policy: Uint8Array.of(1),
    now,
  })
  const staged = await tsMls.stage(alone, { add: others.map((other) => other.keyPackage.public) }, now)
  const joined: Group[] = []
  // Spread over the tree, so that they do not share a page.
  for (let i = 0; i <= writers; i++)
    joined.push(await welcome(tsMls, staged, others[Math.floor((i * (size - 2)) / writers)]!))
  const [receiver, ...senders] = joined
  return { receiver: receiver!, senders }
}
