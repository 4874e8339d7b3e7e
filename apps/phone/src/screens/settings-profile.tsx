/** Who one is here, inviting others, and locking at once. */
import type { JSX } from 'preact'
import { Avatar } from '../pieces/avatar.tsx'
import { CopyButton } from '../pieces/copy-button.tsx'
import { hostOf } from '../pieces/hosts.ts'
import { Icon } from '../pieces/icon.tsx'
import { LinkRow } from '../pieces/setting-row.tsx'
import { lock, me } from '../store/house.ts'
import { go } from '../store/route.ts'
import { words } from '../words/words.ts'

export function ProfileSection(): JSX.Element {
  const say = words.value.house.settings
  const handle = me.value?.handle ?? ''
  return (
    <>
      <section class="profile" aria-label={say.profile}>
        <Avatar name={handle} />
        <div class="row-body">
          <h2>
            <bdi dir="ltr">@{handle}</bdi>
          </h2>
          <span class="row-line">{say.onServer(hostOf(me.value?.origin ?? ''))}</span>
        </div>
        <CopyButton bare text={`@${handle}`} label={say.copyName} />
      </section>
      <ul class="group">
        <LinkRow icon="person-add" name={say.invite} onOpen={() => go({ at: 'invite' })} />
        <li>
          <button type="button" class="row" onClick={() => void lock()}>
            <Icon name="lock" />
            <span class="row-body">{say.lockNow}</span>
          </button>
        </li>
      </ul>
    </>
  )
}
