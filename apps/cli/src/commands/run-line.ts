/** One line of `ebb run`'s input: a JSON object that asks for something. Handles come with or without `@`. */
import { parseDuration } from '@ebb/protocol'
import { commandLines, type Command } from '@ebb/engine'

export type Asked =
  | { readonly id: unknown; readonly command: Command }
  | { readonly id: unknown; readonly command: 'read'; readonly to: string }
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
      if (typeof object['text'] !== 'string') return bad(id, 'A message to send needs a text.')
      const reply = object['replyTo'] === undefined ? {} : { replyTo: Number(object['replyTo']) }
      return { id, command: { do: 'send', to, text: object['text'], ...clocks, ...reply } }
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
    case 'invite':
      return { id, command: { do: 'invite' } }
    case 'read':
      return { id, command: 'read', to }
    default:
      return bad(id, 'This is not a command. Use send, read, seen, edit, react, delete, timer or invite.')
  }
}

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
