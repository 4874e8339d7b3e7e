/** What links into groups have to say elsewhere: a row of the list, a strip of a conversation, a row among its details. */
import type { ShownGroup, ShownKnock } from '@ebb/engine'
import type { JSX } from 'preact'
import { go } from '../store/route.ts'
import { useEntranceWords } from '../words/entrance.ts'
import { Icon } from './icon.tsx'

/** So many are shown; all of them stand where one asks. */
const most = 3

/** What this account waits for. */
export function KnockRows({ knocks }: { readonly knocks: readonly ShownKnock[] }): JSX.Element | null {
  const say = useEntranceWords()
  if (say === undefined) return null
  return (
    <ul class="list" aria-label={say.yourRequests}>
      {knocks.slice(-most).map(({ number, name, state }) => (
        <li key={number}>
          <button type="button" class="row" onClick={() => go({ at: 'join-group' })}>
            <span class="chat-picture">
              <Icon name="people" />
            </span>
            <span class="row-body">
              <bdi class="chat-name">{name}</bdi>
              <span class="chat-line chat-asking">{state === 'asked' ? say.asked : say.states[state]}</span>
            </span>
            <Icon name="forward" small />
          </button>
        </li>
      ))}
    </ul>
  )
}

interface OfGroup {
  readonly to: string
  readonly group: ShownGroup
}

/** Above what was said, while somebody asks to join. */
export function AskingStrip({ to, group }: OfGroup): JSX.Element | null {
  const say = useEntranceWords()
  if (say === undefined) return null
  return (
    <button type="button" class="row asking-strip" onClick={() => go({ at: 'links', with: to })}>
      <Icon name="person-add" small />
      <span class="row-body">{say.asking(group.asking)}</span>
      <Icon name="forward" small />
    </button>
  )
}

export function LinksRow({ to, group }: OfGroup): JSX.Element | null {
  const say = useEntranceWords()
  if (say === undefined) return null
  return (
    <li>
      <button type="button" class="row" onClick={() => go({ at: 'links', with: to })}>
        <Icon name="share" />
        <span class="row-body">
          {say.title}
          {group.asking > 0 && <span class="row-line">{say.asking(group.asking)}</span>}
        </span>
        <Icon name="forward" small />
      </button>
    </li>
  )
}

/** Under "New chat". */
export function JoinGroupRow({ onOpen }: { readonly onOpen: () => void }): JSX.Element | null {
  const say = useEntranceWords()
  if (say === undefined) return null
  return (
    <li>
      <button type="button" class="row chat-aside" onClick={onOpen}>
        <span class="chat-picture">
          <Icon name="qr" />
        </span>
        <span class="row-body">{say.join}</span>
      </button>
    </li>
  )
}
