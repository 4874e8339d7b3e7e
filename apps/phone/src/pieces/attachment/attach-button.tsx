/** Where pictures and files are chosen; what is pasted or dropped into the conversation comes in here too. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../../words/words.ts'
import type { Point } from '../hold.ts'
import { Icon } from '../icon.tsx'
import { later } from '../later.tsx'
import { Menu } from '../menu.tsx'
import { mouse } from '../wide.ts'

const PollSheet = later(async () => (await import('../poll-sheet.tsx')).PollSheet)
const AttachSheet = later(async () => (await import('./attach-sheet.tsx')).AttachSheet)

/** How the message that comes of it is sent. */
interface SentHow {
  readonly ceiling?: number
  readonly afterRead?: number
  readonly replyTo?: ShownMessage
  readonly once?: boolean
}

export interface AttachButtonProps {
  readonly to: string
  readonly how: SentHow
  /** What is written already, and may go along. */
  readonly text: string
  readonly onSent: () => void
  /** Whether what is written next can be looked at once. */
  readonly onOnce: (once: boolean) => void
}

export interface Chosen {
  readonly files: readonly File[]
  /** To be sent as they are. */
  readonly asFiles: boolean
}

export function AttachButton({ to, how, text, onSent, onOnce }: AttachButtonProps): JSX.Element {
  const say = words.value.attachment
  const [asking, setAsking] = useState<{ readonly at: Point | undefined } | 'poll' | undefined>(undefined)
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined)
  const button = useRef<HTMLButtonElement>(null)
  const photos = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const take = (list: FileList | null | undefined, asFiles: boolean): boolean => {
    if (list === null || list === undefined || list.length === 0) return false
    setChosen({ files: [...list], asFiles })
    return true
  }
  const latest = useRef(take)
  latest.current = take
  useEffect(() => takeBrought(button.current!, (list) => latest.current(list, false)), [])
  const input = (ref: typeof photos, accept: string, asFiles: boolean): JSX.Element => (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      accept={accept}
      onChange={(event) => {
        take(event.currentTarget.files, asFiles)
        // The same again is a choice too.
        event.currentTarget.value = ''
      }}
    />
  )
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button attach-button"
        aria-label={say.attach}
        aria-haspopup="menu"
        onClick={(event) => {
          const { left, top } = event.currentTarget.getBoundingClientRect()
          setAsking({ at: event.detail !== 0 && mouse() ? { x: left, y: top } : undefined })
        }}
      >
        <Icon name="clip" />
      </button>
      {input(photos, 'image/*', false)}
      {input(files, '', true)}
      {asking === 'poll' && <PollSheet to={to} how={how} onSent={onSent} onClose={() => setAsking(undefined)} />}
      {typeof asking === 'object' && (
        <Menu
          title={say.attach}
          at={asking.at}
          items={[
            { name: say.choosePhotos, icon: 'picture', onChoose: () => photos.current?.click() },
            { name: say.chooseFiles, icon: 'paper', onChoose: () => files.current?.click() },
            { name: words.value.kinds.once, icon: 'once', onChoose: () => onOnce(true) },
            { name: words.value.kinds.poll, icon: 'poll', stays: true, onChoose: () => setAsking('poll') },
          ]}
          onClose={() => setAsking(undefined)}
        />
      )}
      {chosen !== undefined && (
        <AttachSheet
          to={to}
          how={how}
          text={text}
          chosen={chosen}
          onSent={onSent}
          onOnce={onOnce}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  )
}

/** Pasted where one writes, or dropped on the conversation. Answers how to stop. */
function takeBrought(button: HTMLElement, take: (list: FileList | undefined) => boolean): () => void {
  const place = button.closest<HTMLElement>('.talk') ?? button
  const over = new AbortController()
  const { signal } = over
  place.addEventListener('paste', (event) => take(event.clipboardData?.files) && event.preventDefault(), { signal })
  place.addEventListener(
    'dragover',
    (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    },
    { signal },
  )
  // Else the browser would go to what was dropped.
  place.addEventListener(
    'drop',
    (event) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      take(event.dataTransfer.files)
    },
    { signal },
  )
  return () => over.abort()
}
