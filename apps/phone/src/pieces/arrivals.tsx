/** Reads aloud what arrives while the conversation is open. It says so and goes: no text outlives its message here. */
import type { ShownMessage } from '@ebb/engine'
import { withoutMarks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words/words.ts'

/** Milliseconds for which it can be read. */
const patience = 1500

export function Arrivals({ messages }: { readonly messages: readonly ShownMessage[] | undefined }): JSX.Element {
  const last = messages?.at(-1)
  const known = useRef<number | undefined>(undefined)
  const [told, setTold] = useState<ShownMessage | undefined>(undefined)
  useEffect(() => {
    const before = known.current
    known.current = last?.number
    if (last === undefined || before === undefined || last.number <= before || last.mine || last.read) return
    setTold(last)
  }, [last?.number])
  // Of its own, so that what comes next does not stop it.
  useEffect(() => {
    if (told === undefined) return undefined
    const timer = setTimeout(() => setTold(undefined), patience)
    return () => clearTimeout(timer)
  }, [told])
  const lives = told !== undefined && messages?.some((message) => message.number === told.number) === true
  return (
    <p class="unseen" role="status">
      {lives && `${words.value.talk.arrived(told.from)}: ${saidBy(told)}`}
    </p>
  )
}

/** What it says, or else what hangs on it. */
function saidBy({ text = '', attachment }: ShownMessage): string {
  const { attachment: say, voice } = words.value
  if (text !== '' || attachment === undefined) return withoutMarks(text).slice(0, 300)
  return { picture: say.photo, file: say.file, voice: voice.message }[attachment.form.kind]
}
