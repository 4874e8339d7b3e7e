/** Where a message is written. */
import type { ShownChat, ShownMessage } from '@ebb/engine'
import type { Clocks } from '@ebb/protocol'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Refusal } from '../store/office.ts'
import { whenDrawn } from '../store/drawn.ts'
import { newDraft } from '../store/new-drafts.ts'
import { sendText } from '../store/talk.ts'
import { words } from '../words/words.ts'
import { AttachButton } from './attachment/attach-button.tsx'
import { ClockChip } from './clock-chip.tsx'
import { ClockPicker } from './clock-picker.tsx'
import { clocksOf } from './clocks-of.ts'
import { clocksText, sameClocks } from './clocks.ts'
import { useKeptDraft } from './draft.ts'
import { Icon } from './icon.tsx'
import { later } from './later.tsx'
import { locale } from './locale.ts'
import { namingAt, type Naming } from './naming.ts'
import { ReplyStrip } from './reply-strip.tsx'
import { say as tell } from './snackbar.tsx'
import { bytesTooMany } from './text-length.ts'
import { canRecord, MicButton, type Speaking } from './voice/mic-button.tsx'
import { mouse } from './wide.ts'
import { useTellWriting } from './writing.tsx'

const VoiceBar = later(async () => (await import('./voice/voice-bar.tsx')).VoiceBar)
const MentionList = later(async () => (await import('./mention-list.tsx')).MentionList)

export interface ComposerProps {
  readonly to: string
  readonly chat: ShownChat | undefined
  /** The message that is answered; the owner takes it away when it ends. */
  readonly reply: ShownMessage | undefined
  readonly onReply: (reply: ShownMessage | undefined) => void
}

