/** What can be asked of an open house: commands for the engine, looks at its view. */
import type { Answer, Command, Engine, EngineEvent } from '@ebb/engine'
import type { AskName, Asks } from '../boundary.ts'
import { attachmentIn, sendFile } from './attachments.ts'
import type { HouseParts, OpenHouse } from './keeper.ts'
import { Refused } from './refused.ts'

type Of<N extends AskName> = { readonly [K in N]: (parameters: Asks[K][0]) => Promise<Asks[K][1]> }
type Answers = Of<
  | 'storage'
  | 'command'
  | 'attach'
  | 'forward'
  | 'reveal'
  | 'fetch'
  | 'attachment'
  | 'page'
  | 'opening'
  | 'search'
  | 'members'
  | 'receipts'
  | 'entrance'
  | 'knocks'
  | 'introductions'
  | 'safety'
>

export function answerFrom(open: () => OpenHouse, parts: Pick<HouseParts, 'storage' | 'tell'>): Answers {
  const view = () => open().engine.view
  async function done(command: Command): Promise<Asks['command'][1]> {
    const { engine } = open()
    const answer = await (command.do === 'join' ? joinOrOffline(open(), command) : engine.command(command))
    return command.do === 'send' || command.do === 'poll' ? written(answer, command.to) : valueOf(answer)
  }
  function valueOf(answer: Answer): Asks['command'][1] {
    if (!answer.ok) throw new Refused(answer.why)
    return answer.value ?? null
  }
  async function written(answer: Answer, to: string): Promise<Asks['command'][1]> {
    const value = valueOf(answer)
    const { conversation, message } = value ?? {}
    // Other tabs show it too.
    if (conversation !== undefined && message !== undefined) {
      const [chat, own] = await Promise.all([view().chat(conversation), view().message(to, message)])
      const event: EngineEvent = { kind: 'message', conversation, message }
      parts.tell({ event, ...(chat && { chat }), ...(own && { message: own }) })
    }
    return value
  }
  return {
    page: async ({ to, ...range }) => (await view().page(to, range)) ?? null,
    async opening({ to, limit }) {
      const firstUnread = (await view().firstUnread(to)) ?? null
      const page = await view().page(to, firstUnread === null ? { limit } : { around: firstUnread, limit })
      return page === undefined ? null : { page, firstUnread }
    },
    search: async ({ text, limit }) => view().search(text, limit),
    members: async ({ to }) => view().members(to) ?? [],
    receipts: async ({ to, message }) => (await view().receipts(to, message)) ?? null,
    entrance: async ({ to }) => view().entrance(to) ?? null,
    introductions: async () => view().introductions(),
    knocks: async () => view().knocks(),
    safety: async ({ to }) => view().safety(to) ?? null,
    storage: () => parts.storage(),
    command: done,
    async attach({ file, type, name, form, ...said }) {
      return written(await sendFile(open().engine, file, { ...said, as: { type, name, form } }), said.to)
    },
    forward: async (of) => written(await open().engine.forward(of), of.to),
    reveal: async ({ to, message }) => valueOf(await open().engine.reveal(to, message)),
    async fetch({ to, message }) {
      const answer = await open().engine.fetch(to, message)
      if (!answer.ok) throw new Refused(answer.why)
      return null
    },
    attachment: ({ to, message }) => attachmentIn(open().engine, to, message),
  }
}

/** Joining waits for a server; a person does not, where none can be reached. The keys stay and are used again. */
async function joinOrOffline({ engine, heard }: OpenHouse, command: Command): ReturnType<Engine['command']> {
  const { promise: offline, resolve } = Promise.withResolvers<{ readonly ok: false; readonly why: 'offline' }>()
  const listen = (event: EngineEvent): void => {
    if (event.kind === 'line' && event.at === 'offline') resolve({ ok: false, why: 'offline' })
  }
  heard.add(listen)
  try {
    return await Promise.race([engine.command(command), offline])
  } finally {
    heard.delete(listen)
  }
}
