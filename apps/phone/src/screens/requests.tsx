/** Stands where one writes while a stranger's conversation was neither accepted nor blocked. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { block, order } from '../pieces/arrange.ts'
import { Confirm } from '../pieces/confirm.tsx'
import { Icon } from '../pieces/icon.tsx'
import { goHome } from '../store/route.ts'
import { words } from '../words/words.ts'

export function RequestCard({ chat }: { readonly chat: ShownChat }): JSX.Element {
  return chat.group === undefined ? <StrangerCard chat={chat} /> : <GroupCard chat={chat} by={chat.group.by ?? ''} />
}

/** Somebody unknown has added this account to a group. */
function GroupCard({ chat, by }: { readonly chat: ShownChat; readonly by: string }): JSX.Element {
  const { group: say, house } = words.value
  const to = chat.with
  return (
    <section class="foot-card request-card">
      <h2>
        <Icon name="people" small />
        <span>{say.requestTitle(by, chat.name)}</span>
      </h2>
      <p class="small">{say.requestText}</p>
      <div class="foot-card-pair">
        <button type="button" class="button button-quiet button-danger" onClick={() => void order({ do: 'leave', to })}>
          {say.leave}
        </button>
        <button type="button" class="button" onClick={() => void order({ do: 'accept', to })}>
          {house.request.accept}
        </button>
      </div>
    </section>
  )
}

function StrangerCard({ chat }: { readonly chat: ShownChat }): JSX.Element {
  const say = words.value.house.request
  const [asking, setAsking] = useState(false)
  const to = chat.with
  return (
    <section class="foot-card request-card">
      <h2>
        <Icon name="person-add" small />
        <span>{say.title(to)}</span>
      </h2>
      <p class="small">
        {say.unknown} {say.accepting} {say.verifyLater}
      </p>
      <p class="soft small">{say.reading}</p>
      <div class="foot-card-pair">
        <button type="button" class="button button-quiet button-danger" onClick={() => setAsking(true)}>
          {say.block}
        </button>
        <button type="button" class="button" onClick={() => void order({ do: 'accept', to })}>
          {say.accept}
        </button>
      </div>
      {asking && (
        <Confirm
          title={say.blockTitle(to)}
          text={say.blockText}
          yes={say.block}
          danger
          onYes={() => {
            goHome()
            void block(to)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}
