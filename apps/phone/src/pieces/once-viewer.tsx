/** Shows once what was sent for that. It goes when this closes: by a tap, when the app is left, or by its clock. */
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { looked, lookAway } from '../store/looked.ts'
import { words } from '../words/words.ts'
import { useObjectUrl, usePicture } from './attachment/object-url.ts'
import { Icon } from './icon.tsx'
import { Ring } from './ring.tsx'
import { useDialog } from './sheet.tsx'

export function OnceViewer({ message }: { readonly message: ShownMessage }): JSX.Element {
  const say = words.value.kinds
  const { to, from, kind, text } = looked.value!
  const dialog = useDialog(lookAway)
  const isPicture = kind === 'picture'
  const [picture, isOdd] = usePicture(to, message.number, isPicture)
  const url = useObjectUrl(picture instanceof Blob ? picture : undefined)
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') lookAway()
    }
    document.addEventListener('visibilitychange', leave)
    return () => document.removeEventListener('visibilitychange', leave)
  }, [])
  const odd = picture === 'odd' || (!isPicture && kind !== 'text')
  return (
    <dialog {...dialog} class="viewer once-viewer" aria-label={say.onceCovered(say.onceKinds[kind ?? 'text'])}>
      <div class="viewer-bar">
        <button type="button" class="icon-button" aria-label={words.value.talk.close} onClick={lookAway}>
          <Icon name="close" />
        </button>
        <span class="viewer-names">
          <bdi class="viewer-from">{from}</bdi>
          <span>{say.onceGoes}</span>
        </span>
        <Ring message={message} />
      </div>
      <div class="viewer-middle" onContextMenu={(event) => event.preventDefault()}>
        {odd && <p class="viewer-odd">{say.onceNoPicture}</p>}
        {url !== undefined && <img src={url} alt={say.onceKinds.picture} draggable={false} onError={isOdd} />}
        {kind === 'text' && (
          <p class="once-text" dir="auto">
            {text}
          </p>
        )}
      </div>
      {kind !== 'text' && text !== '' && (
        <div class="viewer-foot">
          <p class="viewer-text" dir="auto">
            {text}
          </p>
        </div>
      )}
    </dialog>
  )
}
