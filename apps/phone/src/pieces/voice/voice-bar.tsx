/** In the place of what is written: what is being said. It is sent, or gone, when this is gone. */
import { effect } from '@preact/signals'
import type { ShownMessage } from '@ebb/engine'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { locking } from '../../store/house.ts'
import { hearNothing } from '../../store/heard.ts'
import { ask, Refusal } from '../../store/office.ts'
import { openTalk, talk } from '../../store/talk.ts'
import { words } from '../../words/words.ts'
import { Icon } from '../icon.tsx'
import { locale } from '../locale.ts'
import { say as tell } from '../snackbar.tsx'
import { lengthName } from './lengths.ts'
import type { Speaking } from './mic-button.tsx'
import { longest, openRecorder, shortest, type Recorded, type Recorder } from './recorder.ts'
import { barsOf } from './waveform.ts'
import { Wave } from './wave.tsx'

/** Milliseconds between two looks at what is drawn. */
const look = 100
/** So much of what was said last is seen while somebody speaks: looks of the recorder, and bars. */
const [seen, seenBars] = [60, 30]
/** From 0 to 1: who is as loud as this speaks, and so uses the app. */
const voice = 0.02

export interface VoiceBarProps {
  readonly to: string
  readonly how: { readonly ceiling?: number; readonly afterRead?: number; readonly replyTo?: ShownMessage }
  readonly speaking: Exclude<Speaking, undefined>
  readonly onSpeak: (speaking: Speaking) => void
  readonly onSent: () => void
}

export function VoiceBar({ to, how, speaking, onSpeak, onSent }: VoiceBarProps): JSX.Element {
  const say = words.value.voice
  const recorder = useRef<Recorder | undefined>(undefined)
  const latest = useRef(speaking)
  latest.current = speaking
  const [at, setAt] = useState<'opening' | 'on' | 'stopped' | 'sending'>('opening')
  const recorded = useRef<Promise<Recorded | undefined> | undefined>(undefined)
  const [, draw] = useState(0)
  const box = useRef<HTMLDivElement>(null)

  /** The microphone is given back; what was said stays until it is sent or thrown away. */
  const stop = (): void => {
    if (recorder.current === undefined || recorded.current !== undefined) return
    recorded.current = recorder.current.end()
    setAt('stopped')
    onSpeak('free')
  }

  const send = async (): Promise<void> => {
    const now = recorder.current
    if (now === undefined || at === 'sending') return
    if (now.elapsed() < shortest) {
      tell(say.tooShort)
      return onSpeak(undefined)
    }
    setAt('sending')
    const said = await (recorded.current ??= now.end())
    if (said === undefined) {
      tell(say.failed)
      return onSpeak(undefined)
    }
    try {
      await sendVoice(to, how, said)
      if (talk.peek() === undefined) await openTalk(to)
      onSent()
      onSpeak(undefined)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell(words.value.refusals[error.why])
      setAt('stopped')
      onSpeak('free')
    }
  }

  useEffect(() => {
    // What is heard would be recorded along.
    hearNothing()
    let over = false
    void openRecorder(stop).then((found) => {
      if (typeof found === 'string') {
        if (over) return
        tell(found === 'denied' ? say.denied : say.none)
        return onSpeak(undefined)
      }
      if (over || document.visibilityState === 'hidden') {
        found.cancel()
        return over || onSpeak(undefined)
      }
      recorder.current = found
      setAt('on')
      // The finger has left before there was anything to send.
      if (latest.current === 'left') onSpeak('free')
      return undefined
    })
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') stop()
    }
    document.addEventListener('visibilitychange', hidden)
    const endLocking = effect(() => {
      if (locking.value) recorder.current?.cancel()
    })
    return () => {
      over = true
      document.removeEventListener('visibilitychange', hidden)
      endLocking()
      // What is being sent has ended by itself.
      if (recorded.current === undefined) recorder.current?.cancel()
    }
  }, [])

  useEffect(() => {
    if (at !== 'on') return undefined
    const timer = setInterval(() => {
      draw((count) => count + 1)
      if (recorder.current!.elapsed() >= longest) stop()
      if ((recorder.current!.levels.at(-1) ?? 0) > voice) dispatchEvent(new Event('speaking'))
    }, look)
    return () => clearInterval(timer)
  }, [at])

  useEffect(() => {
    if (speaking === 'left' && at === 'on') void send()
    // The keyboard is not needed any more.
    if (speaking === 'free') box.current?.querySelector<HTMLElement>('.voice-send')?.focus()
  }, [speaking, at])

  const levels = recorder.current?.levels ?? []
  const shown = at === 'on' ? lastOf(levels) : barsOf(Uint8Array.from(levels, toByte), seenBars)
  const length = lengthName((recorder.current?.elapsed() ?? 0) / 1000, locale.value)
  return (
    <div class={`voice-bar voice-${speaking}`} ref={box} role="group" aria-label={say.recording}>
      <span class="unseen" role="status">
        {at === 'on' ? say.isRecording : at === 'stopped' ? say.isStopped : ''}
      </span>
      {speaking === 'free' && (
        <button type="button" class="icon-button danger" aria-label={say.cancel} onClick={() => onSpeak(undefined)}>
          <Icon name="bin" />
        </button>
      )}
      <span class={at === 'on' ? 'voice-dot' : 'voice-dot voice-dot-off'} aria-hidden="true" />
      <span class="voice-clock" role="timer" aria-label={say.length}>
        <bdi dir="ltr">{length}</bdi>
      </span>
      {speaking === 'free' ? (
        <>
          <Wave bars={shown} played={1} />
          {at === 'on' && (
            <button type="button" class="icon-button" aria-label={say.stop} onClick={stop}>
              <Icon name="stop" />
            </button>
          )}
          <button
            type="button"
            class="send-button voice-send"
            aria-label={say.send}
            aria-disabled={at === 'opening' || at === 'sending'}
            onClick={() => void send()}
          >
            <Icon name="send" />
          </button>
        </>
      ) : (
        <>
          <span class="voice-aside" aria-hidden="true">
            <Icon name="back" small />
            {say.slideAway}
          </span>
          <span class="voice-up" aria-hidden="true">
            <Icon name="lock" small />
          </span>
        </>
      )}
    </div>
  )
}

const toByte = (level: number): number => Math.round(255 * Math.min(1, Math.sqrt(level * 4)))

/** What was said last comes in at the end. */
function lastOf(levels: readonly number[]): readonly number[] {
  const last = levels.slice(-seen)
  const silence = Array.from({ length: seen - last.length }, () => 0)
  return barsOf(Uint8Array.from([...silence, ...last], toByte), seenBars)
}

/** It has no name: nothing says when it was recorded, or by what. */
async function sendVoice(to: string, { replyTo, ...clocks }: VoiceBarProps['how'], said: Recorded): Promise<void> {
  const { bytes, type, duration, waveform } = said
  const file = new Blob([bytes as Uint8Array<ArrayBuffer>])
  const form = { kind: 'voice', duration, waveform } as const
  await ask('attach', {
    to,
    text: '',
    ...clocks,
    ...(replyTo && { replyTo: replyTo.number }),
    file,
    type,
    name: null,
    form,
  })
}
