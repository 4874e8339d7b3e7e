/** The list of conversations as the page keeps it. */
import type { ShownChat } from '@ebb/engine'
import { beforeEach, expect, test } from 'vitest'
import { chatsLoaded, forgetChats, listed, takeChat, takeChats, takeOtherChats } from '../src/store/chats.ts'

const chat = (conversation: number, how: Partial<ShownChat> = {}): ShownChat =>
  ({ conversation, with: `p${conversation}`, at: conversation, unread: 0, ...how }) as ShownChat
const rows = (): readonly string[] => listed.value.map((one) => `${one.conversation}:${one.unread}`)

beforeEach(forgetChats)

test('the others come after the beginning, in their places', () => {
  takeChats([chat(9), chat(5)])
  expect(chatsLoaded.value).toBe(true)
  expect(rows()).toEqual(['9:0', '5:0'])
  takeOtherChats([chat(9), chat(7), chat(5), chat(1), chat(3, { archived: true })])
  expect(rows()).toEqual(['9:0', '7:0', '5:0', '1:0'])
})

test('of the same second, the newer conversation stands first, whichever came first', () => {
  takeChats([chat(5, { at: 100 }), chat(9, { at: 100 })])
  takeOtherChats([chat(7, { at: 100 })])
  expect(rows()).toEqual(['9:0', '7:0', '5:0'])
})

test('and change nothing of what was told meanwhile', () => {
  takeChats([chat(9), chat(5)])
  takeChat(chat(1, { unread: 2 }))
  takeChat(chat(9, { unread: 1 }))
  takeOtherChats([chat(9), chat(5), chat(1)])
  expect(rows()).toEqual(['9:1', '5:0', '1:2'])
})
