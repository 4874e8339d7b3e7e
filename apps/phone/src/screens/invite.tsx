/** Makes an invitation for one person and hands it over: as a code, by sharing, by copying. It is kept nowhere. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PhoneRefusal } from '../boundary.ts'
import { Bar } from '../pieces/bar.tsx'
import { CopyButton } from '../pieces/copy-button.tsx'
import { Icon } from '../pieces/icon.tsx'
import { Qr } from '../pieces/qr.tsx'
import { Working } from '../pieces/working.tsx'
import { ask, Refusal } from '../store/office.ts'
import { words } from '../words/words.ts'

type Made = { readonly link: string } | { readonly why: PhoneRefusal } | 'making' | undefined

export function Invite(): JSX.Element {
  const say = words.value.house.invite
  const [made, setMade] = useState<Made>(undefined)
  const make = async (): Promise<void> => {
    setMade('making')
    setMade(await makeInvitation())
  }
  return (
    <div class="screen">
      <Bar title={say.title} />
      <div class="scroll">
        <div class="page">
          {made === 'making' && <Working text={say.making} />}
          {typeof made === 'object' && 'link' in made && <Ready link={made.link} onAnother={() => void make()} />}
          {(made === undefined || (typeof made === 'object' && 'why' in made)) && (
            <>
              <div class="hero">
                <span class="empty-picture">
                  <Icon name="person-add" />
                </span>
                <p>{say.text}</p>
              </div>
              <p class="soft">{say.trust}</p>
              {typeof made === 'object' && (
                <p class="banner banner-danger joining-note" role="alert">
                  {words.value.refusals[made.why]}
                </p>
              )}
              <button type="button" class="button button-wide" onClick={() => void make()}>
                {say.make}
              </button>
            </>
          )}
        </div>
      </div>
    </div>
  )
}

function Ready({ link, onAnother }: { readonly link: string; readonly onAnother: () => void }): JSX.Element {
  const say = words.value.house.invite
  const canShare = typeof navigator.share === 'function'
  return (
    <>
      <div class="card stack invitation" role="status" aria-label={say.ready}>
        <Qr text={link} label={say.code} />
        <p class="invitation-link">
          <span class="unseen">{say.link}: </span>
          <bdi dir="ltr">{link}</bdi>
        </p>
        <p class="small">
          <strong>{say.forOne}</strong>
        </p>
      </div>
      <div class="foot-card-pair">
        <CopyButton text={link} label={say.copy} />
        {canShare && (
          <button type="button" class="button" onClick={() => void share(link, say.shareTitle)}>
            <Icon name="share" small />
            {say.share}
          </button>
        )}
      </div>
      <p class="soft small">
        {say.trust} {say.notKept}
      </p>
      <button type="button" class="link link-centered" onClick={onAnother}>
        {say.another}
      </button>
    </>
  )
}

async function makeInvitation(): Promise<Exclude<Made, 'making' | undefined>> {
  try {
    return { link: (await ask('command', { do: 'invite' }))!.link! }
  } catch (error) {
    if (error instanceof Refusal) return { why: error.why }
    throw error
  }
}

/** Whoever closes the system's sheet has changed their mind; that is no failure. */
const share = (url: string, title: string): Promise<void> => navigator.share({ url, title }).catch(() => undefined)
