/** A picture in its bubble: first as it came along, small and blurred, then as it is, for as long as it is seen. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { fetchAttachment, fetchingOf } from '../../store/attachments.ts'
import { chatWith } from '../../store/chats.ts'
import { words } from '../../words/words.ts'
import { previewIn } from './bounds.ts'
import { FileCard } from './file-card.tsx'
import type { CardProps } from './hanging.tsx'
import { useInView } from './in-view.ts'
import { useObjectUrl, usePicture } from './object-url.ts'
import { TransferButton, transferOf } from './transfer.tsx'
import { view } from './viewed.ts'

/** Bytes: what is larger waits for a tap. */
const fetchedByItself = 4_194_304
/** No bubble is wider or higher than this, whatever its author says of the picture. */
const [narrowest, widest] = [0.5, 2]

export function PictureCard(props: CardProps): JSX.Element {
  const { to, message, attachment } = props
  const { form, here, size } = attachment
  const say = words.value.attachment
  const { width, height, preview } = form.kind === 'picture' ? form : { width: 1, height: 1, preview: new Uint8Array() }
  const ratio = Math.min(widest, Math.max(narrowest, width / height))
  const [box, inView] = useInView<HTMLDivElement>()
  // A stranger shows nothing to somebody who has not let them in, and has nothing fetched.
  const trusted = message.mine || chatWith(to)?.request !== true
  const state = fetchingOf(to, message.number)
  useEffect(() => {
    if (inView && trusted && here < 1 && size <= fetchedByItself && state === undefined)
      void fetchAttachment(to, message.number)
  }, [inView, trusted, here < 1, state === undefined])
  const [odd, setOdd] = useState(false)
  const [picture, isOdd] = usePicture(to, message.number, inView && here === 1 && !odd)
  const small = useMemo(() => (trusted ? previewIn(preview) : undefined), [preview, trusted])
  const smallUrl = useObjectUrl(small)
  const url = useObjectUrl(picture === 'odd' ? undefined : picture)
  const transfer = transferOf(to, message)
  useEffect(() => {
    if (picture === 'odd') setOdd(true)
  }, [picture])
  if (odd) return <FileCard {...props} line={say.noPicture} />
  return (
    <div class="picture" ref={box} style={{ '--ratio': String(ratio) }}>
      {smallUrl !== undefined && <img class="picture-small" src={smallUrl} alt="" draggable={false} />}
      {url !== undefined && (
        <img class="picture-whole" src={url} alt="" draggable={false} decoding="async" onError={isOdd} />
      )}
      {here === 1 && (
        <button
          type="button"
          class="picture-open"
          aria-label={message.mine ? say.openOwnPicture : say.openPicture(message.from)}
          onClick={() => view(to, message.number)}
        />
      )}
      {transfer !== undefined && <TransferButton state={transfer} />}
      {here < 1 && transfer === undefined ? null : (
        <span class="unseen">{message.mine ? say.ownPicture : say.picture}</span>
      )}
    </div>
  )
}
