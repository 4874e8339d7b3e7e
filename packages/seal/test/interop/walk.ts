/**
 * What two implementations must be able to do in one group: join each other, write, update, add and remove, each of
 * them. Every step is looked at from every seat, and what must not open is tried too.
 */
import { randomBytes } from 'node:crypto'
import { hex, sameBytes } from '@ebb/protocol'
import type { PeerClient, PeerCommit } from './peer.ts'

/** One thing that was looked at. */
export interface Seen {
  readonly what: string
  readonly ok: boolean
  /** What was there instead. */
  readonly why?: string
}

type Make = () => Promise<PeerClient>

/** `founder` begins the group, `other` is of the other kind; two more of each kind come and go. */
export async function walk(founder: Make, other: Make): Promise<readonly Seen[]> {
  const table = await sit(founder)
  const { seats, see } = table
  try {
    await table.enter('founder', 'other', other)
    await table.talk()
    await table.change('founder updates', 'founder', (seat) => seat.update(table.group))
    await table.change('other updates', 'other', (seat) => seat.update(table.group))
    await table.talk()
    await table.enter('founder', 'second of founder', founder)
    await table.enter('other', 'second of other', other)
    await table.enter('other', 'third of founder', founder)
    await table.enter('founder', 'third of other', other)
    await table.talk()
    await table.tampered('founder')
    await table.tampered('other')
    for (const name of seats.keys()) await table.change(`${name} updates`, name, (seat) => seat.update(table.group))
    await table.talk()
    await table.leave('other', 'second of founder')
    await table.leave('founder', 'second of other')
    await table.leave('third of founder', 'third of other')
    await table.leave('third of founder', 'other')
    await table.enter('third of founder', 'other again', other)
    await table.talk()
    await table.leave('other again', 'founder')
    await table.talk()
  } catch (error) {
    see('the walk comes to its end', false, told(error))
  }
  return table.seen
}

