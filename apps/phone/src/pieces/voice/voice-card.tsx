/** A voice message in its bubble. Nothing of it is given to a decoder before somebody wants to hear it. */
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { fetchAttachment, fetchingOf } from '../../store/attachments.ts'
import { chatWith } from '../../store/chats.ts'
import { heard } from '../../store/heard.ts'
import { words } from '../../words/words.ts'
import { FileCard } from '../attachment/file-card.tsx'
import type { CardProps } from '../attachment/hanging.tsx'
import { useInView } from '../attachment/in-view.ts'
import { TransferButton, transferOf } from '../attachment/transfer.tsx'
import { Icon } from '../icon.tsx'
import { locale } from '../locale.ts'
import { lengthName } from './lengths.ts'
import { hear, isHeard, isOdd, nextSpeed, playOrPause, seek, speed } from './player.ts'
import { barsOf } from './waveform.ts'
import { Wave } from './wave.tsx'

/** Bytes: what is larger waits for a tap. */
const fetchedByItself = 4_194_304

export function VoiceCard(props: CardProps): JSX.Element {
  const { to, message, attachment } = props
  const { number, mine, from } = message
  const { form, here, size } = attachment
  const say = words.value.voice
  const { duration, waveform } = form.kind === 'voice' ? form : { duration: 0, waveform: new Uint8Array() }
  const bars = useMemo(() => barsOf(waveform), [waveform])
  const [box, inView] = useInView<HTMLDivElement>()
  // A stranger has nothing fetched by somebody who has not let them in.
  const trusted = mine || chatWith(to)?.request !== true
  const state = fetchingOf(to, number)
  useEffect(() => {
    if (inView && trusted && here < 1 && size <= fetchedByItself && state === undefined)
      void fetchAttachment(to, number)
  }, [inView, trusted, here < 1, state === undefined])
  const transfer = transferOf(to, message)
  const now = isHeard(to, number) ? heard.value : undefined
  const length = now?.length ?? duration / 1000
  const at = Math.min(now?.at ?? 0, length)
  const told = lengthName(length, locale.value)
  if (isOdd(to, number)) return <FileCard {...props} line={say.notPlayed} />
  const playing = now !== undefined && now.state !== 'paused'
  const begin = (from: number, play: boolean): void => void hear({ to, message: number, at: from, length }, play)
  return (
    <div class="voice" ref={box}>
      {transfer !== undefined ? (
        <TransferButton state={transfer} />
      ) : (
        <button
          type="button"
          class="transfer voice-play"
          aria-label={playing ? say.pause : mine ? say.playOwn(told) : say.play(from, told)}
          aria-disabled={here < 1}
          onClick={() => {
            if (here < 1) return
            if (now === undefined) begin(0, true)
            else playOrPause()
          }}
        >
          <Icon name={playing ? 'pause' : 'play'} small />
        </button>
      )}
      <div class="voice-body">
        <Slider
          bars={bars}
          at={at}
          length={length}
          disabled={here < 1}
          onSeek={(to) => (now === undefined ? begin(to, false) : seek(to))}
          onToggle={() => (now === undefined ? begin(0, true) : playOrPause())}
        />
        <div class="voice-line">
          <bdi dir="ltr" class="voice-time" aria-hidden="true">
            {now === undefined ? told : lengthName(at, locale.value)}
          </bdi>
          {now !== undefined && (
            <button
              type="button"
              class="voice-speed"
              aria-label={say.speed(speedName(speed.value))}
              onClick={nextSpeed}
            >
              <bdi dir="ltr">{speedName(speed.value)}×</bdi>
            </button>
          )}
        </div>
      </div>
    </div>
  )
}

const speedName = (value: number): string => new Intl.NumberFormat(locale.value).format(value)

interface SliderProps {
  readonly bars: readonly number[]
  /** Seconds. */
  readonly at: number
  readonly length: number
  readonly disabled: boolean
  readonly onSeek: (to: number) => void
  readonly onToggle: () => void
}

/** Time goes from left to right everywhere: so do the pictures of it on every machine that plays sound. */
function Slider({ bars, at, length, disabled, onSeek, onToggle }: SliderProps): JSX.Element {
  const say = words.value.voice
  const held = useRef(false)
  const to = (event: TargetedPointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return length * Math.max(0, Math.min(1, (event.clientX - left) / width))
  }
  const step = Math.max(1, Math.min(5, length / 10))
  const key = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const places: Record<string, number> = {
      ArrowRight: at + step,
      ArrowUp: at + step,
      ArrowLeft: at - step,
      ArrowDown: at - step,
      PageUp: at + 3 * step,
      PageDown: at - 3 * step,
      Home: 0,
      End: length,
    }
    const place = places[event.key]
    if (place === undefined && event.key !== ' ') return
    event.preventDefault()
    // Arrows go from message to message elsewhere.
    event.stopPropagation()
    if (disabled) return
    if (place === undefined) onToggle()
    else onSeek(Math.max(0, Math.min(place, length)))
  }
  return (
    <div
      class="voice-slider"
      role="slider"
      dir="ltr"
      tabIndex={0}
      aria-label={say.place}
      aria-disabled={disabled}
      aria-valuemin={0}
      aria-valuemax={Math.max(1, Math.floor(length))}
      aria-valuenow={Math.floor(at)}
      aria-valuetext={say.placeOf(lengthName(at, locale.value), lengthName(length, locale.value))}
      onKeyDown={key}
      // The message is neither drawn aside nor held by who holds this.
      onTouchStart={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.stopPropagation()
        if (disabled || event.button !== 0) return
        held.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerUp={(event) => {
        if (held.current) onSeek(to(event))
        held.current = false
      }}
      onPointerMove={(event) => {
        if (held.current && event.pointerType === 'mouse') onSeek(to(event))
      }}
      onPointerCancel={() => {
        held.current = false
      }}
    >
      <Wave bars={bars} played={length === 0 ? 0 : at / length} />
    </div>
  )
}
