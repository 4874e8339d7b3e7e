/** A link into a group: making one, and handing it over or taking it back. */
import type { ShownLink } from '@ebb/engine'
import type { JSX } from 'preact'
import { useId, useState } from 'preact/hooks'
import { ask, Refusal } from '../store/office.ts'
import type { EntranceWords } from '../words/entrance.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Confirm } from './confirm.tsx'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { Qr } from './qr.tsx'
import { Sheet } from './sheet.tsx'
import { say as tell } from './snackbar.tsx'
import { spanName } from './times.ts'

const lengths = [3600, 86_400, 7 * 86_400, 28 * 86_400]

export interface MakeLinkProps {
  readonly to: string
  readonly say: EntranceWords
  readonly onClose: () => void
  /** With what names the link. */
  readonly onMade: (link: string) => void
}

export function MakeLink({ to, say, onClose, onMade }: MakeLinkProps): JSX.Element {
  const [lasts, setLasts] = useState(7 * 86_400)
  const [approval, setApproval] = useState(true)
  const group = useId()
  const make = async (): Promise<void> => {
    try {
      const done = await ask('command', { do: 'link', to, lasts, approval })
      const made = (await ask('entrance', { to }))?.links.find(({ text }) => text === done?.link)
      if (made === undefined) onClose()
      else onMade(made.link)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      onClose()
      tell(words.value.refusals[error.why])
    }
  }
  const actions = (
    <>
      <button type="button" class="button button-quiet" onClick={onClose}>
        {words.value.talk.cancel}
      </button>
      <button type="button" class="button" onClick={() => void make()}>
        {say.make}
      </button>
    </>
  )
  return (
    <Sheet title={say.make} onClose={onClose} actions={actions}>
      <fieldset class="clock-choice">
        <legend>{say.lasts}</legend>
        <div class="choices">
          {lengths.map((length) => (
            <label class="choice" key={length}>
              <input type="radio" name={group} checked={lasts === length} onChange={() => setLasts(length)} />
              <span>{spanName(length, locale.value)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <ul class="group">
        <li>
          <label class="row">
            <span class="row-body">{say.approval}</span>
            <input
              type="checkbox"
              role="switch"
              class="switch"
              checked={approval}
              onChange={(event) => setApproval(event.currentTarget.checked)}
            />
          </label>
        </li>
      </ul>
      <p class="soft small" role="status">
        {approval ? '' : say.approvalOff}
      </p>
    </Sheet>
  )
}

export interface LinkSheetProps {
  readonly to: string
  readonly link: ShownLink
  readonly say: EntranceWords
  readonly onClose: () => void
}

export function LinkSheet({ to, link, say, onClose }: LinkSheetProps): JSX.Element {
  const [revoking, setRevoking] = useState(false)
  const { text } = link
  const canShare = typeof navigator.share === 'function'
  if (revoking)
    return (
      <Confirm
        danger
        title={say.revokeTitle}
        text={say.revokeText}
        yes={say.revoke}
        onClose={onClose}
        onYes={() => void order({ do: 'unlink', to, link: link.link })}
      />
    )
  return (
    <Sheet title={link.text === undefined ? say.by(link.by) : say.yours} onClose={onClose}>
      {text === undefined ? (
        <p>{say.elsewhere}</p>
      ) : (
        <>
          <div class="card stack invitation">
            <Qr text={text} label={say.code} />
            <p class="invitation-link">
              <bdi dir="ltr">{text}</bdi>
            </p>
          </div>
          <div class="foot-card-pair">
            <CopyButton text={text} label={say.copy} />
            {canShare && (
              <button type="button" class="button" onClick={() => void share(text, say.shareTitle)}>
                <Icon name="share" small />
                {say.share}
              </button>
            )}
          </div>
        </>
      )}
      <button type="button" class="button button-quiet button-danger button-wide" onClick={() => setRevoking(true)}>
        {say.revoke}
      </button>
    </Sheet>
  )
}

/** Whoever closes the system's sheet has changed their mind; that is no failure. */
const share = (url: string, title: string): Promise<void> => navigator.share({ url, title }).catch(() => undefined)
