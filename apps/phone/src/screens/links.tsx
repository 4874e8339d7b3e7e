/** Links into a group and who asks by them, for its administrators. */
import type { ShownEntrance, ShownLink } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { order } from '../pieces/arrange.ts'
import { Avatar } from '../pieces/avatar.tsx'
import { Bar } from '../pieces/bar.tsx'
import { Icon } from '../pieces/icon.tsx'
import { LinkSheet, MakeLink } from '../pieces/link-sheets.tsx'
import { locale } from '../pieces/locale.ts'
import { leftName } from '../pieces/times.ts'
import { chatWith } from '../store/chats.ts'
import { me } from '../store/house.ts'
import { now } from '../store/now.ts'
import { ask } from '../store/office.ts'
import { useEntranceWords, type EntranceWords } from '../words/entrance.ts'

export function Links({ to }: { readonly to: string }): JSX.Element | null {
  const say = useEntranceWords()
  const chat = chatWith(to)
  const [entrance, setEntrance] = useState<ShownEntrance | null>(null)
  const [open, setOpen] = useState<string | undefined>(undefined)
  // Whatever changes in a group changes its line in the list.
  useEffect(() => void ask('entrance', { to }).then(setEntrance), [to, chat])
  if (say === undefined || entrance === null) return null
  const shown = entrance.links.find(({ link }) => link === open)
  return (
    <div class="screen">
      <Bar title={say.title} />
      <div class="scroll">
        <div class="page">
          {entrance.asking.length > 0 && <Asking to={to} who={entrance.asking} say={say} />}
          <section class="section">
            <h2 class="section-title">{say.links}</h2>
            {entrance.links.length === 0 && <p class="soft">{say.none}</p>}
            {entrance.links.length > 0 && (
              <ul class="group">
                {entrance.links.map((link) => (
                  <LinkLine key={link.link} link={link} say={say} onOpen={() => setOpen(link.link)} />
                ))}
              </ul>
            )}
          </section>
          <button type="button" class="button button-wide" onClick={() => setOpen('make')}>
            {say.make}
          </button>
          <p class="soft small">{say.makeText}</p>
        </div>
      </div>
      {open === 'make' && <MakeLink to={to} say={say} onClose={() => setOpen(undefined)} onMade={setOpen} />}
      {shown !== undefined && <LinkSheet to={to} link={shown} say={say} onClose={() => setOpen(undefined)} />}
    </div>
  )
}

function Asking({
  to,
  who,
  say,
}: {
  readonly to: string
  readonly who: readonly string[]
  readonly say: EntranceWords
}): JSX.Element {
  const decide = (member: string, admit: boolean): void => void order({ do: 'decide', to, member, admit })
  return (
    <section class="section">
      <h2 class="section-title">{say.askingTitle}</h2>
      <ul class="group" aria-label={say.askingTitle}>
        {who.map((name) => (
          <li key={name} class="row row-wrapping">
            <Avatar name={name} size="small" />
            <span class="row-body">
              <bdi>{name}</bdi>
            </span>
            <span class="row-pair">
              <button
                type="button"
                class="button button-quiet"
                aria-label={say.declineName(name)}
                onClick={() => decide(name, false)}
              >
                {say.decline}
              </button>
              <button type="button" class="button" aria-label={say.admitName(name)} onClick={() => decide(name, true)}>
                {say.admit}
              </button>
            </span>
          </li>
        ))}
      </ul>
      <p class="soft small">{say.declineHint}</p>
    </section>
  )
}

function LinkLine({
  link,
  say,
  onOpen,
}: {
  readonly link: ShownLink
  readonly say: EntranceWords
  readonly onOpen: () => void
}): JSX.Element {
  const { by, ends, approval, most, used } = link
  const facts = [
    say.left(leftName(ends - now.value, locale.value)),
    say.used(used, most),
    approval ? say.decided : say.open,
  ]
  return (
    <li>
      <button type="button" class="row" onClick={onOpen}>
        <Icon name="share" />
        <span class="row-body">
          <bdi>{by === me.value?.handle ? say.yours : say.by(by)}</bdi>
          <span class="row-line">{facts.join(' · ')}</span>
        </span>
        <Icon name="forward" small />
      </button>
    </li>
  )
}
