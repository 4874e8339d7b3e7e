/** What apps call for attachments, past the engine's turns. */
import { expect, test } from 'vitest'
import { hangingFrom } from './hanging-from.ts'
import { Many } from './many-people.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251)
const as = { type: 'text/plain', name: null, form: { kind: 'file' } } as const
const source = { size: content.length, read: async (from: number, to: number) => content.slice(from, to) }

test('what hangs on a message opens as long as it lives, to the second', async () => {
  const many = await Many.join('alice', 'bob')
  const [alice, bob] = [many.get('alice'), many.get('bob')]
  expect(await hangingFrom(alice).hang(source, { to: 'bob', text: '', ceiling: 60, as })).toMatchObject({ ok: true })
  await many.settle()
  const [shown] = (await bob.view().messages('alice'))!
  const { number } = shown!
  const hanging = hangingFrom(bob)
  expect(await hanging.open('alice', number), 'nothing of it is here yet').toBeUndefined()
  expect(await hanging.fetch('alice', number + 7)).toEqual({ ok: false, why: 'unknown-message' })
  expect(await hanging.fetch('nobody', number)).toEqual({ ok: false, why: 'unknown-message' })
  expect(await hanging.fetch('alice', number)).toEqual({ ok: true })
  await many.settle()
  const parts: Uint8Array[] = []
  for await (const part of (await hanging.open('alice', number))!.content) parts.push(part)
  expect(Buffer.compare(Buffer.concat(parts), content)).toBe(0)
  // Its end has come, and no turn has taken it away yet.
  bob.now = shown!.expires - 1
  expect(await hanging.open('alice', number)).toBeDefined()
  bob.now = shown!.expires
  expect(await hanging.open('alice', number)).toBeUndefined()
  expect(await hanging.fetch('alice', number)).toEqual({ ok: false, why: 'unknown-message' })
})

test('what is larger than an attachment may be is not read', async () => {
  const alice = (await Many.join('alice')).get('alice')
  let read = 0
  const huge = { size: 104_857_601, read: async () => new Uint8Array(++read) }
  expect(await hangingFrom(alice).hang(huge, { to: 'bob', text: '', as })).toBeUndefined()
  expect(read).toBe(0)
})
