/** The first step: an invitation that was opened, pasted or scanned, and what it says. */
import type { JSX } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Icon } from '../pieces/icon.tsx'
import { InvitationCard } from '../pieces/invitation-card.tsx'
import { later } from '../pieces/later.tsx'
import { StepTitle } from '../pieces/step-title.tsx'
import { checked, forward, hasKeys, link, takeLink, trouble } from '../joining/joining.ts'
import { stepOf } from '../joining/steps.ts'
import { startGroupLink } from '../store/start-link.ts'
import { words } from '../words/words.ts'

const Scan = later(async () => (await import('../pieces/scan.tsx')).Scan)

export function InvitationStep(): JSX.Element {
  const [scanning, setScanning] = useState(false)
  const [returned, setReturned] = useState(false)
  const found = checked.value
  if (scanning)
    return (
      <div class="over">
        <Scan
          onClose={() => {
            setScanning(false)
            setReturned(true)
          }}
          onCode={(text) => {
            takeLink(text)
            setScanning(false)
          }}
        />
      </div>
    )
  return found.is === 'good' && trouble.value === undefined ? (
    <Found />
  ) : (
    <Wanted returned={returned} onScan={() => setScanning(true)} />
  )
}

function Found(): JSX.Element {
  const say = words.value.house.joining
  const found = checked.value
  return (
    <>
      <div class="hero">
        <span class="empty-picture">
          <Icon name="letter" />
        </span>
        <StepTitle>{say.invited}</StepTitle>
      </div>
      {found.is === 'good' && <InvitationCard invitation={found} />}
      <div class="stack">
        <button type="button" class="button button-wide" onClick={forward}>
          {words.value.house.next}
        </button>
        <button type="button" class="link link-centered" onClick={() => takeLink('')}>
          {say.another}
        </button>
      </div>
    </>
  )
}

interface WantedProps {
  /** From the camera, without anything. */
  readonly returned: boolean
  readonly onScan: () => void
}

function Wanted({ returned, onScan }: WantedProps): JSX.Element {
  const say = words.value.house.joining
  const scan = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (returned) scan.current?.focus()
  }, [returned])
  return (
    <>
      <div class="hero">
        <span class="empty-picture">
          <Icon name="clock" />
        </span>
        <h1>{say.title}</h1>
        <p class="soft">{say.welcome}</p>
      </div>
      {hasKeys.value && link.value === '' && <p class="banner banner-good joining-note">{say.keysReady}</p>}
      {startGroupLink.value !== undefined && <p class="banner joining-note">{say.groupLink}</p>}
      <p>{say.byInvitation}</p>
      <button type="button" class="button button-wide" ref={scan} onClick={onScan}>
        <Icon name="qr" />
        {say.scan}
      </button>
      <LinkField />
    </>
  )
}

function LinkField(): JSX.Element {
  const say = words.value.house.joining
  const id = useId()
  // Whoever is still writing has made no mistake yet.
  const [left, setLeft] = useState(link.value !== '')
  const found = checked.value
  const error = problemLine(left)
  return (
    <div class="field">
      <label class="field-name" for={id}>
        {say.orPaste}
      </label>
      <input
        id={id}
        type="url"
        dir="ltr"
        value={link.value}
        placeholder="https://…"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-line`}
        onInput={(event) => takeLink(event.currentTarget.value)}
        onPaste={() => setLeft(true)}
        onBlur={() => setLeft(true)}
      />
      <span
        id={`${id}-line`}
        role={error === undefined ? undefined : 'alert'}
        class={error === undefined ? 'field-hint' : 'field-error'}
      >
        {error ?? say.linkHint}
      </span>
      {found.is === 'elsewhere' && (
        <a class="button button-quiet" href={found.link} rel="noopener noreferrer" referrerpolicy="no-referrer">
          {say.openThere(found.host)}
        </a>
      )}
    </div>
  )
}

function problemLine(left: boolean): string | undefined {
  const { house, refusals } = words.value
  const why = trouble.value
  if (why !== undefined && stepOf(why) === 'invitation') return refusals[why]
  const found = checked.value
  if (found.is === 'elsewhere') return house.joining.elsewhere(found.host)
  if (found.is === 'expired') return refusals['invitation-expired']
  return found.is === 'bad' && left ? refusals['bad-link'] : undefined
}
