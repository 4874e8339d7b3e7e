/** Begins a conversation with a name. */
import { isHandle } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Avatar } from '../pieces/avatar.tsx'
import { Bar } from '../pieces/bar.tsx'
import { enterTalk } from '../pieces/enter-talk.ts'
import { HandleField, handleIn } from '../pieces/handle-field.tsx'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { allChats } from '../store/chats.ts'
import { me } from '../store/house.ts'
import { go, swap } from '../store/route.ts'
import { words } from '../words/words.ts'

const JoinGroupRow = later(async () => (await import('../pieces/entrance-rows.tsx')).JoinGroupRow)

export function NewChat({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const say = words.value.talk
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string | undefined>(undefined)
  const [id, hint] = [useId(), useId()]
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const handle = handleIn(typed)
  const known = allChats.value.filter(
    (c) => !c.blocked && !c.request && c.group === undefined && c.with.includes(handle),
  )
  const write = (event: Event): void => {
    event.preventDefault()
    if (handle === me.value?.handle) setWrong(say.ownName)
    else if (isHandle(handle)) void enterTalk(handle)
    else setWrong(say.badName)
  }
  return (
    <div class="screen">
      <Bar title={say.newChat} onBack={onBack} />
      <div class="scroll">
        <form class="page" noValidate onSubmit={write}>
          <div class="field">
            <label class="field-name" for={id}>
              {say.whoTo}
            </label>
            <HandleField
              id={id}
              field={field}
              typed={typed}
              wrong={wrong !== undefined}
              hint={hint}
              enter="go"
              onType={(text) => {
                setTyped(text)
                setWrong(undefined)
              }}
            />
          </div>
          <p id={hint} class={wrong === undefined ? 'field-hint' : 'field-error'} role="status">
            {wrong ?? say.theirNameHint}
          </p>
          <button type="submit" class="button button-wide" disabled={handle === ''}>
            {say.write}
          </button>
        </form>
        <ul class="list">
          <li>
            <button type="button" class="row chat-aside" onClick={() => swap({ at: 'new-group' })}>
              <span class="chat-picture">
                <Icon name="people" />
              </span>
              <span class="row-body">{words.value.group.newGroup}</span>
            </button>
          </li>
          <JoinGroupRow onOpen={() => swap({ at: 'join-group' })} />
          <li>
            <button type="button" class="row chat-aside" onClick={() => go({ at: 'invite' })}>
              <span class="chat-picture">
                <Icon name="person-add" />
              </span>
              <span class="row-body">{say.inviteSomebody}</span>
            </button>
          </li>
        </ul>
        {known.length > 0 && (
          <section class="section">
            <h2 class="section-title">{say.known}</h2>
            <ul class="list">
              {known.slice(0, 50).map((chat) => (
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
      </div>
    </div>
  )
}