export function Composer({ to, chat, reply, onReply }: ComposerProps): JSX.Element {
  const say = words.value.talk
  const kept = useRef(chat?.draft?.text ?? '').current
  const [written, setText] = useState(() => (kept === '' ? newDraft(to) : kept))
  // What was sent is drawn as such first; that it stands here no more comes with the frame after it.
  const leaving = useRef<string | undefined>(undefined)
  const text = written === leaving.current ? '' : written
  const [own, setOwn] = useState<Clocks | undefined>(undefined)
  const [once, setOnce] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [speaking, setSpeaking] = useState<Speaking>(undefined)
  const field = useRef<HTMLTextAreaElement>(null)
  const line = useRef<HTMLDivElement>(null)
  const [caret, setCaret] = useState(0)
  const listKeys = useRef<((event: KeyboardEvent) => boolean) | undefined>(undefined)
  const naming = chat?.group === undefined ? undefined : namingAt(text, caret)
  const name = ({ from }: Naming, handle: string): void => {
    const before = `${text.slice(0, from)}@${handle} `
    setText(before + text.slice(caret).replace(/^ /, ''))
    placed.current = before.length
    setCaret(before.length)
  }
  const placed = useRef<number | undefined>(undefined)
  useLayoutEffect(() => {
    if (placed.current === undefined) return
    field.current?.setSelectionRange(placed.current, placed.current)
    placed.current = undefined
  }, [text])
  const draft = useKeptDraft(to, { text, replyTo: reply }, chat && kept)
  const tellWriting = useTellWriting(to)
  useGrowing(field, text)
  useEffect(() => {
    if (reply !== undefined) field.current?.focus()
  }, [reply?.number])
  useEffect(() => {
    if (mouse()) field.current?.focus()
  }, [])

  // What had the focus while somebody spoke is gone.
  const before = useRef(speaking)
  const pressed = useRef(-Infinity)
  if (speaking === undefined && before.current === 'free') pressed.current = performance.now()
  useEffect(() => {
    if (speaking === undefined && before.current === 'free')
      line.current?.querySelector<HTMLElement>('.mic-button')?.focus()
    before.current = speaking
  }, [speaking])

  const bound = clocksOf(chat)
  const clocks = own ?? bound
  const over = bytesTooMany(text)
  const ready = text.trim() !== '' && over === 0

  const how = {
    ...(own !== undefined && { ceiling: own.ceiling, ...(own.afterRead !== null && { afterRead: own.afterRead }) }),
    ...(reply !== undefined && { replyTo: reply }),
    ...(once && { once }),
  }
  const beginAnew = (): void => {
    draft.end()
    setOwn(undefined)
    setOnce(false)
    onReply(undefined)
  }
  const sent = (): void => {
    setText('')
    beginAnew()
    draft.keep()
  }

  const send = (): void => {
    if (!ready || text === leaving.current) return
    leaving.current = text
    field.current!.value = ''
    void whenDrawn().then(() => setText((now) => (now === leaving.current ? '' : now)))
    beginAnew()
    pressed.current = performance.now()
    // The button that was pressed goes with the text, and writing goes on.
    if (document.activeElement?.matches('.send-button') === true) field.current?.focus()
    // Not before: until the message is kept, its draft is.
    sendText(to, text.trim(), how).then(
      () => draft.keep(),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error
        // Nothing that was written is lost, and nothing that was written since.
        const left = leaving.current
        leaving.current = undefined
        setText((since) => (since === '' || since === left ? text.trim() : since))
        tell(words.value.refusals[error.why])
      },
    )
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {reply !== undefined && (
        <ReplyStrip
          reply={reply}
          onClose={() => {
            onReply(undefined)
            // The button goes with it, and writing goes on.
            field.current?.focus()
          }}
        />
      )}
      {once && (
        <div class="once-strip">
          <Icon name="once" small />
          <p>
            <strong>{words.value.kinds.onceNext}</strong> {words.value.kinds.onceText}
          </p>
          <button
            type="button"
            class="icon-button"
            aria-label={words.value.kinds.onceNot}
            onClick={() => setOnce(false)}
          >
            <Icon name="close" small />
          </button>
        </div>
      )}
      {over > 0 && (
        <p class="composer-over" role="alert">
          {say.tooLong(over)}
        </p>
      )}
      {naming !== undefined && (
        <MentionList
          to={to}
          naming={naming}
          field={field}
          keys={listKeys}
          onChoose={(handle) => name(naming, handle)}
        />
      )}
      <div class="composer-line" ref={line}>
        <div class="composer-box" inert={speaking === 'free'}>
          <AttachButton to={to} how={how} text={text} onSent={sent} onOnce={setOnce} />
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            aria-label={say.message}
            placeholder={say.message}
            // Else browsers write what stands here into the session that they restore, in the clear.
            autocomplete="off"
            enterkeyhint={mouse() ? 'send' : 'enter'}
            value={text}
            onInput={(event) => {
              leaving.current = undefined
              setText(event.currentTarget.value)
              if (chat !== undefined) tellWriting(event.currentTarget.value)
              setCaret(event.currentTarget.selectionStart)
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={(event) => {
              if (listKeys.current?.(event) === true) return
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !mouse()) return
              event.preventDefault()
              send()
            }}
          />
          <ClockChip
            clocks={clocks}
            own={own !== undefined}
            label={say.clocksOfNext(clocksText(clocks, say, locale.value))}
            onOpen={() => setChoosing(true)}
          />
        </div>
        {speaking !== undefined && (
          <VoiceBar to={to} how={how} speaking={speaking} onSpeak={setSpeaking} onSent={sent} />
        )}
        {/* Speech cannot be looked at once. */}
        {text === '' && !once && canRecord() ? (
          speaking !== 'free' && <MicButton since={pressed.current} speaking={speaking} onSpeak={setSpeaking} />
        ) : (
          <button
            type="submit"
            class="send-button"
            aria-label={say.send}
            aria-disabled={!ready}
            // The finger takes the focus from nothing, so the keyboard stays.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
      {choosing && (
        <ClockPicker
          title={say.clocksNext}
          text={say.clocksNextText}
          clocks={clocks}
          bound={bound}
          onSet={(chosen) => setOwn(sameClocks(chosen, bound) ? undefined : chosen)}
          onReset={own === undefined ? undefined : () => setOwn(undefined)}
          onClose={() => setChoosing(false)}
        />
      )}
    </form>
  )
}

/** As high as its text; style keeps it within six lines. */
function useGrowing(field: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const area = field.current
    if (area === null || CSS.supports('field-sizing', 'content')) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text])
}
