/** The name belongs to somebody else now: nothing is sent until a person has decided. Stands where one would write. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { go, goHome } from '../store/route.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { BlockQuestion } from './chat-menu.tsx'
import { Confirm } from './confirm.tsx'
import { Icon } from './icon.tsx'

export function ChangedCard({ to }: { readonly to: string }): JSX.Element {
  const say = words.value.talk
  const [asking, setAsking] = useState<'go-on' | 'block' | undefined>(undefined)
  const close = (): void => setAsking(undefined)
  return (
    <section class="foot-card foot-card-danger" role="alert">
      <h2>
        <Icon name="shield-warn" />
        {say.changedTitle(to)}
      </h2>
      <p class="small">{say.changedText}</p>
      <div class="stack">
        <button type="button" class="button button-wide" onClick={() => go({ at: 'verify', with: to })}>
          {say.compare}
        </button>
        <div class="foot-card-pair">
          <button type="button" class="button button-quiet" onClick={() => setAsking('go-on')}>
            {say.goOn}
          </button>
          <button type="button" class="button button-quiet button-danger" onClick={() => setAsking('block')}>
            {say.block}
          </button>
        </div>
      </div>
      {asking === 'go-on' && (
        <Confirm
          title={say.goOnTitle}
          text={say.goOnText(to)}
          yes={say.goOn}
          onYes={() => void order({ do: 'trust-new', to })}
          onClose={close}
        />
      )}
      {asking === 'block' && <BlockQuestion to={to} onClose={close} onBlocked={goHome} />}
    </section>
  )
}
