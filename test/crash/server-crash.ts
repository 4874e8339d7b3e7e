/**
 * kill -9 of the server alone, while lines append and read as fast as a few clients do. They speak the wire without the
 * engine, so that a thousand kills take minutes: each resends by id what is not acknowledged, and reads on from the first
 * place that it has not seen. What a kill cannot show is a missing flush, because the system keeps what was written
 * (power.ts); it shows what is acknowledged or told before it is written, and what a start makes of a torn end.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { firstPerson, TestChannel, type Person } from '../../apps/server/test/client.ts'
import { ServerProcess } from '../stage/server-process.ts'
import { generator } from './generator.ts'
import { judge, readThrough } from './places.ts'
import { WireClient } from './wire-client.ts'

export interface ServerCrashOptions {
  readonly seed: number
  readonly kills: number
  /** Kills of one data directory. */
  readonly perRound?: number
  /** Another program than the real server. */
  readonly main?: string
  readonly say?: (line: string) => void
}

export interface ServerCrashResult {
  readonly kills: number
  readonly acknowledged: number
  /** That a line sent again because it did not know whether they were there. */
  readonly resent: number
  readonly problems: readonly string[]
}

const clients = 6
const channelCount = 4

export async function serverCrash(options: ServerCrashOptions): Promise<ServerCrashResult> {
  const { seed, kills, perRound = 50, main, say = () => undefined } = options
  const problems: string[] = []
  const sum = { kills: 0, acknowledged: 0, resent: 0 }
  for (let round = 0; sum.kills < kills; round++) {
    const size = Math.min(perRound, kills - sum.kills)
    const folder = mkdtempSync(join(tmpdir(), 'ebb-server-crash-'))
    const result = await playRound(new ServerProcess(folder, [], main), generator(seed + round), size)
    problems.push(...result.problems.map((problem) => `round ${round}, seed ${seed + round}: ${problem}`))
    sum.kills += size
    sum.acknowledged += result.acknowledged
    sum.resent += result.resent
    rmSync(folder, { recursive: true, force: true })
    say(`${sum.kills} kills, ${sum.acknowledged} acknowledged, ${problems.length} problems`)
  }
  return { ...sum, problems }
}

async function playRound(server: ServerProcess, random: () => number, kills: number) {
  await server.start()
  const person = await firstPerson({ origin: server.url, invite: server.invite })
  const channels = Array.from({ length: channelCount }, () => new TestChannel())
  const crowd = await begin(server.url, person, channels)
  try {
    for (let kill = 0; kill < kills; kill++) {
      await pause(30 + random() * 500)
      await server.kill()
      await server.start()
    }
    for (const client of crowd) client.rest()
    const late = await settled(crowd)
    const stored = await readThrough(server.url, person, channels)
    return {
      problems: [...late, ...judge(crowd, stored)],
      acknowledged: crowd.reduce((all, client) => all + client.acknowledged.length, 0),
      resent: crowd.reduce((all, client) => all + client.resent, 0),
    }
  } finally {
    for (const client of crowd) client.close()
    await server.kill()
  }
}

/** Each on two of the channels, so that three share each. */
async function begin(url: string, person: Person, channels: readonly TestChannel[]): Promise<WireClient[]> {
  const crowd: WireClient[] = []
  const maker = new WireClient('maker', url, { person, channels: [] })
  await maker.create(channels)
  maker.close()
  for (let at = 0; at < clients; at++) {
    const mine = [channels[at % channelCount]!, channels[(at + 1) % channelCount]!]
    const client = new WireClient(`client ${at}`, url, { person, channels: mine })
    client.live()
    crowd.push(client)
  }
  return crowd
}

/** Waits until everything that was sent is acknowledged and all have seen the same. */
async function settled(crowd: readonly WireClient[]): Promise<string[]> {
  const patience = performance.now() + 20_000
  while (!crowd.every((client) => client.isQuiet())) {
    if (performance.now() > patience)
      return crowd.filter((client) => !client.isQuiet()).map(({ name }) => `${name} still waits for the server`)
    await pause(50)
  }
  // What others wrote last is under way.
  await pause(500)
  return []
}
