/** Asks to join a group by a link that was opened, pasted or scanned, and says what has become of earlier requests. */
import type { LinkedGroup } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { PhoneRefusal } from '../boundary.ts'
import { order } from '../pieces/arrange.ts'
import { Bar } from '../pieces/bar.tsx'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { line } from '../store/house.ts'
import { knocks } from '../store/knocks.ts'
import { ask, Refusal } from '../store/office.ts'
import { startGroupLink } from '../store/start-link.ts'
import { useEntranceWords, type EntranceWords } from '../words/entrance.ts'
import { words } from '../words/words.ts'

const Scan = later(async () => (await import('../pieces/scan.tsx')).Scan)

type Found = { readonly group: LinkedGroup } | { readonly why: PhoneRefusal } | 'looking' | undefined

export function JoinGroup({ onBack }: { readonly onBack: () => void }): JSX.Element | null {
  const say = useEntranceWords()
  const [link, setLink] = useState('')
  const [found, setFound] = useState<Found>(undefined)
  const [scanning, setScanning] = useState(false)
  const opened = startGroupLink.value
  const take = (text: string): void => {
    setLink(text)
    setFound(text.includes('/g#') ? 'looking' : undefined)
    if (text.includes('/g#')) void lookAt(text).then(setFound)
  }
  useEffect(() => {
    if (opened === undefined) return
    startGroupLink.value = undefined
    take(opened)
  }, [opened])
  const isOnline = line.value.at === 'online'
  const waits = typeof found === 'object' && 'why' in found && found.why === 'offline'
  useEffect(() => {
    if (isOnline && waits) take(link)
  }, [isOnline, waits])
  if (say === undefined) return null
  if (scanning)
    return (
      <div class="over">
        <Scan
          onClose={() => setScanning(false)}
          onCode={(text) => {
            setScanning(false)
            take(text)
          }}
        />
      </div>
    )
  const group = typeof found === 'object' && 'group' in found ? found.group : undefined
  return (
    <div class="screen">
      <Bar title={say.join} onBack={onBack} />
      <div class="scroll">
        <div class="page">
          {group === undefined ? (
            <Wanted
              say={say}
              link={link}
              looking={found === 'looking'}
              why={typeof found === 'object' && 'why' in found ? found.why : undefined}
              onLink={take}
              onScan={() => setScanning(true)}
            />
          ) : (
            <Asking say={say} group={group} link={link} onDone={() => take('')} />
          )}
          <Requests say={say} />
        </div>
      </div>
    </div>
  )
}

interface WantedProps {
  readonly say: EntranceWords
  readonly link: string
  readonly looking: boolean
  readonly why: PhoneRefusal | undefined
  readonly onLink: (text: string) => void
  readonly onScan: () => void
}

function Wanted({ say, link, looking, why, onLink, onScan }: WantedProps): JSX.Element {
  const id = useId()
  // Whoever is still writing has made no mistake yet.
  const [left, setLeft] = useState(false)
  const isNone = left && link.trim() !== '' && !link.includes('/g#')
  const error = why ?? (isNone ? 'bad-group-link' : undefined)
  return (
    <>
      <div class="field">
        <label class="field-name" for={id}>
          {say.paste}
        </label>
        <input
          id={id}
          type="url"
          dir="ltr"
          value={link}
          placeholder="https://…"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-line`}
          onInput={(event) => onLink(event.currentTarget.value.trim())}
          onBlur={() => setLeft(true)}
        />
        <span id={`${id}-line`} role="status" class={error === undefined ? 'field-hint' : 'field-error'}>
          {error === undefined ? (looking ? say.looking : say.pasteHint) : words.value.refusals[error]}
        </span>
      </div>
      <button type="button" class="button button-quiet button-wide" onClick={onScan}>
        <Icon name="qr" />
        {say.scan}
      </button>
    </>
  )
}

interface AskingProps {
  readonly say: EntranceWords
  readonly group: LinkedGroup
  readonly link: string
  readonly onDone: () => void
}

function Asking({ say, group, link, onDone }: AskingProps): JSX.Element {
  const { name, by, approval } = group
  return (
    <>
      <div class="hero" role="status">
        <span class="empty-picture">
          <Icon name="people" />
        </span>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p>{say.invites(by)}</p>
      </div>
      <p>{approval ? say.needsApproval : say.noApproval}</p>
      <p class="soft small">{say.sees}</p>
      <div class="stack">
        <button
          type="button"
          class="button button-wide"
          onClick={() => {
            onDone()
            void order({ do: 'knock', link })
          }}
        >
          {say.ask}
        </button>
        <button type="button" class="link link-centered" onClick={onDone}>
          {say.another}
        </button>
      </div>
    </>
  )
}

function Requests({ say }: { readonly say: EntranceWords }): JSX.Element | null {
  const all = knocks.value
  if (all.length === 0) return null
  return (
    <section class="section">
      <h2 class="section-title">{say.yourRequests}</h2>
      <ul class="group">
        {all.map(({ number, name, state }) => (
          <li key={number} class="row">
            <Icon name="people" />
            <span class="row-body">
              <bdi>{name}</bdi>
              <span class="row-line">{say.states[state]}</span>
            </span>
            <button
              type="button"
              class="icon-button"
              aria-label={say.putAway(name)}
              onClick={() => void order({ do: 'put-away', knock: number })}
            >
              <Icon name="close" small />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function lookAt(link: string): Promise<Found> {
  try {
    return { group: (await ask('command', { do: 'look', link }))!.group! }
  } catch (error) {
    if (error instanceof Refusal) return { why: error.why }
    throw error
  }
}
