/** Files on their way between a page and the engine, whatever happens to them meanwhile. */
import { AttachmentError, StorageError, type Engine } from '@ebb/engine'
import { expect, test } from 'vitest'
import { attachmentIn, sendFile } from '../src/house/attachments.ts'
import { Refused } from '../src/house/refused.ts'

const engineWith = (parts: Partial<Engine>): Engine => parts as Engine
const sending = { to: 'bob', text: '', as: { type: 'text/plain', name: null, form: { kind: 'file' } } } as const
const why = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.why : error instanceof StorageError ? error.why : error),
  )

test('a file is read in the parts that are asked for', async () => {
  const read: string[] = []
  const engine = engineWith({
    async hang(source) {
      for (const [from, to] of [
        [0, 3],
        [3, source.size],
      ] as const)
        read.push(new TextDecoder().decode(await source.read(from, to, new Uint8Array(to - from))))
      return { ok: true, value: { message: source.size } }
    },
  })
  expect(await sendFile(engine, new Blob(['low tide']), sending)).toEqual({ ok: true, value: { message: 8 } })
  expect(read).toEqual(['low', ' tide'])
})

test('what is too large, has gone since it was chosen or finds no room is refused, each by its word', async () => {
  const file = new Blob(['x'])
  expect(await why(sendFile(engineWith({ hang: async () => undefined }), file, sending))).toBe('too-large')
  const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }), size: 1 }
  const reads = engineWith({ hang: async (source) => source.read(0, 1, new Uint8Array(1)) as never })
  expect(await why(sendFile(reads, gone as unknown as Blob, sending))).toBe('bad-file')
  const shorter = { slice: () => new Blob([]), size: 1 }
  expect(await why(sendFile(reads, shorter as unknown as Blob, sending))).toBe('bad-file')
  const full = engineWith({ hang: () => Promise.reject(new StorageError('disk-full', 'for this test')) })
  expect(await why(sendFile(full, file, sending))).toBe('disk-full')
})

test('what comes out is whole or nothing, and has no type that its author could choose', async () => {
  async function* parts(fails: boolean): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('<script>')
    if (fails) throw new AttachmentError('bad-attachment')
    yield new TextEncoder().encode('</script>')
  }
  const holding = (fails: boolean): Engine =>
    engineWith({ open: async () => ({ size: 17, type: 'text/html', name: 'a.html', content: parts(fails) }) })
  const blob = (await attachmentIn(holding(false), 'bob', 1))!
  expect(await blob.text()).toBe('<script></script>')
  expect(blob.type).toBe('')
  expect(await why(attachmentIn(holding(true), 'bob', 1))).toBe('bad-attachment')
  const spoilt = engineWith({ open: () => Promise.reject(new AttachmentError('bad-attachment')) })
  expect(await why(attachmentIn(spoilt, 'bob', 1))).toBe('bad-attachment')
  expect(await attachmentIn(engineWith({ open: async () => undefined }), 'bob', 1)).toBeNull()
})
