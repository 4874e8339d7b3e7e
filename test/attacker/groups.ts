/** MLS groups from whatever pages can be opened, and what they open of what lay at the server. */
import { createSecretKey } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sameBytes } from '@ebb/protocol'
import { tsMls, type Group } from '@ebb/seal'
import { nonceOf } from '../../apps/server/src/log/batches.ts'
import { decodeHeads, headsOf, idPlace, sizeOf } from '../../apps/server/src/log/heads.ts'
import { blockStart, openStream } from '../../apps/server/src/log/stream.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'
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
  const keys = [...keyWindows(server.get('bucket-keys') ?? new Uint8Array(0))].map((key) => createSecretKey(key))
  const db = new DatabaseSync(join(serverFolder, 'channels.db'))
  const rows = db.prepare('SELECT nonce, heads FROM batches').all() as { nonce: Uint8Array; heads: Uint8Array }[]
  db.close()
  const bodies: Uint8Array[] = []
  for (const { nonce, heads } of rows) {
    for (const section of decodeHeads(heads)!) {
      const file = server.get(join('buckets', String(section.bucket)))
      if (file === undefined) continue
      for (const head of headsOf(section)) {
        const lies = file.subarray(blockStart(head.offset), head.offset + sizeOf(head))
        const id = head.bytes.subarray(idPlace(head), idPlace(head) + 16)
        const place = { nonce: nonceOf(nonce), offset: head.offset }
        const body = keys
          .map((key) => openStream(key, place, lies))
          .find((opened) => sameBytes(sha256(opened).subarray(0, 16), id))
        if (body !== undefined) bodies.push(body)
      }
    }
  }
  return bodies
}
