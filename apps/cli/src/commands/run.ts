/** `ebb run`: JSON lines on stdin and stdout, for bots. Each line is a command; `id` comes back with its answer. */
import { createInterface } from 'node:readline'
import { commandLines, type Answer, type Command, type CommandRefusal, type EngineEvent } from '@ebb/engine'
import { addressIn, labelOf } from '../address.ts'
import { asRefused, Refused } from '../refused.ts'
import { messageObject } from '../say.ts'
import { withSession, type Place, type Session } from '../session.ts'
import { parseLine } from './run-line.ts'
import { saveFrom } from './save.ts'
import { sendFile } from './send.ts'

const print = (object: Record<string, unknown>): boolean => process.stdout.write(`${JSON.stringify(object)}\n`)

export const run = (place: Place): Promise<void> =>
  withSession({ ...place, json: true }, async (session) => {
    let fail: (error: unknown) => void = () => undefined
    const failed = new Promise<never>((_, reject) => (fail = reject))
    // What arrives is printed in the order in which it came.
    let printed: Promise<void> = Promise.resolve()
    session.onEvent((event) => {
      printed = printed.then(() => tell(session, event)).catch(fail)
    })
    await session.command({ do: 'connect' })
    const me = session.engine.view.me()
    print({ event: 'ready', name: me?.handle ?? null })
    await Promise.race([obeyAll(session, fail), failed, session.failed])
    await printed
  })

/** Until the input ends; every line has its answer by then. */
async function obeyAll(session: Session, fail: (error: unknown) => void): Promise<void> {
  const underWay = new Set<Promise<void>>()
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    const work: Promise<void> = obey(session, line)
      .catch(fail)
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }
  await Promise.all(underWay)
}

async function obey(session: Session, line: string): Promise<void> {
  const asked = parseLine(line)
  if ('refused' in asked)
    return void print({ event: 'answer', id: asked.id, ok: false, why: asked.refused, line: asked.line })
  const { view } = session.engine
  try {
    if (asked.command === 'read') return await readChat(session, asked.id, await addressIn(view, asked.to))
    if (asked.command === 'info') {
      const receipts = await view.receipts(await addressIn(view, asked.to), asked.message)
      return void print({ event: 'answer', id: asked.id, ok: true, receipts: receipts ?? null })
    }
    if (asked.command === 'save') {
      await saveFrom(session, await addressIn(view, asked.to), asked)
      return void print({ event: 'answer', id: asked.id, ok: true })
    }
    if (asked.command === 'forward') {
      const [from, to] = [await addressIn(view, asked.from), await addressIn(view, asked.to)]
      return void answer(asked.id, await session.engine.forward({ from, message: asked.message, to }))
    }
    const { command, file } = asked
    const to = 'to' in command ? { to: await addressIn(view, command.to) } : {}
    if (command.do === 'send' && file !== undefined)
      return void answer(asked.id, await sendFile(session, file, { ...command, ...to }))
    await order(session, asked.id, { ...command, ...to })
  } catch (thrown) {
    const error = asRefused(thrown)
    if (!(error instanceof Refused)) throw error
    print({ event: 'answer', id: asked.id, ok: false, why: error.why, line: error.message })
  }
}

async function order(session: Session, id: unknown, command: Command): Promise<void> {
  answer(id, await session.engine.command(command))
}

const answer = (id: unknown, given: Answer): boolean =>
  print(given.ok ? { event: 'answer', id, ok: true, ...given.value } : refusal(id, given.why))

async function readChat(session: Session, id: unknown, who: string): Promise<void> {
  const messages = await session.engine.view.messages(who)
  if (messages === undefined) return void print(refusal(id, 'unknown-conversation'))
  print({ event: 'answer', id, ok: true, messages: messages.map(messageObject) })
}

const refusal = (id: unknown, why: CommandRefusal) => ({ event: 'answer', id, ok: false, why, line: commandLines[why] })

async function tell(session: Session, event: EngineEvent): Promise<void> {
  const { view } = session.engine
  switch (event.kind) {
    case 'message': {
      const to = view.addressOf(event.conversation)
      const message = to === undefined ? undefined : await view.message(to, event.message)
      // What a line about new clocks says, the event about them has said.
      if (message !== undefined && message.note?.kind !== 'clocks')
        print({ event: 'message', with: labelOf(view, event.conversation), ...messageObject(message) })
      return
    }
    case 'sent':
    case 'gone':
    case 'receipt':
    case 'revised':
    case 'read':
      return void print({ event: event.kind, with: labelOf(view, event.conversation) ?? null, number: event.message })
    case 'not-sent':
      return void print({
        event: 'not-sent',
        with: labelOf(view, event.conversation) ?? null,
        why: event.why,
        line: commandLines[event.why],
      })
    case 'not-added':
      return void print({
        event: 'not-added',
        with: labelOf(view, event.conversation) ?? null,
        name: event.handle,
        why: event.why,
        line: commandLines[event.why],
      })
    case 'knock':
    case 'writing':
      return void print({
        event: event.kind,
        with: labelOf(view, event.conversation) ?? null,
        name: event.handle,
      })
    case 'introduced': {
      const one = view.introductions().find(({ number }) => number === event.introduction)
      if (one !== undefined) print({ event: 'introduced', introduction: one.number, name: one.name, by: one.by })
      return
    }
    case 'knocked': {
      const knock = view.knocks().find(({ number }) => number === event.knock)
      return void print({ event: 'knocked', knock: event.knock, state: knock?.state ?? null })
    }
    case 'timer':
      return void print({
        event: 'timer',
        with: labelOf(view, event.conversation) ?? null,
        ceiling: event.ceiling,
        afterRead: event.afterRead,
      })
    case 'line': {
      const why = event.why === undefined ? {} : { why: event.why, line: commandLines[event.why] }
      return void print({ event: event.at, ...why })
    }
    case 'conversation':
      return void print({ event: 'conversation', with: labelOf(view, event.conversation) ?? null })
    case 'caught-up':
      return void print({ event: 'caught-up' })
    case 'transfer':
      return void print({
        event: 'transfer',
        with: labelOf(view, event.conversation) ?? null,
        number: event.message,
        ...(event.why === undefined ? {} : { why: event.why, line: commandLines[event.why] }),
      })
    case 'chat': // nothing that a program must know
    case 'warning': // printed by the session
  }
}
