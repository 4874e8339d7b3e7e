import type { BrowserContext } from 'playwright-core'
import { expect, it } from 'vitest'
import { workerStand, type WorkerStand } from '../../../test/stage/worker-stand.ts'
import { homesIn, keyringsIn, storesIn } from './particular.ts'
import { openKeyring, portsIn } from './ports-in.ts'

portsIn('chromium', (stand) => {
  storesIn(stand)
  keyringsIn(stand)
  homesIn(stand)
})

it('says that the disk is full, and makes the keyring when there is room again', { timeout: 60_000 }, async () => {
  // A browser of its own, because it remembers for a while how much room there was. What DevTools can make scarce is
  // the room for files; IndexedDB does not look there (failures.test.ts).
  const stand = await workerStand('chromium', 'ports-worker')
  await quotaOf(stand, 1_500_000)
  await expect(openKeyring(stand.ask, 'full')).rejects.toMatchObject({ name: 'StorageError', why: 'disk-full' })
  await expect(openKeyring(stand.ask, 'full', false), 'half of it is not there').rejects.toMatchObject({
    why: 'missing',
  })
  await quotaOf(stand, undefined)
  expect((await (await openKeyring(stand.ask, 'full')).readAll()).length).toBe(2_097_152)
  await stand.dispose()
})

/** How many bytes the origin of the stand may keep; undefined: as many as the browser thinks. */
async function quotaOf({ browser, origin }: WorkerStand, quotaSize: number | undefined): Promise<void> {
  const { context } = browser() as unknown as { context: BrowserContext }
  const session = await context.newCDPSession(context.pages()[0]!)
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize === undefined ? {} : { quotaSize }) })
}
