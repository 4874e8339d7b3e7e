/** What stands where one writes: a request to decide on, a changed name, a blocked person, or the composer. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { newDraft } from '../store/new-drafts.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { useBegun } from './begun.ts'
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
  return <ComposerAfterMessages key={to} to={to} chat={chat} reply={reply} onReply={onReply} />
}

/** What was said is on the screen first: nobody writes before that, unless they have begun to. */
function ComposerAfterMessages(props: TalkFootProps): JSX.Element {
  const [hasDraft] = useState(props.chat?.draft !== undefined || newDraft(props.to) !== '')
  const begun = useBegun()
  return begun || hasDraft ? (
    <Composer {...props} />
  ) : (
    <div class="composer" aria-hidden="true" inert>
      <div class="composer-line">
        <div class="composer-box">
          <textarea rows={1} placeholder={words.value.talk.message} autocomplete="off" />
        </div>
      </div>
    </div>
  )
}
