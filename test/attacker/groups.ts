/** MLS groups from whatever pages can be opened, and what they open of what lay at the server. */
import { createDecipheriv } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { tsMls, type Group } from '@ebb/seal'
import { openPage } from '../../packages/engine/src/vault/values.ts'
import type { Carved } from './carve.ts'
import { keyWindows } from './keys.ts'
import type { Loot } from './loot.ts'

/** A room's pages, or its staged ones, stand in one stretch of this length. */
const stretch = 2 ** 16

export interface OpenedPage {
  readonly page: number
  readonly bytes: Uint8Array
}

export function openedPages(values: readonly Carved[], keys: readonly Uint8Array[]): readonly OpenedPage[] {
  return values.flatMap(({ key: page, value }) => {
    if (page === undefined) return []
    const bytes = keys.map((key) => openPage(page, value, key)).find((opened) => opened !== undefined)
    return bytes === undefined ? [] : [{ page, bytes }]
  })
}

/** Every group that versions of pages make up together, so many at most for each stretch. */
export function* groupsFrom(pages: readonly OpenedPage[], most = 64): Generator<Group> {
  const stretches = new Map<number, OpenedPage[]>()
  for (const page of pages) {
    const place = Math.floor(page.page / stretch)
    stretches.set(place, [...(stretches.get(place) ?? []), page])
  }
  for (const [place, found] of stretches) {
    let tries = 0
    for (const chosen of choices(found, place)) {
      if (++tries > most) break
      try {
        yield tsMls.fromPages(chosen)
      } catch {
        // Pages of different epochs, or no group's at all.
      }
    }
  }
}

function* choices(found: readonly OpenedPage[], place: number): Generator<Map<number, Uint8Array>> {
  const byNumber = new Map<number, Uint8Array[]>()
  for (const { page, bytes } of found)
    byNumber.set(page - place * stretch, [...(byNumber.get(page - place * stretch) ?? []), bytes])
  let partial: Map<number, Uint8Array>[] = [new Map()]
  for (const [number, all] of byNumber) {
    partial = partial.flatMap((chosen) => all.map((bytes) => new Map(chosen).set(number, bytes))).slice(0, 256)
  }
  yield* partial
}

/** What MLS opens of these entries, as plaintexts. Consuming nothing: every entry is tried from the state that was found. */
export async function readWith(group: Group, entries: Iterable<Uint8Array>, now: number): Promise<Uint8Array[]> {
  const plaintexts: Uint8Array[] = []
  for (const entry of entries) {
    try {
      const opened = await tsMls.open(group, entry, () => true, now)
      if (opened.kind === 'message') plaintexts.push(opened.content)
    } catch {
      // Pages that do not belong together.
    }
  }
  return plaintexts
}

/** The bodies at the server, opened with any window of its key file: what came over the wire, sealed by MLS. */
export function serverEntries({ server, serverFolder }: Loot): readonly Uint8Array[] {
  const keys = [...keyWindows(server.get('bucket-keys') ?? new Uint8Array(0))]
  const db = new DatabaseSync(join(serverFolder, 'channels.db'))
  const rows = db.prepare('SELECT channel, seq, bucket, offset, size FROM entries').all()
  db.close()
  return rows.flatMap((row) => {
    const place = row as { channel: Uint8Array; seq: number; bucket: number; offset: number; size: number }
    const file = server.get(join('buckets', String(place.bucket)))
    const sealed = file?.subarray(place.offset, place.offset + place.size + 28)
    if (sealed === undefined || sealed.length < place.size + 28) return []
    const body = keys.map((key) => openBody(key, sealed, place)).find((opened) => opened !== undefined)
    return body === undefined ? [] : [body]
  })
}

function openBody(
  key: Uint8Array,
  sealed: Uint8Array,
  { channel, seq }: { channel: Uint8Array; seq: number },
): Uint8Array | undefined {
  const bound = Buffer.alloc(24)
  bound.set(channel)
  bound.writeBigUInt64BE(BigInt(seq), 16)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
  decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const body = decipher.update(sealed.subarray(12, sealed.length - 16))
  try {
    decipher.final()
    return body
  } catch {
    return undefined
  }
}
