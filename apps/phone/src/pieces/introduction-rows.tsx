/** Introducing somebody to somebody, and being introduced. */
import type { ShownIntroduction } from '@ebb/engine'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { listed } from '../store/chats.ts'
import { ask, Refusal } from '../store/office.ts'
import { useIntroductionWords, type IntroductionWords } from '../words/introduction.ts'
import { words } from '../words/words.ts'
import { Avatar } from './avatar.tsx'
import { enterTalk } from './enter-talk.ts'
import { Icon } from './icon.tsx'
import { Sheet } from './sheet.tsx'
import { say as tell } from './snackbar.tsx'

/** So many stand above the list; the next ones follow when those are decided. */
const most = 3

export function IntroductionRows({ all }: { readonly all: readonly ShownIntroduction[] }): JSX.Element | null {
  const say = useIntroductionWords()
  const [open, setOpen] = useState<number | undefined>(undefined)
  if (say === undefined) return null
  const shown = all.find(({ number }) => number === open)
  return (
    <>
      <ul class="list" aria-label={say.waiting}>
        {all.slice(0, most).map(({ number, name, by }) => (
          <li key={number}>
            <button type="button" class="row" onClick={() => setOpen(number)}>
              <Avatar name={name} />
              <span class="row-body">
                <bdi class="chat-name">{name}</bdi>
                <span class="chat-line chat-asking">{say.line(by)}</span>
              </span>
              <Icon name="forward" small />
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && <Decision one={shown} say={say} onClose={() => setOpen(undefined)} />}
    </>
  )
}

interface DecisionProps {
  readonly one: ShownIntroduction
  readonly say: IntroductionWords
  readonly onClose: () => void
}

function Decision({ one, say, onClose }: DecisionProps): JSX.Element {
  const { number, name, by } = one
  const decide = async (meet: boolean): Promise<void> => {
    onClose()
    const done = await obey({ do: 'introduction', introduction: number, meet })
    if (done === undefined) return
    if (meet) await enterTalk(name)
    else tell(say.declined)
  }
  const actions = (
    <>
      <button type="button" class="button button-quiet" onClick={() => void decide(false)}>
        {say.decline}
      </button>
      <button type="button" class="button" onClick={() => void decide(true)}>
        {say.meet}
      </button>
    </>
  )
  return (
    <Sheet title={say.title(by, name)} onClose={onClose} actions={actions}>
      <p>{say.explain(by, name)}</p>
      <p class="soft">{say.worth}</p>
    </Sheet>
  )
}

/** Among the details of a conversation of two. */
export function IntroduceRow({
  to,
  introducedBy,
}: {
  readonly to: string
  readonly introducedBy: string | undefined
}): JSX.Element | null {
  const say = useIntroductionWords()
  const [choosing, setChoosing] = useState(false)
  if (say === undefined) return null
  return (
    <>
      <ul class="group">
        {introducedBy !== undefined && (
          <li class="row">
            <Icon name="info" />
            <span class="row-body">{say.by(introducedBy)}</span>
          </li>
        )}
        <li>
          <button type="button" class="row" onClick={() => setChoosing(true)}>
            <Icon name="people" />
            <span class="row-body">{say.introduce}</span>
            <Icon name="forward" small />
          </button>
        </li>
      </ul>
      {choosing && <Choice to={to} say={say} onClose={() => setChoosing(false)} />}
    </>
  )
}

function Choice({
  to,
  say,
  onClose,
}: {
  readonly to: string
  readonly say: IntroductionWords
  readonly onClose: () => void
}): JSX.Element {
  const others = listed.value.filter((chat) => chat.group === undefined && chat.with !== to)
  const introduce = async (other: string): Promise<void> => {
    onClose()
    if ((await obey({ do: 'introduce', to, other })) !== undefined) tell(say.done)
  }
  return (
    <Sheet title={say.introduce} onClose={onClose}>
      <p>{others.length === 0 ? say.nobody : say.text(to)}</p>
      <ul class="group people">
        {others.map((chat) => (
          <li key={chat.with}>
            <button type="button" class="row" onClick={() => void introduce(chat.with)}>
              <Avatar name={chat.with} size="small" />
              <span class="row-body">
                <bdi>{chat.name}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

type Order = Parameters<typeof ask<'command'>>[1]

/** Undefined where it was refused, which is told. */
async function obey(command: Order): Promise<'done' | undefined> {
  try {
    await ask('command', command)
    return 'done'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    tell(words.value.refusals[error.why])
    return undefined
  }
}
