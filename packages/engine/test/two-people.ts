/** Two people on one scripted server, as far as a test wants them; made once, then copied for each test. */
import { Bench } from './bench.ts'
import { Script } from './script.ts'

export interface Two {
  readonly script: Script
  readonly alice: Bench
  readonly bob: Bench
}

export async function join(script: Script, name: string): Promise<Bench> {
  const bench = new Bench()
  await bench.command({ do: 'join', link: script.invitation(), name })
  await script.connect(bench)
  return bench
}

async function meet(): Promise<Two> {
  const script = new Script()
  return { script, alice: await join(script, 'alice'), bob: await join(script, 'bob') }
}

async function talk(): Promise<Two> {
  const two = copyOf(await strangersOnce())
  const { script, alice, bob } = two
  await alice.command({ do: 'send', to: 'bob', text: 'hello' })
  await script.play(alice)
  await script.play(bob)
  await bob.command({ do: 'send', to: 'alice', text: 'hi' })
  await script.play(bob)
  await script.fanOut(alice)
  await script.fanOut(bob)
  return two
}

function copyOf({ script, alice, bob }: Two): Two {
  return { script: script.clone(), alice: alice.clone(), bob: bob.clone() }
}

let strangers: Promise<Two> | undefined
let talking: Promise<Two> | undefined
const strangersOnce = (): Promise<Two> => (strangers ??= meet())

/** Both online, nothing said yet. */
export const twoStrangers = async (): Promise<Two> => copyOf(await strangersOnce())
/** One channel in epoch 1, read to its end on both sides, a message each way. */
export const twoTalking = async (): Promise<Two> => copyOf(await (talking ??= talk()))
