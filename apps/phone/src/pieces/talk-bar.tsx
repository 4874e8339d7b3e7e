/** The bar of a conversation: who it is with, whether that was verified, and when messages vanish. */
import type { ShownChat } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { me } from '../store/house.ts'
import { back, go, goHome } from '../store/route.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Avatar } from './avatar.tsx'
import { BackButton } from './bar.tsx'
import { ChatMenu } from './chat-menu.tsx'
import { ClockChip } from './clock-chip.tsx'
import { ClockPicker } from './clock-picker.tsx'
import { clocksText, sameClocks } from './clocks.ts'
import type { Point } from './hold.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { Shield } from './shield.tsx'
import { mouse } from './wide.ts'

export interface TalkBarProps {
  readonly to: string
  /** Undefined: nothing was written yet. */
  readonly chat: ShownChat | undefined
}

export function TalkBar({ to, chat }: TalkBarProps): JSX.Element {
  const say = words.value.talk
  const [choosing, setChoosing] = useState(false)
  const [menu, setMenu] = useState<{ readonly at: Point | undefined } | undefined>(undefined)
  return (
    <div class="bar talk-bar">
      <BackButton onBack={back} />
      <h1 class="talk-title">
        <button
          type="button"
          class="talk-who"
          disabled={chat === undefined}
          onClick={() => go({ at: 'about', with: to })}
        >
          <Avatar handle={to} size="small" />
          <span class="talk-names">
            <bdi class="chat-name">{to}</bdi>
            {chat !== undefined && (
              <span class={`talk-shield shield-${chat.shield}`}>
                <Shield state={chat.shield} quiet />
                {say.shields[chat.shield]}
              </span>
            )}
          </span>
        </button>
      </h1>
      {chat !== undefined && !chat.request && !chat.blocked && (
        <ClockChip
          clocks={chat}
          label={say.clocksOf(clocksText(chat, say, locale.value))}
          onOpen={() => setChoosing(true)}
        />
      )}
      {chat !== undefined && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.more}
          aria-haspopup="menu"
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect()
            setMenu({ at: event.detail === 0 || !mouse() ? undefined : { x: right, y: bottom } })
          }}
        >
          <Icon name="more" />
        </button>
      )}
      {choosing && chat !== undefined && (
        <ClockPicker
          title={say.clocks}
          text={say.clocksText}
          clocks={chat}
          bound={{ ceiling: me.value?.ceiling ?? chat.ceiling, afterRead: null }}
          onSet={(clocks) => void (sameClocks(clocks, chat) || order({ do: 'timer', to, ...clocks }))}
          onClose={() => setChoosing(false)}
        />
      )}
      {menu !== undefined && chat !== undefined && (
        <ChatMenu
          chat={chat}
          at={menu.at}
          first={[
            { name: say.details, icon: 'info', onChoose: () => go({ at: 'about', with: to }) },
            { name: say.verify, icon: 'shield', onChoose: () => go({ at: 'verify', with: to }) },
          ]}
          onClose={() => setMenu(undefined)}
          onBlocked={goHome}
        />
      )}
    </div>
  )
}
