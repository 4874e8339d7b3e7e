/** Becoming somebody: answers that get lost, servers that are out of reach for long, invitations that do not hold. */
import { expect, test } from 'vitest'
import { refusalWords } from '@ebb/protocol'
import { Bench } from './bench.ts'
import { Script } from './script.ts'
import { twoTalking } from './two-people.ts'

async function asksToRegister(script: Script): Promise<{ bench: Bench; register: ReturnType<Bench['take']> }> {
  const bench = new Bench()
  await bench.command({ do: 'join', link: script.invitation(), name: 'alice' })
  await script.greet(bench)
  await bench.told(...script.answer(bench, bench.take('authenticate')))
  return { bench, register: bench.take('register') }
}

test('the answer to the registration is lost: the next connection finds the account', async () => {
  const script = new Script()
  const { bench, register } = await asksToRegister(script)
  script.answer(bench, register)
  await bench.input({ kind: 'line-closed' })
  await script.connect(bench)
  expect(bench.answers.get(1)).toEqual({ ok: true })
  expect(bench.state.profile!.secret).toBeNull()
})

test('a server that was out of reach for hours is shown an entry that was made now', async () => {
  const script = new Script()
  const { bench, register } = await asksToRegister(script)
  const account = bench.state.profile!.account
  await bench.input({ kind: 'line-closed' })
  await bench.tick(7200)
  await script.greet(bench)
  await bench.told(...script.answer(bench, bench.take('authenticate')))
  expect(bench.take('register')).not.toEqual(register)
  expect(bench.state.profile!.account).not.toEqual(account)
})

test('nothing can be written before the server has the account', async () => {
  const { bench } = await asksToRegister(new Script())
  expect(await bench.command({ do: 'send', to: 'bob', text: 'too early' })).toEqual({
    ok: false,
    why: 'no-account-yet',
  })
})

test.each(refusalWords)(
  'a registration that is refused as %s says why or is tried again, and another can follow',
  async (why) => {
    const script = new Script()
    const { bench, register } = await asksToRegister(script)
    await bench.told({ kind: 'refused', req: register.req, why })
    const passing = ['too-many', 'closing', 'server-full'].includes(why)
    expect(bench.answers.get(1)).toEqual(passing ? undefined : { ok: false, why })
    if (!passing) expect(bench.state.profile).toBeUndefined()
    await bench.command({ do: 'join', link: script.invitation(), name: 'alison' })
    await script.connect(bench)
    expect(bench.state.profile).toMatchObject({ handle: 'alison', secret: null })
  },
)

test.each(refusalWords)('a device that is refused as %s keeps what it has', async (why) => {
  const { alice, script } = await twoTalking()
  await alice.command({ do: 'send', to: 'bob', text: 'kept' })
  await alice.input({ kind: 'line-closed' })
  await alice.command({ do: 'connect' })
  await script.greet(alice)
  await alice.told({ kind: 'refused', req: alice.take('authenticate').req, why })
  expect(alice.texts().at(-1)).toBe('kept (queued)')
  await alice.command({ do: 'connect' })
  await script.greet(alice)
  await script.play(alice)
  expect(alice.texts().at(-1)).toBe('kept (sent)')
})
