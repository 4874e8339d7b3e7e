import { describe, expect, it } from 'vitest'
import { beneath } from './interop/beneath.ts'
import type { PeerClient } from './interop/peer.ts'
import { walk, type Seen } from './interop/walk.ts'

const client = (): Promise<PeerClient> => beneath({ handshakes: 'private', name: 'seal', takes: 'names of seal' })

/** As a client is, but for what is changed. */
const spoiled = (change: (honest: PeerClient) => Partial<PeerClient>) => async (): Promise<PeerClient> => {
  const honest = await client()
  return { ...honest, ...change(honest) }
}

const notSo = (seen: readonly Seen[]): readonly string[] => seen.filter(({ ok }) => !ok).map(({ what }) => what)

describe('the walk that two implementations take together', () => {
  it('is taken to its end by the library that seal is made of', async () => {
    for (const handshakes of ['private', 'public'] as const) {
      const mine = () => beneath({ handshakes, name: 'seal', takes: 'names of seal' })
      const seen = await walk(mine, mine)
      expect(notSo(seen)).toEqual([])
      expect(seen.length).toBeGreaterThan(500)
    }
  })

  it('notices whoever reads on after it was removed', async () => {
    const all: Uint8Array[] = []
    const reads = spoiled((honest) => ({
      encrypt: async (group, content) => {
        all.push(content)
        return honest.encrypt(group, content)
      },
      open: async (group, message) => {
        try {
          return await honest.open(group, message)
        } catch {
          return { kind: 'message', content: all.at(-1) ?? new Uint8Array(), sender: undefined }
        }
      },
    }))
    expect(notSo(await walk(client, reads))).toContain('second of other reads nothing after it was removed')
  })

  it('notices whoever sees another content, another sender or another secret', async () => {
    const other = Uint8Array.of(1)
    const content = spoiled((honest) => ({
      open: async (group, message) => {
        const opened = await honest.open(group, message)
        return opened.kind === 'message' ? { ...opened, content: other } : opened
      },
    }))
    expect(notSo(await walk(client, content))).toContain('other reads 5 bytes of founder')
    const sender = spoiled((honest) => ({
      open: async (group, message) => {
        const opened = await honest.open(group, message)
        return opened.kind === 'message' ? { ...opened, sender: other } : opened
      },
    }))
    expect(notSo(await walk(client, sender))).toContain('other knows that founder wrote it')
    const secret = spoiled(() => ({ exported: async () => other }))
    expect(notSo(await walk(client, secret))).toContain(
      'other has come: all are in one epoch, with one secret and the same members',
    )
  })

  it('notices whoever does not follow, and whoever takes what was touched', async () => {
    const deaf = spoiled((honest) => ({
      open: async (group, message) => {
        const opened = await honest.open(group, message)
        return opened.kind === 'commit' ? { kind: 'proposal' } : opened
      },
    }))
    expect(notSo(await walk(client, deaf))).toEqual(['other follows', 'the walk comes to its end'])
    const credulous = spoiled((honest) => ({
      open: (group, message) => honest.open(group, message).catch(() => ({ kind: 'proposal' })),
    }))
    expect(notSo(await walk(client, credulous))).toEqual(
      expect.arrayContaining(['other refuses a message of founder that was touched', 'other does not read it twice']),
    )
  })
})
