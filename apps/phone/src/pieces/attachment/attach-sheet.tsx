/** Before anything is sent: what it is, what goes along with it, and as what it goes. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, Refusal } from '../../store/office.ts'
import { openTalk, talk } from '../../store/talk.ts'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'
import { locale } from '../locale.ts'
import { SwitchRow } from '../setting-row.tsx'
import { Sheet } from '../sheet.tsx'
import { sizeName } from '../sizes.ts'
import type { AttachButtonProps, Chosen } from './attach-button.tsx'
import { isPicture, useChosen, type ChosenFile } from './chosen.ts'
import { useObjectUrl } from './object-url.ts'
import { safeName } from './safe-name.ts'

export interface AttachSheetProps extends AttachButtonProps {
  readonly chosen: Chosen
  readonly onClose: () => void
}

export function AttachSheet({ to, how, text, chosen, onSent, onClose }: AttachSheetProps): JSX.Element {
  const say = words.value.attachment
  const [all, drop] = useChosen(chosen.files)
  const [asFiles, setAsFiles] = useState(chosen.asFiles)
  const [caption, setCaption] = useState(text)
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const pictures = all.filter(({ picture }) => picture === 'reading' || isPicture(picture)).length
  const reading = !asFiles && all.some(({ picture }) => picture === 'reading')

  /** One after the other, each a message; what is said stands with the first. What was sent is no longer here if one is refused. */
  const send = async (): Promise<void> => {
    if (sending || reading) return
    setSending(true)
    setTrouble(undefined)
    let said = caption.trim()
    const { replyTo, ...clocks } = how
    let answers = replyTo
    try {
      for (const one of all) {
        const hanging = hangingOf(one, asFiles)
        await ask('attach', { to, text: said, ...clocks, ...(answers && { replyTo: answers.number }), ...hanging })
        said = ''
        setCaption('')
        answers = undefined
        drop(one.key)
      }
      if (talk.peek() === undefined) await openTalk(to)
      onSent()
      onClose()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setTrouble(words.value.refusals[error.why])
      setSending(false)
    }
  }

  return (
    <Sheet
      title={asFiles || pictures === 0 ? say.sendFiles(all.length) : say.sendPictures(all.length)}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {words.value.talk.cancel}
          </button>
          <button type="button" class="button" aria-disabled={reading || sending} onClick={() => void send()}>
            {sending ? say.sealing : words.value.talk.send}
          </button>
        </>
      }
    >
      <ul class={all.length > 1 ? 'chosen chosen-many' : 'chosen'} aria-label={say.chosen}>
        {all.map((one) => (
          <ChosenItem
            key={one.key}
            one={one}
            asFiles={asFiles}
            onDrop={() => {
              if (all.length === 1) onClose()
              else drop(one.key)
            }}
          />
        ))}
      </ul>
      {how.once === true && <p class="soft small">{words.value.kinds.onceText}</p>}
      <label class="field">
        <span class="field-name">{say.caption}</span>
        <textarea
          class="edit-field"
          rows={2}
          dir="auto"
          // Else browsers write what stands here into the session that they restore, in the clear.
          autocomplete="off"
          value={caption}
          onInput={(event) => setCaption(event.currentTarget.value)}
        />
      </label>
      {pictures > 0 && (
        <ul class="group attach-how">
          <SwitchRow
            icon="paper"
            name={say.asFiles}
            line={asFiles ? say.metadataStays : say.metadataGoes}
            on={asFiles}
            onSwitch={setAsFiles}
          />
        </ul>
      )}
      {pictures === 0 && <p class="soft small">{say.metadataStays}</p>}
      {trouble !== undefined && (
        <p class="small danger" role="alert">
          {trouble}
        </p>
      )}
    </Sheet>
  )
}

interface ChosenItemProps {
  readonly one: ChosenFile
  readonly asFiles: boolean
  readonly onDrop: () => void
}

function ChosenItem({ one, asFiles, onDrop }: ChosenItemProps): JSX.Element {
  const say = words.value.attachment
  const { file, picture } = one
  const shown = !asFiles && isPicture(picture) ? picture : undefined
  const url = useObjectUrl(shown?.blob)
  const name = safeName(file.name, say.file)
  return (
    <li class={shown === undefined ? 'chosen-file' : 'chosen-picture'}>
      {shown !== undefined ? (
        url !== undefined && <img src={url} alt={name} width={shown.width} height={shown.height} draggable={false} />
      ) : picture === 'reading' && !asFiles ? (
        <span class="spinner" role="status" aria-label={say.reading} />
      ) : (
        <span class="file">
          <span class="file-icon">
            <Icon name="paper" />
          </span>
          <span class="file-body">
            <bdi class="file-name">{name}</bdi>
            <span class="file-line">{sizeName(file.size, locale.value)}</span>
            {!asFiles && file.type.startsWith('image/') && <span class="file-line">{say.goesAsFile}</span>}
          </span>
        </span>
      )}
      <button type="button" class="icon-button chosen-drop" aria-label={say.drop(name)} onClick={onDrop}>
        <Icon name="close" small />
      </button>
    </li>
  )
}

/** A picture has no name of its own: what a camera calls it says when it was taken. */
function hangingOf({ file, picture }: ChosenFile, asFiles: boolean) {
  if (!asFiles && isPicture(picture)) {
    const { blob, width, height, preview } = picture
    return { file: blob, type: blob.type, name: null, form: { kind: 'picture', width, height, preview } } as const
  }
  return { file, type: typeOf(file), name: file.name.slice(0, 255) || null, form: { kind: 'file' } } as const
}

/** As the protocol takes it. */
function typeOf({ type }: File): string {
  const plain = type.split(';')[0]!.trim().toLowerCase()
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/.test(plain)
    ? plain
    : 'application/octet-stream'
}
