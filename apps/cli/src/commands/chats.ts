/** `ebb chats`: who there is to talk to, and what waits. */
import type { ShownChat, ShownGroup } from '@ebb/engine'
import { formatDuration, withoutMarks } from '@ebb/protocol'
import { nameFor } from '../address.ts'
import { messageObject, note, saidIn, say } from '../say.ts'
import { catchUp, offlineLine, withSession, type Place } from '../session.ts'

export const chats = (place: Place): Promise<void> =>
  withSession(place, async (session) => {
    if (!(await catchUp(session))) note(place, offlineLine, { event: 'offline' })
    const all = await session.engine.view.chats()
    if (all.length === 0 && !place.json) say(place, 'No conversations yet. Begin one: ebb send @somebody TEXT.', {})
    for (const chat of all) {
      const clocks =
        formatDuration(chat.ceiling) +
        (chat.afterRead === null ? '' : `, ${formatDuration(chat.afterRead)} after reading`)
      const waiting = [
        chat.request ? 'request' : '',
        (chat.group?.asking ?? 0) > 0 ? `${chat.group!.asking} asking to join` : '',
        chat.blocked ? 'blocked' : '',
        chat.unread > 0 ? `${chat.unread} new` : '',
        chat.mentioned ? 'mentions you' : '',
        chat.queued > 0 ? `${chat.queued} waiting` : '',
        chat.introducedBy === undefined ? '' : `introduced by @${chat.introducedBy}`,
      ].filter((t) => t !== '')
      const last = (
        chat.last === undefined ? '' : saidIn({ ...chat.last, text: chat.last.text && withoutMarks(chat.last.text) })
      ).slice(0, 60)
      say(
        place,
        `${chat.group === undefined ? `@${chat.with}` : `${nameFor(`#${chat.name}`)} (${chat.with})`}  ${[...waiting, stateOf(chat), clocks].join(' · ')}${last === '' ? '' : `\n    ${last}`}`,
        {
          event: 'chat',
          with: chat.group === undefined ? chat.with : `#${chat.name}`,
          ...(chat.group === undefined ? {} : { address: chat.with, group: groupObject(chat.group) }),
          verified: chat.verified,
          shield: chat.shield,
          request: chat.request,
          introducedBy: chat.introducedBy ?? null,
          blocked: chat.blocked,
          ceiling: chat.ceiling,
          afterRead: chat.afterRead,
          unread: chat.unread,
          mentioned: chat.mentioned,
          pins: chat.pins.map(({ number }) => number),
          queued: chat.queued,
          last: chat.last === undefined ? null : messageObject(chat.last),
        },
      )
    }
  })

function stateOf({ group, shield }: ShownChat): string {
  if (group === undefined) return shields[shield]
  if (!group.inside) return 'left'
  return `${group.size} people${group.admin ? ', administrator' : ''}`
}

const groupObject = ({ size, inside, admin, announcements, asking }: ShownGroup) => ({
  size,
  inside,
  admin,
  announcements,
  asking,
})

const shields = { verified: 'verified', unverified: 'not verified', changed: 'another account than before' } as const
