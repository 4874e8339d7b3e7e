/** Lines for `ebb run`, good and bad. */
import { describe, expect, test } from 'vitest'
import { parseLine } from '../src/commands/run-line.ts'

describe('a line that asks for something', () => {
  test.each([
    [
      '{"do":"send","to":"@bob","text":"hi","ceiling":"1h","afterRead":"30s","replyTo":4,"id":"x"}',
      { id: 'x', command: { do: 'send', to: 'bob', text: 'hi', ceiling: 3600, afterRead: 30, replyTo: 4 } },
    ],
    ['{"do":"timer","to":"bob","afterRead":null}', { id: null, command: { do: 'timer', to: 'bob', afterRead: null } }],
    ['{"do":"seen","to":"bob","messages":[1,2]}', { id: null, command: { do: 'seen', to: 'bob', messages: [1, 2] } }],
    [
      '{"do":"delete","to":"bob","message":5}',
      { id: null, command: { do: 'delete', to: 'bob', message: 5, forEveryone: true } },
    ],
    ['{"do":"read","to":"@bob","id":1}', { id: 1, command: 'read', to: 'bob' }],
    ['{"do":"receipts","on":true}', { id: null, command: { do: 'receipts', on: true } }],
    ['{"do":"typing","on":true}', { id: null, command: { do: 'typing', on: true } }],
    ['{"do":"writing","to":"@bob"}', { id: null, command: { do: 'writing', to: 'bob' } }],
    ['{"do":"info","to":"#1","message":4}', { id: null, command: 'info', to: '#1', message: 4 }],
    ['{"do":"invite"}', { id: null, command: { do: 'invite' } }],
    [
      '{"do":"link","to":"#1","lasts":"1d","most":3,"approval":false}',
      { id: null, command: { do: 'link', to: '#1', lasts: 86_400, most: 3, approval: false } },
    ],
    [
      '{"do":"decide","to":"#1","member":"@dave","admit":true}',
      { id: null, command: { do: 'decide', to: '#1', member: 'dave', admit: true } },
    ],
    [
      '{"do":"introduce","to":"@bob","other":"@carol"}',
      { id: null, command: { do: 'introduce', to: 'bob', other: 'carol' } },
    ],
    [
      '{"do":"introduction","introduction":3,"meet":true}',
      { id: null, command: { do: 'introduction', introduction: 3, meet: true } },
    ],
    ['{"do":"knock","link":"https://x/g#"}', { id: null, command: { do: 'knock', link: 'https://x/g#' } }],
  ])('%s', (line, asked) => {
    expect(parseLine(line)).toEqual(asked)
  })
})

describe('a line that asks for nothing that there is', () => {
  test.each([
    ['not json', 'bad-command', null],
    ['null', 'bad-command', null],
    ['7', 'bad-command', null],
    ['{"do":"dance","id":1}', 'bad-command', 1],
    ['{"do":"send","to":"bob","id":2}', 'bad-command', 2],
    ['{"do":"send","to":"bob","text":7}', 'bad-command', null],
    ['{"do":"send","to":"bob","text":"x","ceiling":60,"id":3}', 'bad-clock', 3],
    ['{"do":"timer","to":"bob","ceiling":"soon"}', 'bad-clock', null],
    ['{"do":"link","to":"#1","lasts":"soon"}', 'bad-clock', null],
    ['{"do":"receipts","on":"yes"}', 'bad-command', null],
    ['{"do":"typing"}', 'bad-command', null],
    ['{"do":"knock"}', 'bad-command', null],
  ])('%s', (line, refused, id) => {
    expect(parseLine(line)).toMatchObject({ refused, id })
  })
})
