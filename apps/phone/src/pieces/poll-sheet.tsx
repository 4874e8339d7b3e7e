/** A question to everybody in a conversation, with its answers. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, Refusal } from '../store/office.ts'
import { openTalk, talk } from '../store/talk.ts'
import { words } from '../words/words.ts'
import { Icon } from './icon.tsx'
import { SwitchRow } from './setting-row.tsx'
import { Sheet } from './sheet.tsx'

export interface PollSheetProps {
  readonly to: string
  /** When it vanishes, where that was chosen for this message. */
  readonly how: { readonly ceiling?: number; readonly afterRead?: number }
  readonly onSent: () => void
  readonly onClose: () => void
}

const most = 10

export function PollSheet({ to, how, onSent, onClose }: PollSheetProps): JSX.Element {
  const say = words.value.kinds
  const [question, setQuestion] = useState('')
  const [answers, setAnswers] = useState<readonly string[]>(['', ''])
  const [multiple, setMultiple] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  const options = answers.map((answer) => answer.trim()).filter((answer) => answer !== '')
  const ready = question.trim() !== '' && options.length >= 2

  const send = async (): Promise<void> => {
    if (!ready) return
    try {
      await ask('command', { do: 'poll', to, question, options, multiple, ...how })
      if (talk.peek() === undefined) await openTalk(to)
      onSent()
      onClose()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setTrouble(words.value.refusals[error.why])
    }
  }

  return (
    <Sheet
      title={say.pollAsk}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {words.value.talk.cancel}
          </button>
          <button type="button" class="button" aria-disabled={!ready} onClick={() => void send()}>
            {words.value.talk.send}
          </button>
        </>
      }
    >
      <p class="soft small">{say.pollText}</p>
      <label class="field">
        <span class="field-name">{say.pollQuestion}</span>
        <textarea
          class="edit-field"
          rows={2}
          dir="auto"
          autofocus
          maxLength={1000}
          // Else browsers write what stands here into the session that they restore, in the clear.
          autocomplete="off"
          value={question}
          onInput={(event) => setQuestion(event.currentTarget.value)}
        />
      </label>
      <ol class="poll-answers">
        {answers.map((answer, at) => (
          <li key={at}>
            <input
              type="text"
              class="edit-field"
              dir="auto"
              maxLength={200}
              autocomplete="off"
              aria-label={say.pollAnswer(at + 1)}
              placeholder={say.pollAnswer(at + 1)}
              value={answer}
              onInput={(event) => setAnswers(answers.with(at, event.currentTarget.value))}
            />
            {answers.length > 2 && (
              <button
                type="button"
                class="icon-button"
                aria-label={say.pollDrop(at + 1)}
                onClick={() => setAnswers(answers.toSpliced(at, 1))}
              >
                <Icon name="close" small />
              </button>
            )}
          </li>
        ))}
      </ol>
      {answers.length < most && (
        <button type="button" class="link" onClick={() => setAnswers([...answers, ''])}>
          {say.pollAdd}
        </button>
      )}
      <ul class="group attach-how">
        <SwitchRow
          icon="checks"
          name={say.pollMultiple}
          line={say.pollMultipleText}
          on={multiple}
          onSwitch={setMultiple}
        />
      </ul>
      {trouble !== undefined && (
        <p class="small danger" role="alert">
          {trouble}
        </p>
      )}
    </Sheet>
  )
}
