/** Scans a code with the camera, or takes its text by hand where there is none. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words/words.ts'
import { Bar } from './bar.tsx'
import { openCamera, watchForCodes, type CameraRefusal } from './camera.ts'
import { useVisible } from './visible.ts'

export interface ScanProps {
  /** What the code says, whatever that is. The owner decides whether it goes on. */
  readonly onCode: (text: string) => void
  readonly onClose: () => void
}

type At = 'starting' | 'on' | 'mirrored' | CameraRefusal

export function Scan({ onCode, onClose }: ScanProps): JSX.Element {
  const say = words.value.house.scan
  const box = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const found = useRef(onCode)
  found.current = onCode
  const [at, setAt] = useState<At>('starting')
  const visible = useVisible()
  // A page that nobody sees has no business with the camera.
  useEffect(() => (visible ? scan(video.current!, setAt, (text) => found.current(text)) : undefined), [visible])
  // What was tapped is gone, and the focus with it.
  useEffect(() => box.current?.focus(), [])

  return (
    <div class="screen" ref={box} tabIndex={-1} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <Bar title={say.title} onBack={onClose} />
      <div class="scroll">
        <div class="page">
          <div class="scan-window" hidden={at === 'denied' || at === 'none'}>
            <video
              ref={video}
              class={at === 'mirrored' ? 'scan-video scan-mirrored' : 'scan-video'}
              aria-label={say.picture}
              playsInline
              muted
            />
            <span class="scan-frame" />
          </div>
          <p role="status" class={at === 'denied' || at === 'none' ? 'banner banner-warn scan-line' : 'scan-line'}>
            {at === 'denied' ? say.denied : at === 'none' ? say.none : at === 'starting' ? say.starting : say.hint}
          </p>
          {at === 'denied' || at === 'none' ? (
            <ByHand onCode={onCode} />
          ) : (
            <p class="soft small scan-line">{say.private}</p>
          )}
        </div>
      </div>
    </div>
  )
}

function ByHand({ onCode }: { readonly onCode: (text: string) => void }): JSX.Element {
  const say = words.value.house.scan
  const [text, setText] = useState('')
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') onCode(text.trim())
      }}
    >
      <label class="field">
        <span class="field-name">{say.paste}</span>
        <input
          type="text"
          dir="ltr"
          value={text}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-wide" disabled={text.trim() === ''}>
        {say.use}
      </button>
    </form>
  )
}

/** Opens the camera, looks for codes until it is ended, and gives the camera back whatever happens. */
function scan(video: HTMLVideoElement, tell: (at: At) => void, onCode: (text: string) => void): () => void {
  let ended = false
  let stop = (): void => undefined
  tell('starting')
  void openCamera(video).then((camera) => {
    if (typeof camera === 'string') return ended || tell(camera)
    if (ended) return camera.stop()
    const endWatching = watchForCodes(video, onCode)
    stop = () => {
      endWatching()
      camera.stop()
    }
    return tell(camera.mirrored ? 'mirrored' : 'on')
  })
  return () => {
    ended = true
    stop()
  }
}
