/** `ebb group link`, `links`, `unlink`, `admit`, `decline`: how people come into a group by links. `join`, `asked`: asking to. */
import type { ShownEntrance, ShownKnock } from '@ebb/engine'
import { formatDuration } from '@ebb/protocol'
import { addressIn, nameFor } from '../address.ts'
import { refused } from '../refused.ts'
import { harmlessName, note, say } from '../say.ts'
import { catchUp, offlineLine, withSession, type Place, type Session } from '../session.ts'
import { change, changed } from './group.ts'

export interface LinkOptions {
  readonly for?: number
  readonly most?: number
  /** Nobody decides about each who asks. */
  readonly open: boolean
}

export const link = (place: Place, group: string, how: LinkOptions): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const to = await addressIn(session.engine.view, group)
    const { value } = await session.command({
      do: 'link',
      to,
      approval: !how.open,
      ...(how.for === undefined ? {} : { lasts: how.for }),
      ...(how.most === undefined ? {} : { most: how.most }),
    })
    await changed(session)
    const text = value!.link!
    const { renderUnicodeCompact } = await import('uqr')
    const picture = process.stdout.isTTY ? `\n${renderUnicodeCompact(text)}` : ''
    say(place, `${text}${picture}`, { event: 'link', link: text })
  })

export const links = (place: Place, group: string): Promise<void> =>
  withSession(place, async (session) => {
    // Who needs nobody's word is let in by whichever device of an administrator comes next: this one.
    if (await catchUp(session)) await changed(session)
    else note(place, offlineLine, { event: 'offline' })
    const { entrance } = await entranceIn(session, group)
    const now = place.machine.clock.now()
    const lines = entrance.links.map(({ by, ends, approval, most, used }, i) => {
      const left = formatDuration(Math.max(1, Math.round(ends - now)))
      return `  ${i + 1}  by @${by}, ${approval ? 'an administrator decides' : 'lets in whoever asks'}, ${used} of ${most} let in, ${left} left`
    })
    const asking = entrance.asking.map((name) => `  @${name} asks to join`)
    const none =
      lines.length === 0
        ? ['No link leads into this group.']
        : [lines.length === 1 ? 'One link leads into this group:' : `${lines.length} links lead into this group:`]
    say(place, [...none, ...lines, ...asking].join('\n'), { event: 'links', ...entrance })
  })

export const unlink = (place: Place, group: string, which: string): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const { to, entrance } = await entranceIn(session, group)
    const chosen = entrance.links[Number(which) - 1]
    if (chosen === undefined) throw refused('unknown-link')
    await session.command({ do: 'unlink', to, link: chosen.link })
    await changed(session)
    say(place, 'This link leads nowhere any more. Who came by it stays.', { event: 'unlinked', link: chosen.link })
  })

export const decide = (place: Place, group: string, member: string, admit: boolean): Promise<void> =>
  change(place, group, (to) => ({ do: 'decide', to, member, admit }))

export const join = (place: Place, text: string): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) throw refused('offline')
    const { value } = await session.command({ do: 'knock', link: text })
    await changed(session)
    const { name, by, approval } = value!.group!
    const next = approval
      ? 'An administrator decides. Look with: ebb group asked.'
      : 'You are let in when a device of an administrator is online. Look with: ebb chats.'
    say(place, `You have asked to join ${nameFor(`#${name}`)}, into which @${by} invites. ${next}`, {
      event: 'asked',
      name,
      by,
      approval,
    })
  })

/** What was answered is said once. */
export const asked = (place: Place): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const all = session.engine.view.knocks()
    if (all.length === 0 && !place.json) say(place, 'You wait for no answer.', {})
    for (const knock of all) {
      say(place, `${harmlessName(knock.name)} (by @${knock.by}): ${states[knock.state]}`, { event: 'knock', ...knock })
      if (knock.state !== 'asked' && knock.state !== 'admitted')
        await session.command({ do: 'put-away', knock: knock.number })
    }
  })

export const states: { readonly [S in ShownKnock['state']]: string } = {
  asked: 'asked; nobody has answered yet',
  admitted: 'admitted; the group is on its way',
  declined: 'An administrator has declined. Ask them by another way.',
  revoked: 'This link was revoked. Ask an administrator for a new one.',
  expired: 'This link has expired. Ask an administrator for a new one.',
  'used-up': 'This link has let in as many as it should, or the group is full. Ask an administrator for a new one.',
}

async function entranceIn(session: Session, group: string): Promise<{ to: string; entrance: ShownEntrance }> {
  const { view } = session.engine
  const to = await addressIn(view, group)
  const entrance = view.entrance(to)
  if (entrance === undefined) throw refused(view.members(to) === undefined ? 'not-a-group' : 'not-admin')
  return { to, entrance }
}
