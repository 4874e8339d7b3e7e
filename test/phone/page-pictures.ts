/** What is done with pictures inside a page of the app. Each function goes over by itself, so none may call another. */

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: {
  querySelector(selector: string): { dispatchEvent(event: unknown): boolean } | null
  createElement(name: 'canvas'): Canvas
}
interface Canvas {
  width: number
  height: number
  getContext(kind: '2d'): {
    createImageData(width: number, height: number): { readonly data: Uint8ClampedArray<ArrayBuffer> }
    putImageData(data: unknown, x: number, y: number): void
  }
  toBlob(take: (blob: Blob) => void, type: string): void
}
declare const Image: new () => { src: string; onload?: () => void; onerror?: () => void }
declare const DataTransfer: new () => { readonly items: { add(file: unknown): void } }
declare const DragEvent: new (kind: string, how: object) => unknown
declare const navigator: {
  readonly storage: {
    getDirectory(): Promise<{
      getFileHandle(
        name: string,
        how: object,
      ): Promise<{ createWritable(): Promise<{ write(bytes: Uint8Array): Promise<void>; close(): Promise<void> }> }>
    }>
  }
}

/** A picture of noise onto the conversation, and from then on what is shown is remembered as far as `shownPicture` tells. */
export async function dropNoise(): Promise<void> {
  const seen: string[] = []
  ;(globalThis as { seen?: string[] }).seen = seen
  const make = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (blob) => {
    const size = (blob as Blob).size
    if (size > 100_000)
      void (async () => {
        const parts: string[] = []
        for (const share of [0.25, 0.5, 0.75]) {
          const at = Math.floor(size * share)
          const bytes = new Uint8Array(await (blob as Blob).slice(at, at + 64).arrayBuffer())
          parts.push(btoa(String.fromCharCode(...bytes)))
        }
        seen.splice(0, seen.length, ...parts)
      })()
    return make(blob)
  }
  const canvas = document.createElement('canvas')
  canvas.width = 800
  canvas.height = 600
  const drawing = canvas.getContext('2d')
  const image = drawing.createImageData(800, 600)
  for (let at = 0; at < image.data.length; at += 60_000)
    crypto.getRandomValues(image.data.subarray(at, Math.min(image.data.length, at + 60_000)))
  for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255
  drawing.putImageData(image, 0, 0)
  const blob = await new Promise<Blob>((resolve) => canvas.toBlob(resolve, 'image/jpeg'))
  const data = new DataTransfer()
  data.items.add(new File([blob], 'noise.jpg', { type: 'image/jpeg' }))
  document
    .querySelector('.composer textarea')!
    .dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
}

/** Three parts of 64 bytes each, in base64; nothing while none is shown in the conversation. */
export function shownPicture(): readonly string[] {
  const shown = document.querySelector('.picture-whole') !== null
  return shown ? ((globalThis as { seen?: string[] }).seen ?? []) : []
}

export const isChosen = (): boolean => document.querySelector('.chosen img') !== null

/** Whether a picture still lies at an address of this page's memory. */
export function isPictureAt(url: string): Promise<boolean> {
  const image = new Image()
  return new Promise((resolve) => {
    image.onload = () => resolve(true)
    image.onerror = () => resolve(false)
    image.src = url
  })
}

/** Where the app would never: a file as it is. */
export async function keepPlainly(part: string): Promise<void> {
  const root = await navigator.storage.getDirectory()
  const writing = await (await root.getFileHandle('plain', { create: true })).createWritable()
  await writing.write(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)))
  await writing.close()
}
