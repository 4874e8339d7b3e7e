/**
 * A home as four weeks leave it: 500 conversations, 100,000 messages, 50,000 of them in one. Accounts, key packages,
 * channels and MLS groups are real: 500 accounts join a real server, and a real engine begins a conversation with each.
 * The history is written by the vault itself, as the engine would have kept it, because sending so much takes hours.
 */
import { createVault, startEngine, tsMls, type Command, type Engine } from '@ebb/engine'
import { homeFolder, systemRandom, webSocketLine } from '@ebb/node'
import { connectionProof, day, encodeAs, publication, readInvitation } from '@ebb/protocol'
import { createDevice, sign } from '@ebb/seal'
import { startServer } from '@ebb/server'
import { join } from 'node:path'
import { TestLine } from '../apps/server/test/client.ts'
import { firstEntry } from '../packages/engine/src/people/first-entry.ts'
import { nameOf } from './phone-people.ts'
import { writeHistory } from './phone-history.ts'

export interface HomeSize {
  readonly conversations: number
  /** With the first of them. */
  readonly messagesInOne: number
  readonly messagesInAll: number
}

/** What a server allows in a day is not meant for so many first meetings at once. */
const manyAtOnce = ({ conversations }: HomeSize) => ({
  invitationsPerDay: conversations + 1,
  channelsPerHour: conversations + 1,
  keyPackagesClaimedPerHour: conversations + 1,
})

/** Leaves the server's data in `folder`/server and the home in `folder`/home; resolves to the port that both know. */
export async function makeHome(folder: string, passphrase: string, size: HomeSize): Promise<number> {
  // As far as server and engine know, it is four weeks ago: what is sent now is the oldest that still lives.
  const begun = Date.now()
  const now = (): number => Math.floor(begun / 1000) - 28 * day + 3600 + Math.floor((Date.now() - begun) / 1000)
  const server = await startServer({ data: join(folder, 'server'), port: 0, now, limits: manyAtOnce(size) })
  try {
    const home = join(folder, 'home')
    const engine = await beginHome(home, passphrase, now)
    await must(engine, { do: 'join', link: server.invite!, name: 'nora' })
    for (let i = 0; i < size.conversations; i++) {
      const link = (await must(engine, { do: 'invite' }))!.link!
      await register(link, nameOf(i), now())
      await must(engine, { do: 'send', to: nameOf(i), text: `Hello, this is Nora.` })
    }
    while (!engine.view.idle()) await new Promise((resolve) => setTimeout(resolve, 20))
    await engine.close()
    await writeHistory(home, passphrase, size)
    return Number(new URL(server.url).port)
  } finally {
    await server.close()
  }
}

async function beginHome(dir: string, passphrase: string, now: () => number): Promise<Engine> {
  const home = await homeFolder(dir, { create: true })
  const vault = await createVault({ ...home, passphrase, random: systemRandom })
  return startEngine({
    vault,
    pieces: home.pieces,
    clock: { now, everySecond: () => () => undefined },
    random: systemRandom,
    line: webSocketLine(),
    mls: tsMls,
    suite: 'hybrid',
    onEvent: () => undefined,
    onBroken: (error) => process.stderr.write(`${error.message}\n`),
  })
}

async function must(engine: Engine, command: Command) {
  // Whatever the last one began has its turn first.
  await new Promise((resolve) => setImmediate(resolve))
  const answer = await engine.command(command)
  if (!answer.ok) throw new Error(`${command.do}: ${answer.why}`)
  return answer.value
}

/** Somebody with one device and one key package, who never comes back. */
async function register(link: string, handle: string, at: number): Promise<void> {
  const { origin, invitation } = readInvitation(link)!
  const device = createDevice(systemRandom)
  const keys = {
    origin,
    handle,
    device: device.key,
    devicePrivate: device.private,
    inbox: device.inbox,
    recoveryPrivate: systemRandom(32),
  }
  const { account, chain } = firstEntry(keys, at)
  const line = await TestLine.open(origin)
  const done = async (asked: Promise<string>): Promise<void> => {
    const word = await asked
    if (word !== 'done') throw new Error(word)
  }
  await done(line.word({ kind: 'register', secret: invitation.secret, entry: chain[0]! }))
  const proof = sign(device.private, connectionProof(line.hello.origin, line.hello.nonce, account))
  await done(line.word({ kind: 'authenticate', account, device: device.key, proof }))
  const self = { account, device: device.key, devicePrivate: device.private }
  const made = await tsMls.createKeyPackage(self, { suite: 'hybrid', lastResort: false, now: at })
  const body = encodeAs(publication, { packages: [made.public], lastResort: null })
  await done(line.word({ kind: 'publish', suite: 'hybrid', body }))
  line.close()
}
