/** `ebb group`: begins a group, shows who is in it, and changes that. */
import { commandLines, type Command } from '@ebb/engine'
import { addressIn, labelOf, nameFor } from '../address.ts'
import { smallPicture } from '../files.ts'
import { refused, Refused } from '../refused.ts'
import { say } from '../say.ts'
import { calm, catchUp, withSession, type Place, type Session } from '../session.ts'

const handle = (who: string): string => who.replace(/^@/, '')

interface Clocks {
  readonly ceiling?: number
  readonly afterRead?: number
  readonly announcements?: boolean
}

export const create = (place: Place, name: string, who: readonly string[], clocks: Clocks): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const leftOut = notAdded(session)
    const members = who.map(handle)
    const { value } = await session.command({ do: 'create', name: name.replace(/^#/, ''), members, ...clocks })
    await changed(session)
    await tell(place, session, value!.conversation!)
    leftOut()
  })

export const add = (place: Place, group: string, who: readonly string[]): Promise<void> =>
  change(place, group, (to) => ({ do: 'add', to, members: who.map(handle) }))

export const remove = (place: Place, group: string, who: string): Promise<void> =>
  change(place, group, (to) => ({ do: 'remove', to, member: handle(who) }))

export const appoint = (place: Place, group: string, who: string, admin: boolean): Promise<void> =>
  change(place, group, (to) => ({ do: 'appoint', to, member: handle(who), admin }))

export const rename = (place: Place, group: string, name: string): Promise<void> =>
  change(place, group, (to) => ({ do: 'shape', to, name: name.replace(/^#/, '') }))

/** `path`: of the picture; undefined: none any more. */
export const picture = async (place: Place, group: string, path: string | undefined): Promise<void> => {
  const read = path === undefined ? null : await smallPicture(path)
  await change(place, group, (to) => ({ do: 'shape', to, picture: read }))
}

export const shape = (
  place: Place,
  group: string,
  how: { readonly announcements?: boolean; readonly shorten?: 'admins' | 'members' },
): Promise<void> => change(place, group, (to) => ({ do: 'shape', to, ...how }))

export const leave = (place: Place, group: string): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    await session.command({ do: 'leave', to: await addressIn(session.engine.view, group) })
    await calm(session)
    say(place, `You have left ${nameFor(group)}. What was said there goes when its time has come.`, {
      event: 'left',
      with: group,
    })
  })

export const show = (place: Place, group: string): Promise<void> =>
  withSession(place, async (session) => {
    const to = await addressIn(session.engine.view, group)
    const chat = (await session.engine.view.chats()).find((one) => one.with === to)
    if (chat?.group === undefined) throw refused('not-a-group')
    await tell(place, session, chat.conversation)
  })

export async function change(place: Place, group: string, command: (to: string) => Command): Promise<void> {
  await withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const leftOut = notAdded(session)
    const to = await addressIn(session.engine.view, group)
    const chat = (await session.engine.view.chats()).find((one) => one.with === to)
    await session.command(command(to))
    await changed(session)
    await tell(place, session, chat!.conversation)
    leftOut()
  })
}

/** Until the group is as it is wanted to be, and whoever was added can know. */
export async function changed(session: Session): Promise<void> {
  const end = Date.now() + 60_000
  while (!session.engine.view.idle() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Afterwards, whoever was left out: the rest is done. */
function notAdded(session: Session): () => void {
  const out: { readonly handle: string; readonly line: string; readonly why: string }[] = []
  session.onEvent((event) => {
    if (event.kind === 'not-added') out.push({ handle: event.handle, why: event.why, line: commandLines[event.why] })
  })
  return () => {
    const [first] = out
    if (first === undefined) return
    const who = out.map((one) => `@${one.handle}`).join(', ')
    throw new Refused(first.why, `Not added: ${who}. ${first.line}`)
  }
}

async function tell(place: Place, session: Session, conversation: number): Promise<void> {
  const { view } = session.engine
  const chat = (await view.chat(conversation))!
  const label = labelOf(view, conversation)!
  const members = view.members(chat.with) ?? []
  const lines = members.map(
    ({ name, mine, admin, verified, state }) =>
      `  @${name}${mine ? ' (you)' : ''}${admin ? ', administrator' : ''}${!mine && verified ? ', verified' : ''}${state === 'in' ? '' : `, ${state}`}`,
  )
  say(place, [`${nameFor(label)} (${chat.with}): ${chat.group!.size} people`, ...lines].join('\n'), {
    event: 'group',
    with: label,
    address: chat.with,
    announcements: chat.group!.announcements,
    picture: chat.group!.picture?.length ?? null,
    members: members.map(({ name, admin, state }) => ({ name, admin, state })),
  })
}
