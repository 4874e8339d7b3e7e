/** Plays one voice message. Its sound is in memory only while it is played or paused, under an address that ends with it. */
import { effect, signal } from '@preact/signals'
import { heard, hearNothing, type Heard } from '../../store/heard.ts'
import { ask, Refusal } from '../../store/office.ts'
import { soundIn } from './sound-head.ts'

/** How fast others are heard, until the app is locked. */
const speeds = [1, 1.5, 2] as const
export const speed = signal<number>(speeds[0])

export function nextSpeed(): void {
  speed.value = speeds[(speeds.indexOf(speed.value as 1) + 1) % speeds.length]!
}

/** What could not be played, by conversation and message. */
const odd = signal<ReadonlySet<string>>(new Set())
export const isOdd = (to: string, message: number): boolean => odd.value.has(`${message} ${to}`)

interface Sound {
  readonly element: HTMLAudioElement
  url: string | undefined
}

let sound: Sound | undefined
/** Which try to open one this is. */
let opening = 0

export const isHeard = (to: string, message: number): boolean =>
  heard.value?.message === message && heard.value.to === to

/** From `at`, in seconds. `length`: as its author says. Called where somebody taps: some browsers let nothing else begin to play. */
export async function hear(of: Omit<Heard, 'state'>, play = true): Promise<void> {
  const mine = ++opening
  const { element } = (sound ??= made())
  release()
  element.load()
  heard.value = { ...of, state: play ? 'opening' : 'paused' }
  const found = await soundOf(of.to, of.message)
  if (mine !== opening || heard.peek() === undefined) return
  if (found === undefined) return hearNothing()
  if (found === 'odd') return giveUp()
  sound.url = URL.createObjectURL(found)
  element.src = sound.url
  // Somebody may have chosen another place meanwhile.
  const now = heard.peek()
  if (now !== undefined && now.at > 0) element.currentTime = now.at
  if (now?.state === 'opening') await begin(element)
}

/** What is heard goes on, or waits. */
export function playOrPause(): void {
  const now = heard.peek()
  if (now === undefined || sound === undefined) return
  if (now.state !== 'paused') {
    heard.value = { ...now, state: 'paused' }
    sound.element.pause()
    return
  }
  heard.value = { ...now, state: 'opening' }
  // Else it is still being read, and begins by itself.
  if (sound.url !== undefined) void begin(sound.element)
}

/** What is heard goes on from there, in seconds. */
export function seek(at: number): void {
  const now = heard.peek()
  if (now === undefined || sound === undefined) return
  const to = Math.max(0, Math.min(at, now.length))
  heard.value = { ...now, at: to }
  sound.element.currentTime = to
}

function made(): Sound {
  const element = new Audio()
  element.preload = 'auto'
  const change = (how: Partial<Heard>): void => {
    const now = heard.peek()
    if (now !== undefined && element.src !== '') heard.value = { ...now, ...how }
  }
  element.addEventListener('durationchange', () => {
    // Infinite where whoever recorded it did not know: then what its author says counts.
    if (Number.isFinite(element.duration) && element.duration > 0) change({ length: element.duration })
  })
  element.addEventListener('timeupdate', () => change({ at: element.currentTime }))
  element.addEventListener('playing', () => change({ state: 'playing' }))
  // By the system: another program, or headphones that were pulled out.
  element.addEventListener('pause', () => element.ended || change({ state: 'paused' }))
  element.addEventListener('ended', hearNothing)
  element.addEventListener('error', () => element.getAttribute('src') !== null && giveUp())
  effect(() => {
    element.playbackRate = speed.value
    element.defaultPlaybackRate = speed.value
  })
  effect(() => {
    if (heard.value === undefined) release()
  })
  return { element, url: undefined }
}

async function begin(element: HTMLAudioElement): Promise<void> {
  try {
    await element.play()
  } catch (error) {
    const now = heard.peek()
    if (error instanceof DOMException && error.name === 'NotSupportedError') giveUp()
    else if (now !== undefined && element.paused) heard.value = { ...now, state: 'paused' }
  }
}

/** Lets go of all that is in memory of it. */
function release(): void {
  if (sound === undefined) return
  const { element, url } = sound
  sound.url = undefined
  element.pause()
  element.removeAttribute('src')
  element.load()
  if (url !== undefined) URL.revokeObjectURL(url)
}

function giveUp(): void {
  const now = heard.peek()
  if (now === undefined) return
  odd.value = new Set([...odd.peek(), `${now.message} ${now.to}`])
  hearNothing()
}

async function soundOf(to: string, message: number): Promise<Blob | 'odd' | undefined> {
  try {
    const blob = await ask('attachment', { to, message })
    return blob === null ? undefined : ((await soundIn(blob)) ?? 'odd')
  } catch (error) {
    if (error instanceof Refusal) return 'odd'
    throw error
  }
}
