/** `ebb send`: exit 0 when the server has it on disk. */
import { commandLines, type CommandRefusal } from '@ebb/engine'
import { openFile } from '../files.ts'
import { addressIn } from '../address.ts'
import { Refused, refused } from '../refused.ts'
import { say } from '../say.ts'
import { calm, withSession, type Place, type Session } from '../session.ts'

interface Sending {
  readonly to: string
  readonly text: string
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
    const attachment = file === undefined ? {} : { attachment: await attachFile(session, file) }
    const { value } = await session.command({ do: 'send', ...said, ...attachment, to })
    const { conversation, message } = value!
    const chat = await session.engine.view.chat(conversation!)
    if (chat?.shield === 'changed') throw await failure(session, to, { message: message!, why: 'identity-changed' })
    const outcome = session.until((event) => {
      if (event.kind === 'sent' && event.conversation === conversation && event.message === message) return 'sent'
      if (event.kind === 'not-sent' && event.conversation === conversation) return { why: event.why }
      if (event.kind === 'line' && event.at !== 'online') return { why: event.why ?? ('offline' as const) }
      return undefined
    })
    await session.command({ do: 'connect' })
    const result = await outcome
    if (result !== 'sent') throw await failure(session, to, { message: message!, why: result.why })
    await calm(session)
    say(place, 'Sent.', { event: 'sent', to: sending.to, message })
  })

/** The file as it is, sealed and ready to go. Throws Refused. */
export async function attachFile({ engine }: Session, path: string) {
  const file = await openFile(path)
  try {
    const sealed = await engine.attach(file)
    if (sealed === undefined) throw refused('too-large')
    return { ...sealed, name: file.name, type: file.type, form: { kind: 'file' } } as const
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
