/** Who a conversation is with, and everything that can be set about it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ArrangeRows } from '../pieces/arrange-rows.tsx'
import { order } from '../pieces/arrange.ts'
import { Avatar } from '../pieces/avatar.tsx'
import { Bar } from '../pieces/bar.tsx'
import { BlockQuestion } from '../pieces/chat-menu.tsx'
import { ClockPicker } from '../pieces/clock-picker.tsx'
import { clocksText, sameClocks } from '../pieces/clocks.ts'
import { Icon } from '../pieces/icon.tsx'
import { later } from '../pieces/later.tsx'
import { locale } from '../pieces/locale.ts'
import { Shield } from '../pieces/shield.tsx'
import { chatWith } from '../store/chats.ts'
import { me } from '../store/house.ts'
import { go, goHome } from '../store/route.ts'
import { words } from '../words/words.ts'

const IntroduceRow = later(async () => (await import('../pieces/introduction-rows.tsx')).IntroduceRow)
const AboutGroup = later(async () => (await import('./about-group.tsx')).AboutGroup)

export function About({ to }: { readonly to: string }): JSX.Element | null {
  const say = words.value.talk
  const [asking, setAsking] = useState<'clocks' | 'block' | undefined>(undefined)
  const chat = chatWith(to)
  if (chat === undefined) return null
  if (chat.group !== undefined) return <AboutGroup chat={chat} group={chat.group} />
  const { shield, blocked } = chat
  return (
    <div class="screen">
      <Bar title={say.aboutTitle} />
      <div class="scroll">
        <div class="page">
          <div class="about-head">
            <Avatar name={to} size="big" />
            <h2>
              <bdi>@{to}</bdi>
            </h2>
            <p class="soft">{say.onServer(hostOf(me.value?.origin ?? ''))}</p>
          </div>
          <ul class="group">
            <li>
              <button type="button" class="row" disabled={blocked} onClick={() => setAsking('clocks')}>
                <Icon name="clock" />
                <span class="row-body">
                  {say.clocks}
                  <span class="row-line">{clocksText(chat, say, locale.value)}</span>
                </span>
                <Icon name="forward" small />
              </button>
            </li>
            <li>
              <button type="button" class="row" onClick={() => go({ at: 'verify', with: to })}>
                <Shield state={shield} quiet />
                <span class="row-body">
                  {say.safetyNumber}
                  <span class={`row-line shield-${shield}`}>{say.shields[shield]}</span>
                </span>
                <Icon name="forward" small />
              </button>
            </li>
          </ul>
          {!blocked && <IntroduceRow to={to} introducedBy={chat.introducedBy} />}
          <ArrangeRows chat={chat} />
          <ul class="group">
            <li>
              {blocked ? (
                <button type="button" class="row" onClick={() => void order({ do: 'unblock', to })}>
                  <Icon name="block" />
                  <span class="row-body">{say.unblock}</span>
                </button>
              ) : (
                <button type="button" class="row row-danger" onClick={() => setAsking('block')}>
                  <Icon name="block" />
                  <span class="row-body">{say.block}</span>
                </button>
              )}
            </li>
          </ul>
        </div>
      </div>
      {asking === 'clocks' && (
        <ClockPicker
          title={say.clocks}
          text={say.clocksText}
          clocks={chat}
          bound={{ ceiling: me.value?.ceiling ?? chat.ceiling, afterRead: null }}
          onSet={(clocks) => void (sameClocks(clocks, chat) || order({ do: 'timer', to, ...clocks }))}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'block' && <BlockQuestion to={to} onClose={() => setAsking(undefined)} onBlocked={goHome} />}
    </div>
  )
}

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : origin)
