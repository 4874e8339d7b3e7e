/**
 * Begins a voice message. Held, it goes out when the finger leaves; drawn aside it is given up, drawn upwards, or only
 * touched, it goes on without a hand. Keys and screen readers press it.
 */
import type { JSX, TargetedPointerEvent } from 'preact'
import { useRef } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'

/** `held`: as long as it is pressed. `free`: until something else is pressed. `left`: to be sent, because the finger has left. */
export type Speaking = 'held' | 'free' | 'left' | undefined

/** Whether this browser can record at all. It hides the microphone where the page is not secure. */
export const canRecord = (): boolean =>
  'MediaRecorder' in globalThis && (navigator.mediaDevices as MediaDevices | undefined) !== undefined

/** Milliseconds that a touch takes at most. */
const touch = 350
/** Milliseconds in which what is pressed was meant for the button that was here before. */
const settling = 400
/** Pixels until it counts. */
const [aside, upwards] = [110, 80]

export interface MicButtonProps {
  /** When another button was here last, in milliseconds as the page counts them. */
  readonly since: number
  readonly speaking: Speaking
  readonly onSpeak: (speaking: Speaking) => void
}

export function MicButton({ since, speaking, onSpeak }: MicButtonProps): JSX.Element {
  const say = words.value.voice
  const start = useRef<{ readonly x: number; readonly y: number; readonly at: number } | undefined>(undefined)
  const draw = (button: HTMLElement, share: number): void =>
    button.closest<HTMLElement>('.composer')?.style.setProperty('--drawn', String(Math.max(0, Math.min(1, share))))
  const settle = (button: HTMLElement, next: Speaking): void => {
    start.current = undefined
    draw(button, 0)
    onSpeak(next)
  }
  const leave = ({ currentTarget }: TargetedPointerEvent<HTMLButtonElement>, next: Speaking): void => {
    if (start.current !== undefined) settle(currentTarget, next)
  }
  return (
    <button
      type="button"
      class={`send-button mic-button ${speaking === 'held' ? 'mic-held' : ''}`}
      aria-label={say.record}
      // The finger takes the focus from nothing, so the keyboard stays.
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.preventDefault()
        if (event.button !== 0 || !event.isPrimary || performance.now() - since < settling) return
        start.current = { x: event.clientX, y: event.clientY, at: event.timeStamp }
        event.currentTarget.setPointerCapture(event.pointerId)
        onSpeak('held')
      }}
      onPointerMove={(event) => {
        const from = start.current
        if (from === undefined) return
        const backward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 1 : -1
        const [along, up] = [(event.clientX - from.x) * backward, from.y - event.clientY]
        if (along > aside) settle(event.currentTarget, undefined)
        else if (up > upwards && up > along) settle(event.currentTarget, 'free')
        else draw(event.currentTarget, along / aside)
      }}
      onPointerUp={(event) =>
        leave(event, start.current !== undefined && event.timeStamp - start.current.at < touch ? 'free' : 'left')
      }
      // A question of the browser, or the system, has come between: whoever speaks goes on.
      onPointerCancel={(event) => leave(event, 'free')}
      onClick={(event) => {
        if (event.detail === 0 && speaking === undefined && performance.now() - since >= settling) onSpeak('free')
      }}
    >
      <Icon name="mic" />
    </button>
  )
}
