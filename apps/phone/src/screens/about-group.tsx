/** Who is in a group, what holds there, and everything that can be set about it. */
import type { ShownChat, ShownGroup, ShownMember } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ArrangeRows } from '../pieces/arrange-rows.tsx'
import { order } from '../pieces/arrange.ts'
import { Avatar } from '../pieces/avatar.tsx'
import { Bar } from '../pieces/bar.tsx'
import { LeaveQuestion } from '../pieces/chat-menu.tsx'
import { ClockPicker } from '../pieces/clock-picker.tsx'
import { boundOf, clocksText, sameClocks } from '../pieces/clocks.ts'
import { GroupPicture } from '../pieces/group-picture-sheet.tsx'
import { LinksRow } from '../pieces/entrance-rows.tsx'
import { AddPeople, RenameGroup } from '../pieces/group-sheets.tsx'
import { Icon } from '../pieces/icon.tsx'
import { locale } from '../pieces/locale.ts'
import { MemberMenu, MemberRow } from '../pieces/member-row.tsx'
import { Toggle } from '../pieces/toggle.tsx'
import { me } from '../store/house.ts'
import { ask } from '../store/office.ts'
import { words } from '../words/words.ts'

export interface AboutGroupProps {
  readonly chat: ShownChat
  readonly group: ShownGroup
}

type Asking = 'clocks' | 'leave' | 'add' | 'rename' | 'picture' | { readonly member: ShownMember }

export function AboutGroup({ chat, group }: AboutGroupProps): JSX.Element {
  const { talk, group: say } = words.value
  const { with: to } = chat
  const [asking, setAsking] = useState<Asking | undefined>(undefined)
  const [members, setMembers] = useState<readonly ShownMember[]>([])
  // Whatever changes in a group changes its line in the list.
  useEffect(() => void ask('members', { to }).then(setMembers), [to, chat])
  const close = (): void => setAsking(undefined)
  const mayShorten = group.admin || (group.inside && group.shorten === 'members')
  return (
    <div class="screen">
      <Bar title={talk.aboutTitle} />
      <div class="scroll">
        <div class="page">
          <div class="about-head">
            <Avatar name={to} group={group} size="big" />
            <h2>
              <bdi>{chat.name}</bdi>
            </h2>
            <p class="soft">{say.people(group.size)}</p>
          </div>
          <ul class="group">
            <li>
              <button type="button" class="row" disabled={!mayShorten} onClick={() => setAsking('clocks')}>
                <Icon name="clock" />
                <span class="row-body">
                  {talk.clocks}
                  <span class="row-line">{clocksText(chat, talk, locale.value)}</span>
                </span>
                {mayShorten && <Icon name="forward" small />}
              </button>
            </li>
            {group.admin && (
              <>
                <li>
                  <button type="button" class="row" onClick={() => setAsking('rename')}>
                    <Icon name="write" />
                    <span class="row-body">{say.rename}</span>
                    <Icon name="forward" small />
                  </button>
                </li>
                <li>
                  <button type="button" class="row" onClick={() => setAsking('picture')}>
                    <Icon name="picture" />
                    <span class="row-body">{say.picture}</span>
                    <Icon name="forward" small />
                  </button>
                </li>
                <Toggle
                  icon="lock"
                  name={say.announcements}
                  on={group.announcements}
                  onToggle={() => void order({ do: 'shape', to, announcements: !group.announcements })}
                />
                <Toggle
                  icon="clock"
                  name={say.shorten}
                  on={group.shorten === 'members'}
                  onToggle={() =>
                    void order({ do: 'shape', to, shorten: group.shorten === 'members' ? 'admins' : 'members' })
                  }
                />
              </>
            )}
          </ul>
          <section class="section">
            <h3 class="section-title">{say.members}</h3>
            <ul class="group">
              {group.admin && (
                <li>
                  <button type="button" class="row" onClick={() => setAsking('add')}>
                    <Icon name="person-add" />
                    <span class="row-body">{say.add}</span>
                  </button>
                </li>
              )}
              {group.admin && <LinksRow to={to} group={group} />}
              {members.map((member) => (
                <MemberRow key={member.name} member={member} onOpen={() => setAsking({ member })} />
              ))}
            </ul>
          </section>
          <ArrangeRows chat={chat} />
          {group.inside && (
            <ul class="group">
              <li>
                <button type="button" class="row row-danger" onClick={() => setAsking('leave')}>
                  <Icon name="leave" />
                  <span class="row-body">{say.leave}</span>
                </button>
              </li>
            </ul>
          )}
        </div>
      </div>
      {asking === 'clocks' && (
        <ClockPicker
          title={talk.clocks}
          text={talk.clocksText}
          clocks={chat}
          bound={boundOf(chat, me.value?.ceiling)}
          onSet={(clocks) => void (sameClocks(clocks, chat) || order({ do: 'timer', to, ...clocks }))}
          onClose={close}
        />
      )}
      {asking === 'leave' && <LeaveQuestion chat={chat} onClose={close} />}
      {asking === 'add' && <AddPeople to={to} members={members} onClose={close} />}
      {asking === 'rename' && <RenameGroup chat={chat} onClose={close} />}
      {asking === 'picture' && <GroupPicture chat={chat} onClose={close} />}
      {typeof asking === 'object' && <MemberMenu to={to} admin={group.admin} member={asking.member} onClose={close} />}
    </div>
  )
}
