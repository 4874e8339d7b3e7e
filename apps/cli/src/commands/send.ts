/** `ebb send`: exit 0 when the server has it on disk. */
import {
  commandLines,
  type Answer,
  type Command,
  type CommandRefusal,
  type EngineEvent,
  type FileSending,
  type Forwarding,
} from '@ebb/engine'
import { openFile } from '../files.ts'
import { addressIn } from '../address.ts'
import { Refused, refused } from '../refused.ts'
import { say } from '../say.ts'
import { fetched } from './save.ts'
import { calm, catchUp, withSession, type Place, type Session } from '../session.ts'

interface Sending {
  readonly to: string
  readonly text: string
  /** It can be looked at once. */
  readonly once?: boolean
  /** Path of a file that goes with it. */
  readonly file?: string
  /** Seconds. */
  readonly ceiling?: number
  readonly afterRead?: number
}

export const send = (place: Place, sending: Sending): Promise<void> =>
  withSession(place, async (session) => {
    const { file, ...said } = sending
    const to = await addressIn(session.engine.view, sending.to)
    const heard = hear(session)
    // What is sealed goes out while the rest still is.
    if (file !== undefined) await session.command({ do: 'connect' })
    const writing = { ...said, to }
    const answer =
      file === undefined
        ? await session.command({ do: 'send', ...writing })
        : await Promise.race([sendFile(session, file, writing), session.failed])
    if (!answer.ok) throw refused(answer.why)
    const { value } = answer
    await outcome(session, to, { ...value, heard })
    say(place, 'Sent.', { event: 'sent', to: sending.to, message: value!.message })
  })

/** `ebb forward`: as `send`, with what another message says. */
export const forward = (place: Place, of: Forwarding): Promise<void> =>
  withSession(place, async (session) => {
    const { view } = session.engine
    const [from, to] = [await addressIn(view, of.from), await addressIn(view, of.to)]
    const hanging = (await view.message(from, of.message))?.attachment
    if (hanging !== undefined && hanging.here < 1) await fetched(session, from, of.message)
    const answer = await session.engine.forward({ from, message: of.message, to })
    if (!answer.ok) throw refused(answer.why)
    await outcome(session, to, answer.value!)
    say(place, 'Sent.', { event: 'sent', to: of.to, message: answer.value!.message })
  })

/** `ebb poll`. */
export const poll = (place: Place, asking: Omit<Extract<Command, { do: 'poll' }>, 'do'>): Promise<void> =>
  withSession(place, async (session) => {
    const to = await addressIn(session.engine.view, asking.to)
    const { value } = await session.command({ do: 'poll', ...asking, to })
    await outcome(session, to, value!)
    say(place, 'Sent.', { event: 'sent', to: asking.to, message: value!.message })
  })

/** `ebb vote`, `ebb pin`: done when the server has it. */
export const vote = (place: Place, voting: About<'vote'>): Promise<void> => sayAbout(place, { do: 'vote', ...voting })
export const pin = (place: Place, pinning: About<'pin'>): Promise<void> => sayAbout(place, { do: 'pin', ...pinning })

type About<D extends Command['do']> = Omit<Extract<Command, { do: D }>, 'do'>

const sayAbout = (place: Place, command: Extract<Command, { do: 'vote' | 'pin' }>): Promise<void> =>
  withSession(place, async (session) => {
    const to = await addressIn(session.engine.view, command.to)
    if (!(await catchUp(session))) throw refused('offline')
    await session.command({ ...command, to })
    await calm(session)
    say(place, 'Done.', { event: 'done', to: command.to, message: command.message })
  })

interface Written {
  readonly conversation?: number
  readonly message?: number
  /** What was told since before it was written. */
  readonly heard?: readonly EngineEvent[]
}

function hear(session: Session): readonly EngineEvent[] {
  const heard: EngineEvent[] = []
  session.onEvent((event) => heard.push(event))
  return heard
}

/** Waits until the server has it. Throws Refused. */
async function outcome(session: Session, to: string, { conversation, message, heard = [] }: Written): Promise<void> {
  const chat = await session.engine.view.chat(conversation!)
  if (chat?.shield === 'changed') throw await failure(session, to, { message: message!, why: 'identity-changed' })
  const judge = (event: EngineEvent): 'sent' | { why: CommandRefusal } | undefined => {
    if (event.kind === 'sent' && event.conversation === conversation && event.message === message) return 'sent'
    if (event.kind === 'not-sent' && event.conversation === conversation) return { why: event.why }
    if (event.kind === 'line' && event.at !== 'online') return { why: event.why ?? 'offline' }
    return undefined
  }
  const sent = session.until(judge)
  await session.command({ do: 'connect' })
  const before = heard.flatMap((event) => (event.kind === 'line' ? [] : (judge(event) ?? [])))
  const result = before[0] ?? (await sent)
  if (result !== 'sent') throw await failure(session, to, { message: message!, why: result.why })
  await calm(session)
}

/** The file as it is. Throws Refused. */
export async function sendFile({ engine }: Session, path: string, sending: Omit<FileSending, 'as'>): Promise<Answer> {
  const file = await openFile(path)
  try {
    const as = { name: file.name, type: file.type, form: { kind: 'file' } } as const
    const answer = await engine.hang(file, { ...sending, as })
    if (answer === undefined) throw refused('too-large')
    return answer
  } finally {
    await file.close()
  }
}

/** Whoever reads the line must know whether to write it again. */
async function failure(
  session: Session,
  to: string,
  { message, why }: { message: number; why: CommandRefusal },
): Promise<Refused> {
  const kept = (await session.engine.view.message(to, message)) !== undefined
  if (!kept || why === 'offline') return refused(why)
  return new Refused(why, `${commandLines[why]} What you wrote is kept and goes out by itself.`)
}
