/** The microphone, from the moment it is opened until it is given back. What is recorded lies in this page's memory only. */
import { plainSound } from './plain-sound.ts'
import { levelOf, waveformOf } from './waveform.ts'

/** Milliseconds: longer is no message any more but a recording. */
export const longest = 900_000
/** Milliseconds: who speaks less has only touched it. */
export const shortest = 500
/** Milliseconds between two looks at how loud it is. */
const between = 50
/**
 * Milliseconds of sound that a browser holds by itself: Firefox writes what is longer than a megabyte into a file of its own,
 * in the clear.
 */
const heldByBrowser = 1000
/** Bits a second: speech is as clear as it gets. */
const bitrate = 32_000
/** What is asked for, the best known first. */
const types = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4']

export interface Recorded {
  readonly bytes: Uint8Array
  readonly type: string
  /** Milliseconds. */
  readonly duration: number
  readonly waveform: Uint8Array
}

export interface Recorder {
  /** How loud it was until now, from 0 to 1, every 50 ms. */
  readonly levels: readonly number[]
  /** Milliseconds. */
  elapsed(): number
  /** Gives the microphone back at once. Undefined: the browser has recorded nothing that can be sent. */
  end(): Promise<Recorded | undefined>
  /** The same, and forgets what was said. */
  cancel(): void
}

/** `denied`: the person or the browser does not allow it. `none`: there is no microphone, or it is in use. */
export type RecorderRefusal = 'denied' | 'none'

/** `onTaken`: the microphone has gone, by itself or because the browser took it. */
export async function openRecorder(onTaken: () => void): Promise<Recorder | RecorderRefusal> {
  const type = types.find((one) => MediaRecorder.isTypeSupported(one))
  if (type === undefined) return 'none'
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: false,
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
    try {
      return record(stream, type, onTaken)
    } catch (error) {
      giveBack(stream)
      throw error
    }
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none'
  }
}

function record(stream: MediaStream, type: string, onTaken: () => void): Recorder {
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: bitrate })
  const pieces: Promise<Uint8Array>[] = []
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
  let [begun, ended] = [performance.now(), 0]
  recorder.addEventListener('start', () => (begun = performance.now()))
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) pieces.push(data.arrayBuffer().then((piece) => new Uint8Array(piece)))
  })
  for (const track of stream.getTracks()) track.addEventListener('ended', onTaken)
  const ear = listen(stream)
  recorder.start(heldByBrowser)

  const elapsed = (): number => (ended === 0 ? performance.now() : ended) - begun
  const stop = (): void => {
    if (ended !== 0) return
    ended = performance.now()
    ear.stop()
    if (recorder.state !== 'inactive') recorder.stop()
    giveBack(stream)
  }
  return {
    levels: ear.levels,
    elapsed,
    async end() {
      stop()
      await stopped
      const plain = plainSound(await whole(pieces), type.split(';')[0]!, elapsed())
      if (plain === undefined) return undefined
      const duration = Math.round(elapsed())
      return { bytes: plain, type: type.split(';')[0]!, duration, waveform: waveformOf(ear.levels) }
    },
    cancel() {
      stop()
      pieces.length = 0
    },
  }
}

/** How loud it is, by the samples themselves. */
function listen(stream: MediaStream): { readonly levels: readonly number[]; stop(): void } {
  const levels: number[] = []
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  context.createMediaStreamSource(stream).connect(analyser)
  void context.resume()
  const samples = new Float32Array(analyser.fftSize)
  const begun = performance.now()
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    // A timer that came late stands for those that did not come.
    do levels.push(levelOf(samples))
    while (levels.length < Math.floor((performance.now() - begun) / between))
  }, between)
  return {
    levels,
    stop() {
      clearInterval(timer)
      void context.close()
    },
  }
}

function giveBack(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

async function whole(pieces: readonly Promise<Uint8Array>[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob((await Promise.all(pieces)) as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}
