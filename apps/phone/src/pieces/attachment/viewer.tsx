/** One picture on the whole screen. Fingers enlarge it as they enlarge every page; a mouse by a click. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'
import { locale } from '../locale.ts'
import { useDialog } from '../sheet.tsx'
import { fullTime } from '../times.ts'
import { useObjectUrl, usePicture } from './object-url.ts'
import { safeName } from './safe-name.ts'

/** Pixels that a finger goes down or up to put it away. */
const farEnough = 90

export interface ViewerProps {
  readonly to: string
  readonly message: ShownMessage
  readonly onClose: () => void
}

export function Viewer({ to, message, onClose }: ViewerProps): JSX.Element {
  const say = words.value.attachment
  const dialog = useDialog(onClose)
  const [picture, isOdd] = usePicture(to, message.number, true)
  const blob = picture instanceof Blob ? picture : undefined
  const url = useObjectUrl(blob)
  const [enlarged, setEnlarged] = useState(false)
  const swipe = useSwipeAway(onClose)
  const name = nameFor(message, blob)
  const shared = blob && sharedFile(blob, name)
  const label = message.mine ? say.ownPicture : say.pictureFrom(message.from)
  return (
    <dialog {...dialog} class="viewer" aria-label={label}>
      <div class="viewer-bar">
        <button type="button" class="icon-button" aria-label={words.value.talk.close} onClick={onClose}>
          <Icon name="close" />
        </button>
        <span class="viewer-names">
          <bdi class="viewer-from">{message.mine ? words.value.talk.you : message.from}</bdi>
          <time>{fullTime(message.sent, locale.value)}</time>
        </span>
        {shared !== undefined && (
          <button
            type="button"
            class="icon-button"
            aria-label={say.share}
            onClick={() => void navigator.share({ files: [shared] }).catch(() => undefined)}
          >
            <Icon name="share" />
          </button>
        )}
        {url !== undefined && (
          <a class="icon-button" href={url} download={name} aria-label={say.save}>
            <Icon name="install" />
          </a>
        )}
      </div>
      <div class={enlarged ? 'viewer-middle viewer-enlarged' : 'viewer-middle'} {...swipe}>
        {picture === 'odd' ? (
          <p class="viewer-odd">{say.noPicture}</p>
        ) : (
          url !== undefined && (
            <img src={url} alt={label} draggable={false} onError={isOdd} onDblClick={() => setEnlarged(!enlarged)} />
          )
        )}
      </div>
      <div class="viewer-foot">
        {message.text !== undefined && message.text !== '' && (
          <p class="viewer-text" dir="auto">
            {message.text}
          </p>
        )}
        <p class="small">{say.savedStays}</p>
      </div>
    </dialog>
  )
}

/** By its sender's name without its ending, and the ending that belongs to what it is. */
function nameFor({ attachment }: ShownMessage, blob: Blob | undefined): string {
  const ending = (blob?.type ?? 'image/jpeg').replace('image/', '.').replace('jpeg', 'jpg')
  return safeName(attachment?.name ?? null, words.value.attachment.photo).replace(/\.[^.]{1,10}$/, '') + ending
}

function sharedFile(blob: Blob, name: string): File | undefined {
  const file = new File([blob], name, { type: blob.type })
  return navigator.canShare?.({ files: [file] }) === true ? file : undefined
}

function useSwipeAway(onAway: () => void) {
  const start = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined)
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      const [one] = touches
      const alone = touches.length === 1 && (visualViewport?.scale ?? 1) < 1.05
      start.current = alone && one !== undefined ? { x: one.clientX, y: one.clientY } : undefined
    },
    onTouchEnd: ({ changedTouches }: TouchEvent) => {
      const [from, one] = [start.current, changedTouches[0]]
      start.current = undefined
      if (from === undefined || one === undefined) return
      const [x, y] = [Math.abs(one.clientX - from.x), Math.abs(one.clientY - from.y)]
      if (y > farEnough && y > 2 * x) onAway()
    },
  }
}
