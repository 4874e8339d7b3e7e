/** What is looked at inside a page while somebody speaks or hears. Each function goes over by itself, so none may call another. */

/** The compiler checks tests without the library for pages; this is what is used of it. */
interface Track {
  readonly readyState: 'live' | 'ended'
  stop(): void
}
interface Stream {
  getTracks(): readonly Track[]
}
interface Sound {
  src: string
  readonly paused: boolean
  play(): Promise<void>
  pause(): void
}
declare const navigator: { readonly mediaDevices: { getUserMedia(asked: object): Promise<Stream> } }
declare const Audio: { prototype: Sound; new (): Sound }
declare const document: { visibilityState: string; dispatchEvent(event: Event): boolean }
interface Watched {
  /** Of the test: hears what a page that goes cannot be asked any more. */
  tellTest?: (what: string) => void
  streams?: Stream[]
  sounds?: Set<Sound>
  urls?: string[]
  last?: Blob
}

/** From now on it is known what was opened, played and put at an address. Once in each page. */
export function watchSound(): void {
  const watched = globalThis as Watched
  const [streams, sounds, urls] = [[], new Set(), []] as [Stream[], Set<Sound>, string[]]
  Object.assign(watched, { streams, sounds, urls })
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (asked) => {
    const stream = await open(asked)
    streams.push(stream)
    for (const track of stream.getTracks()) {
      const stop = track.stop.bind(track)
      track.stop = () => {
        watched.tellTest?.('microphone given back')
        stop()
      }
    }
    return stream
  }
  const play = Audio.prototype.play
  Audio.prototype.play = function (this: Sound): Promise<void> {
    sounds.add(this)
    return play.call(this)
  }
  const stop = Audio.prototype.pause
  Audio.prototype.pause = function (this: Sound): void {
    if (!this.paused) watched.tellTest?.('silent')
    stop.call(this)
  }
  const make = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (blob) => {
    const url = make(blob)
    watched.last = blob as Blob
    urls.push(url)
    return url
  }
}

/** How many microphones were opened, and how many of them are still. */
export function microphones(): { readonly opened: number; readonly open: number } {
  const all = ((globalThis as Watched).streams ?? []).flatMap((stream) => [...stream.getTracks()])
  return { opened: all.length, open: all.filter(({ readyState }) => readyState === 'live').length }
}

/** Whether anything can be heard now. */
export const sounding = (): boolean => [...((globalThis as Watched).sounds ?? [])].some(({ paused }) => !paused)

/** The address under which something was put last. */
export const lastUrl = (): string | undefined => (globalThis as Watched).urls?.at(-1)

/** What was put there last, a letter for each byte. */
export async function lastBytes(): Promise<string> {
  const bytes = new Uint8Array(await (globalThis as Watched).last!.arrayBuffer())
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** Whether sound still lies at an address of this page's memory. */
export function isSoundAt(url: string): Promise<boolean> {
  const sound = new Audio() as Sound & { onloadedmetadata?: () => void; onerror?: () => void }
  return new Promise((resolve) => {
    sound.onloadedmetadata = () => resolve(true)
    sound.onerror = () => resolve(false)
    sound.src = url
  })
}

/** As if the person had gone to another program, or come back. */
export function showPage(visibilityState: 'visible' | 'hidden'): void {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}
