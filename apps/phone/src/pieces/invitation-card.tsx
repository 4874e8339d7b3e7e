/** What an invitation says before anybody has agreed to anything. */
import type { JSX } from 'preact'
import type { Checked } from '../joining/steps.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { Icon } from './icon.tsx'
import { locale } from './locale.ts'
import { fullTime, spanName } from './times.ts'

export function InvitationCard({ invitation }: { readonly invitation: Extract<Checked, { is: 'good' }> }): JSX.Element {
  const say = words.value.house.joining
  const { by, host, ends, ceiling } = invitation
  return (
    <section class="card stack">
      <div class="line">
        {by === null ? (
          <span class="invitation-server">
            <Icon name="globe" />
          </span>
        ) : (
          <Avatar name={by} />
        )}
        <h2>{by === null ? say.invitedByServer : say.invitedBy(by)}</h2>
      </div>
      <dl class="facts">
        <div>
          <dt>{say.toServer}</dt>
          <dd>
            <bdi dir="ltr">{host}</bdi>
          </dd>
        </div>
        <div>
          <dt>{say.validUntil}</dt>
          <dd>{fullTime(ends, locale.value)}</dd>
        </div>
        <div>
          <dt>{say.longestStay}</dt>
          <dd>{say.atMost(spanName(ceiling, locale.value))}</dd>
        </div>
      </dl>
      <p class="soft small">{say.once}</p>
    </section>
  )
}
