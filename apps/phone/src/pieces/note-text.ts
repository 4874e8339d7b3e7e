/** What a line says that nobody has sent: who came, who went, what holds from here on. */
import type { ShownNote } from '@ebb/engine'
import { me } from '../store/house.ts'
import { listed } from '../words/apart.ts'
import { words, type Words } from '../words/words.ts'
import { clocksText } from './clocks.ts'
import { locale } from './locale.ts'

/** So many names are said; of the others, how many they are. */
const most = 8

export function noteText(note: ShownNote): string {
  const { talk, group: say } = words.value
  if (note.kind === 'clocks') return talk.clockChanged(clocksText(note, talk, locale.value))
  if (note.kind === 'restored') return talk.restored
  const own = me.value?.handle
  if (note.kind === 'left') return note.who[0] === own ? say.youLeft : say.left(list(note.who, say))
  const by = note.by === own ? null : note.by
  switch (note.kind) {
    case 'renamed':
      return say.renamed(by, note.name)
    case 'pictured':
      return say.pictured(by)
    case 'announcements':
      return note.on ? say.announcementsOn(by) : say.announcementsOff(by)
    case 'introduced':
      return say.introduced(by, note.name)
    case 'linked':
      return note.on ? say.linkMade(by) : say.linkRevoked(by)
    case 'shorten':
      return note.who === 'members' ? say.shortenAll(by) : say.shortenAdmins(by)
    default:
      return aboutPeople(note, by, note.who[0] === own && note.who.length === 1)
  }
}

type AboutPeople = Extract<ShownNote, { kind: 'added' | 'removed' | 'admins' }>

function aboutPeople(note: AboutPeople, by: string | null, isMe: boolean): string {
  const say = words.value.group
  const who = list(note.who, say)
  switch (note.kind) {
    case 'added':
      if (isMe) return by === null ? say.created : say.addedYou(by)
      return say.added(by, who)
    case 'removed':
      return isMe && by !== null ? say.removedYou(by) : say.removed(by, who)
    case 'admins':
      if (note.admin) return isMe && by !== null ? say.appointedYou(by) : say.appointed(by, who)
      return isMe && by !== null ? say.dismissedYou(by) : say.dismissed(by, who)
  }
}

function list(names: readonly string[], say: Words['group']): string {
  const own = me.value?.handle
  const some = names.slice(0, most).map((name) => (name === own ? say.you : name))
  const rest = names.length - some.length
  return listed(rest > 0 ? [...some, say.people(rest)] : some, locale.value)
}