async function sit(founder: Make) {
  const group = new Uint8Array(randomBytes(16))
  const seats = new Map<string, PeerClient>()
  const gone = new Map<string, PeerClient>()
  const seen: Seen[] = []
  const see = (what: string, ok: boolean, why?: string): void =>
    void seen.push({ what, ok, ...(ok || why === undefined ? {} : { why }) })
  const first = await founder()
  await first.create(group)
  seats.set('founder', first)

  const seat = (name: string): PeerClient => {
    const found = seats.get(name)
    if (found === undefined) throw new Error(`nobody sits at ${name}`)
    return found
  }

  /** Everybody is in the same epoch, exports the same secret and sees the same members. */
  async function agree(when: string): Promise<void> {
    const views: string[] = []
    for (const one of seats.values()) {
      const [epoch, secret] = [await one.epoch(group), await one.exported(group, 32)]
      const names = (await one.members(group)).map(hex).toSorted()
      views.push(`${epoch} ${hex(secret)} ${names.join()}`)
    }
    const members = (await first_(seats).members(group)).length
    see(`${when}: all are in one epoch, with one secret and the same members`, new Set(views).size === 1)
    see(`${when}: the members are those who came and have not gone`, members === seats.size)
  }

  async function follow(author: string, { commit }: PeerCommit): Promise<void> {
    for (const [name, one] of seats) {
      if (name === author) continue
      const opened = await attempt(() => one.open(group, commit))
      const ok = !(opened instanceof Error) && opened.kind === 'commit' && opened.active
      see(`${name} follows`, ok, opened instanceof Error ? opened.message : opened.kind)
      if (!ok) throw new Error(`${name} cannot follow a commit of ${author}`)
    }
  }

  return {
    group,
    seats,
    seen,
    see,
    async enter(host: string, name: string, make: Make): Promise<void> {
      const guest = await make()
      const staged = await seat(host).add(group, [await guest.keyPackage(28 * 86_400)])
      await follow(host, staged)
      if (staged.welcome === undefined) throw new Error('no welcome')
      await guest.join(group, staged.welcome)
      seats.set(name, guest)
      await agree(`${name} has come`)
    },
    async change(what: string, author: string, work: (seat: PeerClient) => Promise<PeerCommit>): Promise<void> {
      await follow(author, await work(seat(author)))
      await agree(what)
    },
    /** Everybody writes two messages of different lengths, and everybody else reads them; nobody reads one twice. */
    async talk(): Promise<void> {
      for (const [author, from] of seats) {
        for (const length of [5, 1500]) {
          const content = new Uint8Array(randomBytes(length))
          const message = await from.encrypt(group, content)
          for (const [reader, to] of seats) {
            if (reader === author) continue
            const opened = await attempt(() => to.open(group, message))
            const read = !(opened instanceof Error) && opened.kind === 'message' ? opened : undefined
            const sender = read?.sender ?? (await from.identity())
            const ok = read !== undefined && sameBytes(read.content, content)
            see(`${reader} reads ${length} bytes of ${author}`, ok, opened instanceof Error ? opened.message : 'other')
            see(`${reader} knows that ${author} wrote it`, sameBytes(sender, await from.identity()))
            see(`${reader} does not read it twice`, (await attempt(() => to.open(group, message))) instanceof Error)
          }
        }
      }
    },
    /** A message and a commit of which one bit was turned over open for nobody; what was not touched does. */
    async tampered(author: string): Promise<void> {
      const content = new Uint8Array(randomBytes(40))
      const message = await seat(author).encrypt(group, content)
      const staged = await seat(author).update(group)
      for (const [reader, to] of seats) {
        if (reader === author) continue
        for (const [kind, bytes] of [
          ['message', message],
          ['commit', staged.commit],
        ] as const) {
          const bad = bytes.with(bytes.length - 20, bytes[bytes.length - 20]! ^ 1)
          see(
            `${reader} refuses a ${kind} of ${author} that was touched`,
            (await attempt(() => to.open(group, bad))) instanceof Error,
          )
        }
        const opened = await attempt(() => to.open(group, message))
        const ok = !(opened instanceof Error) && opened.kind === 'message' && sameBytes(opened.content, content)
        see(
          `${reader} reads the message of ${author} as it was`,
          ok,
          opened instanceof Error ? opened.message : 'other',
        )
      }
      await follow(author, staged)
      await agree(`${author} has updated after a touched commit`)
    },
    /** Whoever is removed is told so and reads no later message; all the others do. */
    async leave(author: string, name: string): Promise<void> {
      const leaving = seat(name)
      const staged = await seat(author).remove(group, [await leaving.identity()])
      seats.delete(name)
      const last = await attempt(() => leaving.open(group, staged.commit))
      const isTold = !(last instanceof Error) && last.kind === 'commit' && !last.active
      see(`${name} sees that ${author} removed it`, isTold, last instanceof Error ? last.message : 'other')
      await follow(author, staged)
      await agree(`${author} has removed ${name}`)
      gone.set(name, leaving)
      const content = new Uint8Array(randomBytes(30))
      const message = await seat(author).encrypt(group, content)
      for (const [former, one] of gone)
        see(
          `${former} reads nothing after it was removed`,
          (await attempt(() => one.open(group, message))) instanceof Error,
        )
      for (const [reader, to] of seats) {
        if (reader === author) continue
        const opened = await attempt(() => to.open(group, message))
        const ok = !(opened instanceof Error) && opened.kind === 'message' && sameBytes(opened.content, content)
        see(`${reader} reads what ${name} does not`, ok, opened instanceof Error ? opened.message : 'other')
      }
    },
  }
}

function first_(seats: ReadonlyMap<string, PeerClient>): PeerClient {
  const [one] = seats.values()
  if (one === undefined) throw new Error('nobody is there')
  return one
}

export async function attempt<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

export const told = (found: unknown): string =>
  found instanceof Error ? found.message.split('\n')[0]! : 'something else'
