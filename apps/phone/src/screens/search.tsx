/** Looks through every name and message on this device. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { BackButton } from '../pieces/bar.tsx'
import { Avatar } from '../pieces/avatar.tsx'
import { enterTalk } from '../pieces/enter-talk.ts'
import { HitRow } from '../pieces/hit-row.tsx'
import { Icon } from '../pieces/icon.tsx'
import { allChats } from '../store/chats.ts'
import { now } from '../store/now.ts'
import { lookFor, search } from '../store/search.ts'
import { words } from '../words/words.ts'

export function SearchScreen({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const say = words.value.talk
  const { text, hits } = search.value
  const wanted = text.trim()
  const living = hits?.filter((hit) => hit.message.expires > now.value)
  const people = wanted === '' ? [] : peopleLike(wanted)
  return (
    <div class="screen">
      <div class="bar">
        <BackButton onBack={onBack} />
        <SearchField />
      </div>
      <p class="unseen" role="status">
        {living !== undefined && say.foundCount(living.length)}
      </p>
      {wanted === '' && <Nothing title={say.searchEverything} text={say.searchHint} />}
      {living?.length === 0 && people.length === 0 && <Nothing title={say.nothingFound} text={say.nothingFoundText} />}
      {(people.length > 0 || (living !== undefined && living.length > 0)) && (
        <div class="scroll search-results">
          {people.length > 0 && (
            <section class="section" aria-label={say.people}>
              <h2 class="section-title">{say.people}</h2>
              <ul class="list">
                {people.map((chat) => (
                  <li key={chat.conversation}>
                    <button type="button" class="row" onClick={() => void enterTalk(chat.with)}>
                      <Avatar name={chat.with} group={chat.group} size="small" />
                      <span class="row-body">
                        <bdi>{chat.name}</bdi>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {living !== undefined && living.length > 0 && (
            <section class="section" aria-label={say.messages}>
              <h2 class="section-title">{say.messages}</h2>
              <ul class="list">
                {living.map((hit) => (
                  <li key={`${hit.with} ${hit.message.number}`}>
                    <HitRow hit={hit} wanted={wanted} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </div>
  )
}

function SearchField(): JSX.Element {
  const say = words.value.talk
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const { text } = search.value
  return (
    <search class="search-field">
      <h1 class="unseen">{say.search}</h1>
      <input
        ref={field}
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        autocapitalize="off"
        dir="auto"
        aria-label={say.searchEverything}
        placeholder={say.searchEverything}
        value={text}
        onInput={(event) => void lookFor(event.currentTarget.value)}
      />
      {text !== '' && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.clear}
          onClick={() => {
            void lookFor('')
            field.current?.focus()
          }}
        >
          <Icon name="close" small />
        </button>
      )}
    </search>
  )
}

function Nothing({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-picture">
        <Icon name="search" />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  )
}

function peopleLike(wanted: string): readonly ShownChat[] {
  const like = wanted.toLowerCase().replace(/^@/, '')
  return allChats.value.filter((chat) => !chat.blocked && chat.name.toLowerCase().includes(like)).slice(0, 5)
}
