/**
 * What lies in the memory of a page's JavaScript and of its worker's: heap snapshots after a forced collection, over
 * Chromium's own protocol. Texts are in them; what arrays of bytes hold is not, and Chromium hands no such array out. So
 * every object is asked for what it holds, and the arrays among that are read. Those that only a variable of a function
 * holds are not seen.
 */
import { connect, type Browser, type CDPSession } from 'puppeteer-core'

/** By name: texts, and keys as bytes. */
export type Needles = Readonly<Record<string, string | Uint8Array>>

/** Ids of the dedicated workers that there are in the browser that listens at this port. */
export const workersIn = (port: number): Promise<readonly string[]> =>
  connected(port, async (browser) => {
    const session = await browser.target().createCDPSession()
    const { targetInfos } = await session.send('Target.getTargets')
    return targetInfos.filter(({ type }) => type === 'worker').map(({ targetId }) => targetId)
  })

/** All pages at this address and their workers together: names of the needles that lie in them. */
export const heldIn = (port: number, origin: string, needles: Needles): Promise<readonly string[]> =>
  connected(port, async (browser) => {
    const found = new Set<string>()
    for (const page of await browser.pages()) {
      if (!page.url().startsWith(origin)) continue
      for (const session of [await page.createCDPSession(), ...page.workers().map(({ client }) => client)]) {
        const snapshot = await snapshotOf(session)
        for (const [name, needle] of Object.entries(needles))
          if (typeof needle === 'string' && snapshot.includes(needle)) found.add(name)
        for (const name of await inArrays(session, needles)) found.add(name)
      }
    }
    return [...found].toSorted()
  })

/** Not longer than it takes: nobody looks while the app is used. */
async function connected<Answer>(port: number, work: (browser: Browser) => Promise<Answer>): Promise<Answer> {
  const browser = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null })
  try {
    return await work(browser)
  } finally {
    await browser.disconnect()
  }
}

async function snapshotOf(session: CDPSession): Promise<string> {
  const chunks: string[] = []
  const take = ({ chunk }: { chunk: string }): void => void chunks.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', take)
  await session.send('HeapProfiler.enable')
  // Twice: what a finalizer lets go is collected by the next one.
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: true })
  await session.send('HeapProfiler.disable')
  session.off('HeapProfiler.addHeapSnapshotChunk', take)
  return chunks.join('')
}

/** Names of the needles that lie in any array of bytes that an object holds. Texts in one and in two bytes a character. */
async function inArrays(session: CDPSession, needles: Needles): Promise<readonly string[]> {
  const wanted = Object.entries(needles).flatMap(([name, needle]) =>
    (typeof needle === 'string' ? [Buffer.from(needle), Buffer.from(needle, 'utf16le')] : [needle]).map((bytes) => ({
      name,
      bytes: [...bytes],
    })),
  )
  const { result: prototype } = await session.send('Runtime.evaluate', { expression: 'Object.prototype' })
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId! })
  const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: String(search),
    arguments: [{ value: wanted }],
    returnByValue: true,
  })
  for (const { objectId } of [objects, prototype]) await session.send('Runtime.releaseObject', { objectId: objectId! })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
  return result.value as readonly string[]
}

interface Wanted {
  readonly name: string
  readonly bytes: readonly number[]
}

/** In the page or worker, with all objects that there are; goes over as text. */
function search(this: readonly object[], wanted: readonly Wanted[]): string[] {
  const arrays = new Set<Uint8Array>()
  const take = (value: unknown): void => {
    if (value instanceof ArrayBuffer && !value.detached) arrays.add(new Uint8Array(value))
    if (ArrayBuffer.isView(value)) arrays.add(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  }
  for (const one of this) {
    // What is computed when it is asked for is held by nobody.
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(one))) take(value)
    if (one instanceof Map) for (const pair of one) pair.forEach(take)
    if (one instanceof Set) one.forEach(take)
  }
  const lies = (bytes: readonly number[], all: Uint8Array): boolean => {
    for (let at = all.indexOf(bytes[0]!); at >= 0; at = all.indexOf(bytes[0]!, at + 1))
      if (bytes.every((byte, i) => all[at + i] === byte)) return true
    return false
  }
  return wanted.filter(({ bytes }) => [...arrays].some((one) => lies(bytes, one))).map(({ name }) => name)
}
