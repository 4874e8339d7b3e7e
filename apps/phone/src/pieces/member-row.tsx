/** Somebody in a group, and what can be done with them. */
import type { ShownMember } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { go } from '../store/route.ts'
import { words } from '../words/words.ts'
import { order } from './arrange.ts'
import { Avatar } from './avatar.tsx'
import { Confirm } from './confirm.tsx'
import { enterTalk } from './enter-talk.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { Shield } from './shield.tsx'

export function MemberRow({
  member,
  onOpen,
}: {
  readonly member: ShownMember
  readonly onOpen: () => void
}): JSX.Element {
  const say = words.value.group
  const { name, mine, admin, verified, state } = member
  const line = state === 'adding' ? say.adding : state === 'removing' ? say.removing : admin ? say.admin : undefined
  return (
    <li>
      <button type="button" class="row" disabled={mine} onClick={onOpen}>
        <Avatar name={name} size="small" />
        <span class="row-body">
          <bdi>{mine ? say.you : name}</bdi>
          {line !== undefined && <span class="row-line">{line}</span>}
        </span>
        {!mine && verified && <Shield state="verified" />}
      </button>
    </li>
  )
}

export interface MemberMenuProps {
  readonly to: string
  /** Whether the person is an administrator. */
  readonly admin: boolean
  readonly member: ShownMember
  readonly onClose: () => void
}

export function MemberMenu({ to, admin, member, onClose }: MemberMenuProps): JSX.Element {
  const { talk, group: say } = words.value
  const [removing, setRemoving] = useState(false)
  const { name } = member
  if (removing)
    return (
      <Confirm
        danger
        title={say.removeTitle(name)}
        text={say.removeText}
        yes={say.remove}
        onClose={onClose}
        onYes={() => void order({ do: 'remove', to, member: name })}
      />
    )
  const ofAdmins: readonly MenuItem[] = [
    {
      name: member.admin ? say.dismiss : say.appoint,
      icon: 'shield',
      onChoose: () => void order({ do: 'appoint', to, member: name, admin: !member.admin }),
    },
    { name: say.remove, icon: 'block', danger: true, stays: true, onChoose: () => setRemoving(true) },
  ]
  const items: readonly MenuItem[] = [
    { name: say.write, icon: 'chat', onChoose: () => void enterTalk(name) },
    { name: talk.verify, icon: 'shield', onChoose: () => go({ at: 'verify', with: name }) },
    ...(admin ? ofAdmins : []),
  ]
  return <Menu title={talk.actionsFor(name)} items={items} onClose={onClose} />
}
