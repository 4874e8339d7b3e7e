/** `ebb run`: JSON lines on stdin and stdout, for bots. Each line is a command; `id` comes back with its answer. */
import { createInterface } from 'node:readline'
import { commandLines, type CommandRefusal, type EngineEvent } from '@ebb/engine'
import { messageObject } from '../say.ts'
import { withSession, type Place, type Session } from '../session.ts'
import { parseLine } from './run-line.ts'

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
  if (asked.command === 'read') return readChat(session, asked.id, asked.to)
  const answer = await session.engine.command(asked.command)
  print(answer.ok ? { event: 'answer', id: asked.id, ok: true, ...answer.value } : refusal(asked.id, answer.why))
}

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
      const who = view.handleOf(event.conversation)
      const message = who === undefined ? undefined : await view.message(who, event.message)
      // What a line about new clocks says, the event about them has said.
      if (message !== undefined && message.note === undefined)
        print({ event: 'message', with: who, ...messageObject(message) })
      return
    }
    case 'sent':
    case 'gone':
    case 'receipt':
    case 'revised':
    case 'read':
      return void print({ event: event.kind, with: view.handleOf(event.conversation) ?? null, number: event.message })
    case 'not-sent':
      return void print({
        event: 'not-sent',
        with: view.handleOf(event.conversation) ?? null,
        why: event.why,
        line: commandLines[event.why],
      })
    case 'timer':
      return void print({
        event: 'timer',
        with: view.handleOf(event.conversation) ?? null,
        ceiling: event.ceiling,
        afterRead: event.afterRead,
      })
    case 'line': {
      const why = event.why === undefined ? {} : { why: event.why, line: commandLines[event.why] }
      return void print({ event: event.at, ...why })
    }
    case 'conversation':
      return void print({ event: 'conversation', with: view.handleOf(event.conversation) ?? null })
    case 'caught-up':
      return void print({ event: 'caught-up' })
    case 'chat': // nothing that a program must know
    case 'warning': // printed by the session
  }
}
