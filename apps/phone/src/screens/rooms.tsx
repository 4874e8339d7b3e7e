/**
 * The open house. On a phone one screen lies over the other, so that going back finds everything as it was left; where
 * there is room, the list stands beside what was chosen in it.
 */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { Layer } from '../pieces/layer.tsx'
import { wide } from '../pieces/wide.ts'
import { back, route, type Route } from '../store/route.ts'
import { endSearch } from '../store/search.ts'
import { words } from '../words/words.ts'
import { About } from './about.tsx'
import { Archive } from './archive.tsx'
import { Chats } from './chats.tsx'
import { NewChat } from './new-chat.tsx'
import { SearchScreen } from './search.tsx'
import { TalkScreen } from './talk.tsx'

const Verify = later(async () => (await import('./verify.tsx')).Verify)
const Settings = later(async () => (await import('./settings.tsx')).Settings)
const Promises = later(async () => (await import('./promises.tsx')).Promises)
const Blocked = later(async () => (await import('./blocked.tsx')).Blocked)
const NewGroup = later(async () => (await import('./new-group.tsx')).NewGroup)
const JoinGroup = later(async () => (await import('./join-group.tsx')).JoinGroup)
const Links = later(async () => (await import('./links.tsx')).Links)
const Invite = later(async () => (await import('./invite.tsx')).Invite)

type Aside = Extract<Route, { at: 'archive' | 'search' | 'new' | 'new-group' | 'join-group' }>

const asides: ReadonlySet<Route['at']> = new Set(['archive', 'search', 'new', 'new-group', 'join-group'])
const isAside = (place: Route): place is Aside => asides.has(place.at)

export function Rooms(): JSX.Element {
  const here = route.value
  const [aside, closeAside] = useAside(here)
  const beside = useBeside(here)
  const talking = 'with' in beside ? beside : undefined
  // What lies over a conversation does not change where it was opened.
  const talkPlace = useRef<{ readonly message?: number }>({})
  if (talking?.at === 'talk') talkPlace.current = talking
  // On a phone what lies over the list hides it; beside it, both are there.
  const covered = !wide.value && (isAside(here) || beside.at !== 'chats')
  return (
    <div class={wide.value ? 'rooms rooms-wide' : 'rooms'}>
      <Layer name="list" covered={covered || aside !== undefined}>
        <Chats />
      </Layer>
      {aside !== undefined && (
        <Layer name="list" covered={!wide.value && !isAside(here)} key={aside.at}>
          {aside.at === 'archive' && <Archive onBack={closeAside} />}
          {aside.at === 'search' && <SearchScreen onBack={closeAside} />}
          {aside.at === 'new' && <NewChat onBack={closeAside} />}
          {aside.at === 'new-group' && <NewGroup onBack={closeAside} />}
          {aside.at === 'join-group' && <JoinGroup onBack={closeAside} />}
        </Layer>
      )}
      {talking !== undefined && (
        <Layer name="main" covered={talking.at !== 'talk'} key={`talk ${talking.with}`}>
          <TalkScreen
            to={talking.with}
            place={talkPlace.current}
            active={here.at === 'talk' || (wide.value && talking.at === 'talk')}
          />
        </Layer>
      )}
      <Beside place={beside} />
      {wide.value && beside.at === 'chats' && <Choose />}
    </div>
  )
}

function Beside({ place }: { readonly place: Route }): JSX.Element | null {
  const over = (inside: ComponentChildren): JSX.Element => (
    <Layer name="main" covered={false} key={place.at}>
      {inside}
    </Layer>
  )
  switch (place.at) {
    case 'about':
      return over(<About to={place.with} />)
    case 'links':
      return over(<Links to={place.with} />)
    case 'verify':
      return over(<Verify to={place.with} />)
    case 'settings':
      return over(<Settings />)
    case 'promises':
      return over(<Promises />)
    case 'blocked':
      return over(<Blocked />)
    case 'invite':
      return over(<Invite />)
    default:
      return null
  }
}

function Choose(): JSX.Element {
  const say = words.value.talk
  return (
    <div class="layer layer-main" role="main">
      <div class="screen">
        <div class="empty">
          <span class="empty-picture">
            <Icon name="chat" />
          </span>
          <h2>{say.choose}</h2>
          <p>{say.chooseText}</p>
        </div>
      </div>
    </div>
  )
}

/**
 * What stands over the list. Where there is room it stays when something in it was chosen, until it is closed; on a
 * phone it waits under the conversation that was opened from it.
 */
function useAside(here: Route): [Aside | undefined, () => void] {
  const [aside, setAside] = useState<Aside | undefined>(undefined)
  const shown = isAside(here) ? here : here.at === 'chats' ? undefined : aside
  useEffect(() => {
    setAside(shown)
    if (shown?.at !== 'search') endSearch()
  }, [shown])
  const close = (): void => (isAside(here) ? back() : setAside(undefined))
  return [shown, close]
}

/** What stands beside the list: what was chosen last, while something over the list is looked at. */
function useBeside(here: Route): Route {
  const last = useRef<Route>({ at: 'chats' })
  if (!isAside(here)) last.current = here
  else if (!wide.value) return { at: 'chats' }
  return last.current
}
