/** A home of Node's becomes a browser's: the same records and slots through the browser's own adapters, on the same origin. */
import { slotCount, slotSize, tables } from '@ebb/engine/ports'
import { homeFolder } from '@ebb/node'
import { base64url } from '@ebb/protocol'
import { fileURLToPath } from 'node:url'
import { startChromium } from '../test/stage/browsers.ts'
import { servePage } from '../test/stage/page-server.ts'

const pages = new URL('../packages/web/test/page/', import.meta.url)
const file = (name: string): string => fileURLToPath(new URL(`${name}.ts`, pages))
const worker = 'ports-worker'

/** Records that go over at once. */
const atOnce = 5000

/** `home`: a folder that nobody has open. `port`: where the app will be served. */
export async function fillProfile(profile: string, home: string, port: number): Promise<void> {
  const server = await servePage({ page: file('page'), [worker]: file(worker) }, port)
  const browser = await startChromium(profile)
  const from = await homeFolder(home)
  try {
    const page = await browser.open(`${server.origin}/?${worker}`)
    const ask = async (name: string, given: object): Promise<unknown> => {
      const answered = await page.evaluate(([n, what]) => globalThis.askWorker(n, what), [name, given] as const)
      if ('failed' in answered) throw new Error(`${name}: ${answered.failed.message}`)
      return answered.value
    }
    const keyring = await ask('openKeyring', { name: 'keyring', create: true })
    const store = await ask('openStore', { name: 'ebb' })
    const image = await from.keyring.readAll()
    const slots = Array.from({ length: slotCount }, (_, slot) => ({
      slot,
      bytes: image.subarray(slot * slotSize, (slot + 1) * slotSize),
    })).filter(({ bytes }) => bytes.some((byte) => byte !== 0))
    await ask('writeSlots', {
      at: keyring,
      slots: slots.map(({ slot, bytes }) => ({ slot, bytes: base64url(bytes) })),
    })
    for (const table of tables) {
      const records = await from.store.range(table, { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER })
      for (let at = 0; at < records.length; at += atOnce) {
        const some = records.slice(at, at + atOnce)
        const changes = some.map(({ key, value }) => ({ table, key, value: base64url(value) }))
        await ask('commit', { at: store, changes })
      }
    }
    await ask('closeStore', { at: store })
    await ask('closeKeyring', { at: keyring })
  } finally {
    await from.close()
    await browser.close()
    await server.close()
  }
}
