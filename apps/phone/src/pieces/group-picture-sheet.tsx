/** An administrator gives a group a picture, or takes it away. It is seen as others will see it before anybody else does. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { useObjectUrl } from './attachment/object-url.ts'
import { prepareGroupPicture } from './attachment/prepare-group-picture.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { Sheet } from './sheet.tsx'

export interface GroupPictureProps {
  readonly chat: ShownChat
  readonly onClose: () => void
}

export function GroupPicture({ chat, onClose }: GroupPictureProps): JSX.Element {
  const { talk, group: say } = words.value
  const [chosen, setChosen] = useState<Blob | undefined>(undefined)
  const [reading, setReading] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const url = useObjectUrl(chosen)
  const has = chat.group?.picture !== undefined

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    setTrouble(undefined)
    setReading(true)
    try {
      setChosen(await prepareGroupPicture(file))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setTrouble(words.value.refusals[error.why])
    }
    setReading(false)
  }
  const save = async (): Promise<void> => {
    if (chosen === undefined) return
    const picture = new Uint8Array(await chosen.arrayBuffer())
    onClose()
    await order({ do: 'shape', to: chat.with, picture })
  }

  return (
    <Sheet
      title={say.picture}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {talk.cancel}
          </button>
          <button type="button" class="button" aria-disabled={chosen === undefined} onClick={() => void save()}>
            {talk.save}
          </button>
        </>
      }
    >
      <div class="group-picture" aria-busy={reading}>
        {url === undefined ? (
          <Avatar name={chat.with} group={chat.group} size="big" />
        ) : (
          <span class="avatar avatar-big">
            <img src={url} alt={say.newPicture} draggable={false} />
          </span>
        )}
      </div>
      <p class="soft small">{say.pictureHint}</p>
      {trouble !== undefined && (
        <p class="small danger" role="alert">
          {trouble}
        </p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/*"
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          // The same again is a choice too.
          event.currentTarget.value = ''
        }}
      />
      <ul class="group">
        <li>
          <button type="button" class="row" onClick={() => input.current?.click()}>
            <Icon name="picture" />
            <span class="row-body">{say.choosePicture}</span>
          </button>
        </li>
        {has && (
          <li>
            <button
              type="button"
              class="row row-danger"
              onClick={() => {
                onClose()
                void order({ do: 'shape', to: chat.with, picture: null })
              }}
            >
              <Icon name="bin" />
              <span class="row-body">{say.removePicture}</span>
            </button>
          </li>
        )}
      </ul>
    </Sheet>
  )
}
