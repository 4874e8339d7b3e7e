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
import { boundOf, clocksText, sameClocks } from './clocks.ts'
import type { Point } from './hold.ts'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { Shield } from './shield.tsx'
import { mouse } from './wide.ts'
import { Writing } from './writing.tsx'

export interface TalkBarProps {
  readonly to: string
  /** Undefined: nothing was written yet. */
  readonly chat: ShownChat | undefined
}

export function TalkBar({ to, chat }: TalkBarProps): JSX.Element {
  const say = words.value.talk
  const group = chat?.group
  // Whoever may not change them at all is shown them in the details.
  const mayShorten = group === undefined || group.admin || (group.inside && group.shorten === 'members')
  const writes = chat !== undefined && chat.writing.length > 0
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
          <Avatar name={to} group={group} size="small" />
          <span class="talk-names">
            <bdi class="chat-name">{chat?.name ?? to}</bdi>
            {writes && (
              <span class="talk-shield">
                <Writing chat={chat} />
              </span>
            )}
            {!writes && group !== undefined && <span class="talk-shield">{words.value.group.people(group.size)}</span>}
            {!writes && chat !== undefined && group === undefined && (
              <span class={`talk-shield shield-${chat.shield}`}>
                <Shield state={chat.shield} quiet />
                {say.shields[chat.shield]}
              </span>
            )}
          </span>
        </button>
      </h1>
      {chat !== undefined && !chat.request && !chat.blocked && mayShorten && (
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
          bound={boundOf(chat, me.value?.ceiling)}
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
            ...(group === undefined
              ? [{ name: say.verify, icon: 'shield', onChoose: () => go({ at: 'verify', with: to }) } as const]
              : []),
          ]}
          onClose={() => setMenu(undefined)}
          onBlocked={goHome}
        />
      )}
    </div>
  )
}
