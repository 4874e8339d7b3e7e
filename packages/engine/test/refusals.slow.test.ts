/** Every refusal for every purpose: the engine stays usable, and nothing that was written is lost. */
import { expect, test } from 'vitest'
import { refusalWords, type Ask } from '@ebb/protocol'
import type { Bench } from './bench.ts'
import { join, twoStrangers, twoTalking, type Two } from './two-people.ts'

/** How an ask of this kind comes about. */
const stages: Partial<Record<Ask['kind'], () => Promise<Two>>> = {
  'chain-of-handle': async () => begun([]),
  claim: async () => begun(['chain-of-handle']),
  create: async () => begun(['chain-of-handle', 'claim']),
  open: async () => begun(['chain-of-handle', 'claim', 'create']),
  commit: async () => begun(['chain-of-handle', 'claim', 'create', 'open']),
  'post-letter': async () => begun(['chain-of-handle', 'claim', 'create', 'open', 'commit']),
  'token-add': async () => begun(['chain-of-handle', 'claim', 'create', 'open', 'commit', 'post-letter', 'open']),
  append: async () => {
    const two = await twoTalking()
    await two.alice.command({ do: 'send', to: 'bob', text: 'precious' })
    return two
  },
  stock: async () => reconnected(['authenticate']),
  publish: async () => {
    const two = await twoStrangers()
    two.script.packages.clear()
    return reconnected(['authenticate', 'stock'], two)
  },
  'token-revoke': trusted,
  close: trusted,
  invite: async () => {
    const two = await twoStrangers()
    await two.alice.command({ do: 'invite' })
    return two
  },
}

/** Bob has begun anew, and Alice goes on with him. */
async function trusted(): Promise<Two> {
  const two = await twoTalking()
  const anew = await join(two.script, 'bob')
  await anew.command({ do: 'send', to: 'alice', text: 'new phone' })
  await two.script.play(anew)
  await two.script.play(two.alice)
  await two.alice.command({ do: 'send', to: 'bob', text: 'precious' })
  await two.alice.command({ do: 'trust-new', to: 'bob' })
  return two
}

async function begun(steps: readonly Ask['kind'][]): Promise<Two> {
  const two = await twoStrangers()
  await two.alice.command({ do: 'send', to: 'bob', text: 'precious' })
  for (const kind of steps) await two.alice.told(...two.script.answer(two.alice, two.alice.take(kind)))
  return two
}

async function reconnected(steps: readonly Ask['kind'][], from?: Two): Promise<Two> {
  const two = from ?? (await twoStrangers())
  await two.alice.input({ kind: 'line-closed' })
  await two.alice.command({ do: 'send', to: 'bob', text: 'precious' })
  await two.alice.command({ do: 'connect' })
  await two.script.greet(two.alice)
  for (const kind of steps) await two.alice.told(...two.script.answer(two.alice, two.alice.take(kind)))
  return two
}

const holds = (alice: Bench): boolean =>
  [...alice.kept.values()].length > 0 && alice.texts().some((text) => text.startsWith('precious'))

test.each(Object.entries(stages))('%s', async (kind, stage) => {
  for (const why of refusalWords) {
    const { alice, script } = await stage()
    if (kind === 'invite') await alice.command({ do: 'send', to: 'bob', text: 'precious' })
    await alice.told({ kind: 'refused', req: alice.take(kind as Ask['kind']).req, why })
    // Nobody has this name: the only refusal that means that there is no such conversation.
    const nobody = kind === 'chain-of-handle' && why === 'unknown-account'
    expect([why, holds(alice)]).toEqual([why, !nobody])
    if (nobody) continue
    await script.play(alice)
    // Whatever was put off is tried again, or on the next connection.
    await alice.tick(16)
    await script.play(alice)
    await alice.input({ kind: 'line-closed' })
    await script.connect(alice)
    expect([why, alice.texts().find((text) => text.startsWith('precious'))]).toEqual([why, 'precious (sent)'])
  }
})
