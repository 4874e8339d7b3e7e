/** What lies at every place in the end, and whether that is what clients were told. */
import { entryIdOf } from '@ebb/protocol'
import { comeIn, type Person, type TestChannel } from '../../apps/server/test/client.ts'
import { sha256 } from '../../apps/server/src/signatures.ts'
import { nameOf, type WireClient } from './wire-client.ts'

/** By channel, what a line reads that was never there before. Undefined: its body is gone. */
export type Stored = ReadonlyMap<string, ReadonlyMap<number, Uint8Array | undefined>>

export async function readThrough(url: string, person: Person, channels: readonly TestChannel[]): Promise<Stored> {
  const stored = new Map<string, ReadonlyMap<number, Uint8Array | undefined>>()
  for (const channel of channels) {
    const line = await comeIn(url, person)
    const opened = await line.ask(channel.open(line, 0, 1))
    if (opened.kind !== 'opened') throw new Error(`a channel is ${opened.kind}`)
    const places = new Map<number, Uint8Array | undefined>()
    const end = performance.now() + 20_000
    for (let at = 0; places.size < opened.last;) {
      const tell = line.tells[at]
      if (tell === undefined) await line.more()
      else at += 1
      if (tell?.kind === 'entry') places.set(tell.seq, tell.body)
      if (tell?.kind === 'expired') places.set(tell.seq, undefined)
      if (performance.now() > end) break
    }
    line.close()
    stored.set(nameOf(channel.id), places)
  }
  return stored
}

export type Told = Pick<WireClient, 'name' | 'sent' | 'acknowledged' | 'seen' | 'problems'>

export function judge(crowd: readonly Told[], stored: Stored): string[] {
  return [...crowd.flatMap((client) => [...client.problems, ...kept(client, stored)]), ...once(stored)]
}

function* kept({ name, sent, acknowledged, seen }: Told, stored: Stored): Generator<string> {
  for (const { channel, text, seq, body } of acknowledged) {
    const lies = stored.get(channel)?.get(seq)
    if (lies === undefined) yield `lost: ${text}, acknowledged at ${seq}`
    else if (Buffer.compare(lies, body) !== 0) yield `${text} was acknowledged at ${seq}, where something else lies`
  }
  const places = new Map(acknowledged.map(({ text, seq }) => [text, seq]))
  const last = new Map<string, number>()
  for (const { channel, text } of sent) {
    const seq = places.get(text)
    if (seq === undefined) yield `never acknowledged: ${text}`
    else if (seq <= (last.get(channel) ?? 0)) yield `${text} came before what was sent before it`
    last.set(channel, seq ?? 0)
  }
  for (const [channel, mine] of seen) {
    const all = stored.get(channel)!
    for (const [seq, id] of mine) {
      const lies = all.get(seq)
      if (lies !== undefined && nameOf(entryIdOf(lies, sha256)) !== id) yield `${name} saw another entry at ${seq}`
    }
    if (mine.size !== all.size) yield `${name} saw ${mine.size} of ${all.size} places`
  }
}

/** No text at two places, and no place left out. */
function* once(stored: Stored): Generator<string> {
  for (const places of stored.values()) {
    const ids = new Set<string>()
    for (let seq = 1; seq <= places.size; seq++) {
      if (!places.has(seq)) yield `nothing lies at place ${seq} of ${places.size}`
      const lies = places.get(seq)
      const id = lies === undefined ? `gone ${seq}` : nameOf(entryIdOf(lies, sha256))
      if (ids.has(id)) yield `place ${seq} holds what lies at another`
      ids.add(id)
    }
  }
}
