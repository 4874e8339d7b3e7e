/** What stands where one writes: a request to decide on, a changed name, a blocked person, or the composer. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { ChangedCard } from './changed-card.tsx'
import { Composer } from './composer.tsx'
import { later } from './later.tsx'

const RequestCard = later(async () => (await import('../screens/requests.tsx')).RequestCard)

const FootNote = ({ children }: { readonly children: string }): JSX.Element => (
  <section class="foot-card">
    <p class="soft">{children}</p>
  </section>
)

export interface TalkFootProps {
  readonly to: string
  readonly chat: ShownChat | undefined
  readonly reply: ShownMessage | undefined
  readonly onReply: (reply: ShownMessage | undefined) => void
}

export function TalkFoot({ to, chat, reply, onReply }: TalkFootProps): JSX.Element {
  const say = words.value.talk
  if (chat?.blocked === true)
    return (
      <section class="foot-card">
        <p>{say.blockedHere(to)}</p>
        <button type="button" class="button button-quiet button-wide" onClick={() => void order({ do: 'unblock', to })}>
          {say.unblock}
        </button>
      </section>
    )
  if (chat?.group?.inside === false) return <FootNote>{words.value.group.youAreOut}</FootNote>
  if (chat?.request === true) return <RequestCard chat={chat} />
  if (chat?.shield === 'changed') return <ChangedCard to={to} />
  if (chat?.group?.announcements === true && !chat.group.admin)
    return <FootNote>{words.value.group.adminsWrite}</FootNote>
  return <Composer key={to} to={to} chat={chat} reply={reply} onReply={onReply} />
}
