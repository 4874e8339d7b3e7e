/** One line of `ebb run`'s input: a JSON object that asks for something. Handles come with or without `@`. */
import { parseDuration } from '@ebb/protocol'
import { commandLines, type Command } from '@ebb/engine'

export type Asked =
  /** `file`: path of what goes with it. */
  | { readonly id: unknown; readonly command: Command; readonly file?: string }
  | {
      readonly id: unknown
      readonly command: 'save'
      readonly to: string
      readonly message: number
      readonly path: string
    }
  | {
      readonly id: unknown
      readonly command: 'forward'
      readonly from: string
      readonly message: number
      readonly to: string
    }
  | { readonly id: unknown; readonly command: 'read'; readonly to: string }
  | { readonly id: unknown; readonly command: 'info'; readonly to: string; readonly message: number }
  | { readonly id: unknown; readonly refused: 'bad-command' | 'bad-clock'; readonly line: string }

export function parseLine(line: string): Asked {
  const object = objectIn(line)
  if (object === undefined)
    return bad(null, 'This line is no JSON object. Write for example {"do":"send","to":"@bob","text":"hello"}.')
  const id = object['id'] ?? null
  const to = typeof object['to'] === 'string' ? object['to'].replace(/^@/, '') : ''
  const ceiling = length(object['ceiling'])
  const afterRead = length(object['afterRead'])
  if (ceiling === 'bad' || afterRead === 'bad') return { id, refused: 'bad-clock', line: commandLines['bad-clock'] }
  const clocks = { ...(ceiling === undefined ? {} : { ceiling }), ...(afterRead === undefined ? {} : { afterRead }) }
  switch (object['do']) {
    case 'send': {
      const { text = '', file } = object
      if (typeof text !== 'string' || (text === '' && typeof file !== 'string'))
        return bad(id, 'A message to send needs a text or a file.')
      const reply = object['replyTo'] === undefined ? {} : { replyTo: Number(object['replyTo']) }
      const once = object['once'] === true ? { once: true } : {}
      const command = { do: 'send', to, text, ...clocks, ...reply, ...once } as const
      return typeof file === 'string' ? { id, command, file } : { id, command }
    }
    case 'timer':
      return {
        id,
        command: { do: 'timer', to, ...clocks, ...(object['afterRead'] === null ? { afterRead: null } : {}) },
      }
    case 'seen': {
      const messages = Array.isArray(object['messages']) ? object['messages'].map(Number) : []
      return { id, command: { do: 'seen', to, messages } }
    }
    case 'delete':
      return {
        id,
        command: { do: 'delete', to, message: Number(object['message']), forEveryone: object['forEveryone'] !== false },
      }
    case 'edit': {
      if (typeof object['text'] !== 'string') return bad(id, 'An edit needs a text.')
      return { id, command: { do: 'edit', to, message: Number(object['message']), text: object['text'] } }
    }
    case 'react': {
      const emoji = object['emoji'] === null ? '' : object['emoji']
      if (typeof emoji !== 'string') return bad(id, 'A reaction needs an emoji, or null to take one back.')
      return { id, command: { do: 'react', to, message: Number(object['message']), emoji } }
    }
    case 'poll': {
      const options = Array.isArray(object['options']) ? object['options'].map(String) : []
      if (typeof object['question'] !== 'string') return bad(id, 'A poll needs a question and its options.')
      const { question } = object
      return { id, command: { do: 'poll', to, question, options, multiple: object['multiple'] === true, ...clocks } }
    }
    case 'vote': {
      // As they are numbered where a person reads them: from 1.
      const options = Array.isArray(object['options']) ? object['options'].map((option) => Number(option) - 1) : []
      return { id, command: { do: 'vote', to, message: Number(object['message']), options } }
    }
    case 'reveal':
      return { id, command: { do: 'reveal', to, message: Number(object['message']), here: false } }
    case 'pin':
      return { id, command: { do: 'pin', to, message: Number(object['message']), on: object['on'] !== false } }
    case 'close':
      return { id, command: { do: 'close', to, message: Number(object['message']) } }
    case 'create':
    case 'add':
      return gatheringLine(id, to, object, clocks)
    case 'remove':
      return { id, command: { do: 'remove', to, member: handleIn(object['member']) } }
    case 'appoint':
      return {
        id,
        command: { do: 'appoint', to, member: handleIn(object['member']), admin: object['admin'] !== false },
      }
    case 'link': {
      const lasts = length(object['lasts'])
      if (lasts === 'bad') return { id, refused: 'bad-clock', line: commandLines['bad-clock'] }
      const most = object['most'] === undefined ? {} : { most: Number(object['most']) }
      const approval = object['approval'] !== false
      return { id, command: { do: 'link', to, approval, ...most, ...(lasts === undefined ? {} : { lasts }) } }
    }
    case 'introduce':
      return { id, command: { do: 'introduce', to, other: handleIn(object['other']) } }
    case 'introduction':
      return {
        id,
        command: { do: 'introduction', introduction: Number(object['introduction']), meet: object['meet'] === true },
      }
    case 'decide':
      return { id, command: { do: 'decide', to, member: handleIn(object['member']), admit: object['admit'] === true } }
    case 'look':
    case 'knock':
      if (typeof object['link'] !== 'string') return bad(id, 'Asking to join a group needs a link.')
      return { id, command: { do: object['do'], link: object['link'] } }
    case 'leave':
      return { id, command: { do: 'leave', to } }
    case 'invite':
      return { id, command: { do: 'invite' } }
    case 'save':
      if (typeof object['path'] !== 'string') return bad(id, 'Something to save needs a path.')
      return { id, command: 'save', to, message: Number(object['message']), path: object['path'] }
    case 'forward':
      return { id, command: 'forward', from: handleIn(object['from']), message: Number(object['message']), to }
    case 'info':
      return { id, command: 'info', to, message: Number(object['message']) }
    case 'receipts':
      if (typeof object['on'] !== 'boolean') return bad(id, 'Receipts are on or off: true or false.')
      return { id, command: { do: 'receipts', on: object['on'] } }
    case 'typing':
      if (typeof object['on'] !== 'boolean') return bad(id, 'Typing notices are on or off: true or false.')
      return { id, command: { do: 'typing', on: object['on'] } }
    case 'writing':
      return { id, command: { do: 'writing', to } }
    case 'read':
      return { id, command: 'read', to }
    default:
      return bad(
        id,
        'This is not a command. Use send, forward, read, save, seen, edit, react, poll, vote, close, pin, reveal, delete, timer, invite, create, add, remove, appoint, link, decide, look, knock, introduce, introduction, receipts, info, typing, writing or leave.',
      )
  }
}

function gatheringLine(id: unknown, to: string, object: Record<string, unknown>, clocks: object): Asked {
  const members = Array.isArray(object['members']) ? object['members'].map(handleIn) : []
  if (object['do'] === 'add') return { id, command: { do: 'add', to, members } }
  if (typeof object['name'] !== 'string') return bad(id, 'A group needs a name.')
  const announcements = object['announcements'] === true
  return { id, command: { do: 'create', name: object['name'], members, announcements, ...clocks } }
}

const handleIn = (value: unknown): string => (typeof value === 'string' ? value.replace(/^@/, '') : '')

const bad = (id: unknown, line: string): Asked => ({ id, refused: 'bad-command', line })

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const length = (value: unknown): number | undefined | 'bad' =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? (parseDuration(value) ?? 'bad')
      : 'bad'
