/** Invented people for pictures: real engines with homes of their own and a clock that a hand turns. */
import { createVault, startEngine, tsMls, type Command, type Engine } from '@ebb/engine'
import { homeFolder, systemRandom, webSocketLine } from '@ebb/node'
import { join } from 'node:path'

/** Turned by whoever takes the pictures; runs on from there. Seconds since 1970. */
export class HandClock {
  #ahead = 0

  now(): number {
    return Math.floor((Date.now() + this.#ahead) / 1000)
  }

  turnTo(time: number): void {
    this.#ahead = time * 1000 - Date.now()
  }

  /** Milliseconds by which it differs from this machine's. */
  get ahead(): number {
    return this.#ahead
  }
}

export interface Sample {
  readonly name: string
  readonly engine: Engine
  /** Throws where it is refused. Resolves when what follows has reached the server. */
  do(command: Command): Promise<{ readonly link?: string }>
}

/** `address`: where the server listens on this machine, whatever name it goes by. */
export async function samplePerson(
  name: string,
  { folder, address, link, clock }: { folder: string; address: string; link: string; clock: HandClock },
): Promise<Sample> {
  const passphrase = 'x'
  const home = await homeFolder(join(folder, name), { create: true })
  const cost = { memoryKiB: 8, passes: 1 }
  const engine = await startEngine({
    vault: await createVault({ ...home, passphrase, random: systemRandom, cost }),
    pieces: home.pieces,
    clock: { now: () => clock.now(), everySecond: ticking },
    random: systemRandom,
    line: { open: (_origin, nonce, events) => webSocketLine().open(address, nonce, events) },
    mls: tsMls,
    suite: 'hybrid',
    onEvent: () => undefined,
    onBroken: (error) => process.stderr.write(`${error.message}\n`),
  })
  const person: Sample = {
    name,
    engine,
    async do(command) {
      await pause()
      const answer = await engine.command(command)
      if (!answer.ok) throw new Error(`${name} cannot ${command.do}: ${answer.why}`)
      while (!engine.view.idle()) await pause()
      return answer.value ?? {}
    },
  }
  await person.do({ do: 'join', link, name })
  return person
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

function ticking(tick: () => void): () => void {
  const timer = setInterval(tick, 1000)
  return () => clearInterval(timer)
}
