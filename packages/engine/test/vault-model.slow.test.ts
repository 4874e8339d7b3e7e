import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createForgettingDisk } from '../../../world/src/disk/forgetting-disk.ts'
import type { Vault, VaultChange } from '../src/vault/index.ts'
import { readable } from './vault-attacker.ts'
import { after, bytesOf, emptyModel, expectSame, textOf, texts, type Model } from './vault-model.ts'
import { create, mustOpen, passphrase } from './vault-stand.ts'

type MessageChange = Omit<Extract<VaultChange, { kind: 'message' }>, 'ends'>

let made = 0
const content = fc.constant(undefined).map(() => bytesOf(`text ${made++}`))
const maybeContent = fc.option(content, { nil: undefined, freq: 4 })
const key = fc.nat({ max: 12 })
const ends = fc.option(fc.nat({ max: 9 }), { nil: undefined })
const bucket = fc
  .record({ conversation: fc.nat({ max: 1 }), start: fc.nat({ max: 5 }) })
  .map(({ conversation, start }) => ({ conversation, start: start * 10, end: start * 10 + 10 }))
const change: fc.Arbitrary<VaultChange> = fc.oneof(
  fc.record({ kind: fc.constant('page' as const), page: fc.nat({ max: 3 }), bytes: maybeContent }),
  fc.record({ kind: fc.constant('record' as const), key: fc.nat({ max: 3 }), bytes: maybeContent }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('message' as const), key, bucket, bytes: content, ends }).map(later),
  },
  fc.record({ kind: fc.constant('message' as const), key, bucket, bytes: content, adds: fc.constant(true as const) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const), key }) },
)
/** Ends within its slice. */
function later({ ends: after, ...message }: MessageChange & { readonly ends: number | undefined }): VaultChange {
  return after === undefined ? message : { ...message, ends: message.bucket.start + after }
}

const script = fc.array(fc.record({ changes: fc.array(change, { maxLength: 4 }), reopens: fc.boolean() }), {
  maxLength: 25,
})

it('a message that was moved away and back in one commit is written anew', async () => {
  const disk = createForgettingDisk({ slots: 20 })
  const vault = await create(disk)
  const here = { conversation: 1, start: 0, end: 10 }
  const message = { kind: 'message', key: 2, bucket: here } as const
  await vault.commit([{ ...message, bytes: bytesOf('before') }])
  expect(await readable(disk.copy(), passphrase)).toContain('before')
  await vault.commit([
    { ...message, bucket: { ...here, conversation: 0 }, bytes: bytesOf('away'), adds: true },
    { ...message, bytes: bytesOf('back'), adds: true },
  ])
  const found = await readable(disk.copy(), passphrase)
  expect(found).toContain('back')
  expect(found).not.toContain('before')
})

/** Of what lay there: everything by the time at which it may end, nothing twice. */
async function expectDue(vault: Vault, { messages }: Model): Promise<void> {
  const given = new Set<number>()
  for (const now of [-1, 0, 15, 30, Number.MAX_SAFE_INTEGER]) {
    const due = await vault.takeDue(now)
    for (const { key: at } of due.messages) {
      expect(given.has(at)).toBe(false)
      given.add(at)
    }
    for (const [at, { bucket: inside, ends }] of messages) {
      if ((ends ?? inside.start) <= now) expect(given.has(at), `message ${at} at ${now}`).toBe(true)
      else if (!given.has(at)) expect(due.next).toBeLessThanOrEqual(ends ?? inside.start)
    }
  }
  expect(given.size).toBe(messages.size)
}

it('is the same as plain maps, whatever is committed and reopened, and nothing else can be read', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      // Room for 14 keys, so that buckets merge.
      const disk = createForgettingDisk({ slots: 20 })
      let vault = await create(disk)
      let model: Model = emptyModel
      for (const { changes, reopens } of steps) {
        const kept = await vault.commit(changes).then(
          () => true,
          (error: { why: string }) => error.why !== 'disk-full' && Promise.reject(new Error(error.why)),
        )
        if (kept) model = after(model, changes)
        if (reopens) {
          await vault.close()
          vault = await mustOpen(disk)
        }
        await expectSame(vault, model)
        if (reopens) await expectDue(vault, model)
      }
      const found = await readable(disk.copy(), passphrase)
      const { must, may } = texts(model)
      const records = new Set([...found].filter((text) => [...model.records.values()].includes(text)))
      expect([...must.difference(found)]).toEqual([])
      const everARecord = new Set(
        steps
          .flatMap(({ changes }) => changes)
          .flatMap((one) => (one.kind === 'record' && one.bytes ? [textOf(one.bytes)] : [])),
      )
      expect([...found.difference(may).difference(records).difference(everARecord)]).toEqual([])
    }),
    { numRuns: 60 },
  )
})
