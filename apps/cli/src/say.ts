/** Printing: for people a line of text, for programs one JSON object a line. */
import { blocksOf, formatDuration, type Run } from '@ebb/protocol'
import type { ShownAttachment, ShownMessage, ShownNote, ShownOnce, ShownPoll } from '@ebb/engine'

export interface Output {
  readonly json: boolean
}

export function say(output: Output, text: string, object: Record<string, unknown>): void {
  process.stdout.write(output.json ? `${JSON.stringify(object)}\n` : `${text}\n`)
}

/** Something that should be known and stops nothing. */
export function note(output: Output, text: string, object: Record<string, unknown>): void {
  if (output.json) process.stdout.write(`${JSON.stringify(object)}\n`)
  else process.stderr.write(`ebb: ${text}\n`)
}

/** Text of others cannot steer the terminal: control and direction characters show as what they are. */
export const harmless = (text: string): string =>
  text.replace(steering, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The same for what stands in one line. */
export const harmlessName = (text: string): string => harmless(text).replaceAll('\n', '\\u000a')

/** All control characters but the line's end, and what changes the direction of text. */
const steering = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Whether people read it on a terminal that can show letters in more than one way. */
export const drawn = (): boolean => process.stdout.isTTY && !process.env['NO_COLOR']

/** `styled`: marks are drawn by the terminal's means; else the text stands as it was written. */
export function messageLine(message: ShownMessage, now: number, styled = false): string {
  if (message.note !== undefined) return noteLine(message.note)
  const time = new Date(message.sent * 1000).toTimeString().slice(0, 5)
  const mark = `${marks[message.state]}${countsIn(message)}`
  const text = saidIn(message, styled ? draw : harmless).replaceAll('\n', '\n      ')
  const left = `${roughly(message.expires - now)} left${message.afterRead !== null && !message.read ? `, ${formatDuration(message.afterRead)} once read` : ''}`
  const edited = message.earlier.length > 0 ? ' (edited)' : ''
  const reactions = message.reactions.map(({ emoji, mine, from }) => ` ${emoji} ${mine ? 'you' : `@${from}`}`).join('')
  const reply = message.replyTo === undefined ? '' : `(to ${message.replyTo}) `
  const forwarded = message.forwarded ? '(forwarded) ' : ''
  const poll = message.poll === undefined ? '' : pollLines(message.poll)
  return `${time} ${message.mine ? 'you' : `@${message.from}`}: ${reply}${forwarded}${text}${edited}${mark}${reactions}  [${message.number}, ${left}]${poll}`
}

function pollLines({ options, closed, multiple }: ShownPoll): string {
  const lines = options.map(
    ({ text, votes, mine }, at) => `\n      ${at + 1}. ${harmlessName(text)}: ${votes}${mine ? ', you too' : ''}`,
  )
  return `${lines.join('')}${closed ? '\n      (closed)' : multiple ? '\n      (several answers)' : ''}`
}

/** What a message says, and what hangs on it. */
export function saidIn(
  { text, attachment, once }: Pick<ShownMessage, 'text' | 'attachment' | 'once'>,
  draws = harmless,
): string {
  if (once !== undefined) return onceLines[once.at]
  const said = text === undefined ? '(needs a newer app)' : draws(text)
  return attachment === undefined ? said : `${hanging(attachment)} ${said}`.trimEnd()
}

const onceLines: { readonly [A in ShownOnce['at']]: string } = {
  covered: '(to be looked at once: ebb reveal)',
  opened: '(was looked at)',
  waiting: '(to be looked at once)',
  spent: '(to be looked at once, and not here any more)',
}

/** In short. */
function hanging({ form, name, size, put }: ShownAttachment): string {
  const what = {
    file: () => 'file',
    picture: ({ width, height }: Form<'picture'>) => `picture ${width} × ${height}`,
    voice: ({ duration }: Form<'voice'>) => `voice message, ${lengthOf(Math.floor(duration / 1000))}`,
  }[form.kind](form as never)
  const named = name === null ? '' : ` ${harmlessName(name)}`
  const way = put === undefined ? '' : `, ${Math.floor(100 * put)} % sent`
  return `[${what}${named}, ${bytes(size)}${way}]`
}
type Form<K> = Extract<ShownAttachment['form'], { kind: K }>

/** As clocks show it. */
const lengthOf = (seconds: number): string => {
  const two = (count: number): string => String(count).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const bytes = (size: number): string =>
  size < 1000 ? `${size} B` : size < 1e6 ? `${Math.ceil(size / 1000)} KB` : `${(size / 1e6).toFixed(1)} MB`

/** Every sequence in it is of this program: what somebody wrote is made harmless first. */
function draw(text: string): string {
  const one = (run: Run): string => {
    const said = harmless(text.slice(run.from, run.to))
    const codes = [run.strong && 1, run.emphasis && 3, run.strike && 9, run.kind === 'code' && 36].filter(Boolean)
    if (run.kind === 'sign') return ''
    return codes.length === 0 ? said : `\u001b[${codes.join(';')}m${said}\u001b[0m`
  }
  return blocksOf(text)
    .map(({ kind, number, runs }) => {
      const said = runs.map(one).join('')
      if (kind === 'quote') return `│ ${said.replaceAll('\n', '\n│ ')}`
      return kind === 'bullet' ? `• ${said}` : kind === 'number' ? `${number}. ${said}` : said
    })
    .join('\n')
}

/** Of a group, as long as not everybody has read it. */
function countsIn({ receipts, state }: ShownMessage): string {
  if (receipts === undefined || state === 'read' || receipts.delivered === 0) return ''
  const { of, delivered, read } = receipts
  return ` (${delivered} of ${of} have it, ${read} read it)`
}

const marks: { readonly [S in ShownMessage['state']]: string } = {
  queued: ' (waiting)',
  sent: ' ✓',
  delivered: ' ✓✓',
  read: ' ✓✓ read',
  received: '',
  unreadable: '',
  note: '',
}

const noteLine = (note: ShownNote): string => `      ${noteText(note)}`

function noteText(note: ShownNote): string {
  switch (note.kind) {
    case 'clocks': {
      const reading = note.afterRead === null ? '' : `, and ${formatDuration(note.afterRead)} after reading`
      return `Messages now go ${formatDuration(note.ceiling)} after sending${reading}.`
    }
    case 'added':
      // Nobody adds themselves: that is how a group begins.
      if (note.who[0] === note.by) return `@${note.by} began the group.`
      return `@${note.by} added ${names(note.who)}.`
    case 'removed':
      return `@${note.by} removed ${names(note.who)}.`
    case 'left':
      return `${names(note.who)} left.`
    case 'renamed':
      return `@${note.by} named the group ${harmlessName(note.name)}.`
    case 'pictured':
      return `@${note.by} changed the group's picture.`
    case 'admins':
      return `@${note.by} made ${names(note.who)} ${note.admin ? 'administrators' : 'members like others'}.`
    case 'announcements':
      return `@${note.by} lets ${note.on ? 'only administrators' : 'everybody'} write.`
    case 'restored':
      return 'The server was restored from a backup. This conversation goes on in a new channel.'
    case 'introduced':
      return `@${note.by} introduced @${note.name}.`
    case 'linked':
      return `@${note.by} ${note.on ? 'made a link' : 'revoked a link'} into this group.`
    case 'shorten':
      return `@${note.by} lets ${note.who === 'admins' ? 'only administrators' : 'everybody'} shorten the clocks.`
  }
}

/** The first few of many. */
function names(who: readonly string[]): string {
  const some = who.slice(0, 10).map((name) => `@${name}`)
  return `${some.join(', ')}${who.length > some.length ? ` and ${who.length - some.length} more` : ''}`
}

export const messageObject = (message: ShownMessage) => ({
  number: message.number,
  from: message.from,
  mine: message.mine,
  state: message.state,
  text: message.text ?? null,
  replyTo: message.replyTo ?? null,
  ...(message.attachment === undefined ? {} : { attachment: attachmentObject(message.attachment) }),
  ...(message.once === undefined ? {} : { once: message.once.at }),
  ...(message.poll === undefined ? {} : { poll: message.poll }),
  ...(message.mentions.length === 0 ? {} : { mentions: namesMentioned(message) }),
  ...(message.receipts === undefined ? {} : { receipts: message.receipts }),
  ...(message.forwarded ? { forwarded: true } : {}),
  edited: message.earlier.length > 0,
  reactions: message.reactions,
  sent: message.sent,
  expires: message.expires,
  ...(message.note === undefined ? {} : { note: message.note }),
})

/** As they stand in the text, without `@`. */
const namesMentioned = ({ text, mentions }: ShownMessage): readonly string[] =>
  mentions.map(({ from, to }) => (text ?? '').slice(from + 1, to).toLowerCase())

const attachmentObject = ({ form, ...attachment }: ShownAttachment) => ({ ...attachment, form: form.kind })

/** 93784 is `1d`, and so is a second less than a day: the largest unit that nearly fits, rounded. */
function roughly(seconds: number): string {
  for (const [unit, size] of [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (seconds >= 0.95 * size) return `${Math.round(seconds / size)}${unit}`
  }
  return `${Math.max(0, seconds)}s`
}
