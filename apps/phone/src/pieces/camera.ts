/** The camera, and the codes that it sees. Its picture goes to a canvas in memory and nowhere else. */

/** `denied`: the person or the browser does not allow it. `none`: there is no camera, or it is in use. */
export type CameraRefusal = 'denied' | 'none'

export interface Camera {
  /** What is before the screen is shown as in a mirror, so that aiming is easy. */
  readonly mirrored: boolean
  stop(): void
}

/** Milliseconds between looks: six a second leave time for everything else. */
const between = 160
/** Longest side of the picture that is searched, in pixels: enough for the largest code that we show. */
const enough = 960

/** Shows the camera in `video`. The rear one, where there are two. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera | CameraRefusal> {
  // Browsers hide it where the page is not secure.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices === undefined) return 'none'
  try {
    const stream = await devices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 } },
    })
    const stop = (): void => {
      for (const track of stream.getTracks()) track.stop()
      video.srcObject = null
    }
    video.srcObject = stream
    // Whoever closes at once interrupts it; that is no failure.
    await video.play().catch(() => undefined)
    return { mirrored: stream.getVideoTracks()[0]?.getSettings().facingMode !== 'environment', stop }
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none'
  }
}

/** Calls `onCode` with each text that is seen, not twice on end with the same. Returns what ends it. */
export function watchForCodes(video: HTMLVideoElement, onCode: (text: string) => void): () => void {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  let ended = false
  let last: string | undefined

  async function watch(): Promise<void> {
    const { decodeQR } = await import('qr/decode.js')
    while (!ended && context !== null) {
      const text = pictureOf(video, canvas, context, (picture) => read(decodeQR, picture))
      if (text !== undefined && text !== last) {
        last = text
        onCode(text)
      }
      await new Promise((resolve) => setTimeout(resolve, between))
    }
  }

  void watch()
  return () => {
    ended = true
  }
}

function pictureOf<T>(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  look: (picture: ImageData) => T,
): T | undefined {
  const { videoWidth, videoHeight } = video
  if (videoWidth === 0) return undefined
  const scale = Math.min(1, enough / Math.max(videoWidth, videoHeight))
  canvas.width = Math.round(videoWidth * scale)
  canvas.height = Math.round(videoHeight * scale)
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  return look(context.getImageData(0, 0, canvas.width, canvas.height))
}

/** The decoder throws where there is no code, which is nearly always. */
function read(decode: (picture: ImageData) => string, picture: ImageData): string | undefined {
  try {
    return decode(picture)
  } catch {
    return undefined
  }
}
