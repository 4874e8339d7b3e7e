/** A camera for Chromium that sees what a test holds before it: a film of one picture that the browser takes for its own. */
import { renameSync, writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'

const width = 640
const height = 480

export class Camera {
  readonly #film: string

  /** `film`: a path that ends with `.y4m`. */
  constructor(film: string) {
    this.#film = film
  }

  /** What the browser must be started with. Nobody is asked whether the camera may be used. */
  get flags(): readonly string[] {
    return [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${this.#film}`,
    ]
  }

  /** Holds a picture before it, a PNG as it comes from a screen: the whole of it is seen. For cameras that start later. */
  async see(browser: Browser, png: Buffer): Promise<void> {
    const page = await browser.newPage()
    const grey = await page.evaluate(greyOf, [png.toString('base64'), width, height] as const)
    await page.close()
    // The browser may be reading.
    writeFileSync(`${this.#film}.new`, filmOf(Buffer.from(grey, 'base64')))
    renameSync(`${this.#film}.new`, this.#film)
  }
}

/** YUV4MPEG2, 4:2:0, one frame without colour; the browser shows it again and again. */
function filmOf(grey: Buffer): Buffer {
  const header = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`
  return Buffer.concat([Buffer.from(header), grey, Buffer.alloc((width * height) / 2, 128)])
}

interface Canvas {
  width: number
  height: number
  getContext(kind: '2d'): {
    fillStyle: string
    fillRect(x: number, y: number, width: number, height: number): void
    drawImage(image: unknown, x: number, y: number, width: number, height: number): void
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
  }
}
/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: { createElement(name: 'canvas'): Canvas }
declare const Image: new () => { src: string; readonly width: number; readonly height: number; decode(): Promise<void> }

/** In a page: the picture in the middle of the camera's, as one byte of brightness for each point, in base64. */
async function greyOf([png, width, height]: readonly [string, number, number]): Promise<string> {
  const image = new Image()
  image.src = `data:image/png;base64,${png}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  context.fillStyle = '#888'
  context.fillRect(0, 0, width, height)
  const scale = Math.min(width / image.width, height / image.height)
  const [w, h] = [image.width * scale, image.height * scale]
  context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h)
  const { data } = context.getImageData(0, 0, width, height)
  const grey = new Uint8Array(width * height)
  for (let at = 0; at < grey.length; at++)
    grey[at] = 0.299 * data[at * 4]! + 0.587 * data[at * 4 + 1]! + 0.114 * data[at * 4 + 2]!
  return btoa(Array.from(grey, (byte) => String.fromCharCode(byte)).join(''))
}
