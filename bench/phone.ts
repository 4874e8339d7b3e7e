/**
 * The phone app in Chromium as a person meets it: a phone's screen, real touches over the debugging protocol, and the
 * page four times slower than this machine. Chromium slows a page's own thread only ("not for workers", it answers), and
 * everything that decrypts runs in the worker; so what waits for the worker is measured twice, the second time with the
 * worker's thread held to a quarter of a processor, where the system lets that be done (slow-thread.ts).
 */
import { startServer } from '@ebb/server'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPhone, phoneDist } from '../tool/phone.ts'
import { sizes } from '../tool/sizes.ts'
import { median, round, type Bench, type Figure } from './figure.ts'
import { emptyPaint, emptyTap, firstStart, stillTap } from './phone-first-start.ts'
import { makeHome, type HomeSize } from './phone-home.ts'
import { fillProfile } from './phone-profile.ts'
import { useHome, type Use } from './phone-use.ts'

export const phone: Bench = {
  name: 'phone',
  about:
    'the app in Chromium at a quarter of the speed: first paint, unlocking, opening, sending, searching, scrolling, sizes',
  needs: 'Chromium; about five minutes, one of which makes a home with 100,000 messages',
  peers: [],
  async run(_against, print) {
    const built = await buildPhone()
    if (!built.ok) throw new Error(built.output)
    await printSizes(print)
    await printFirstStarts(print)
    await printUses(print)
  },
}

type Print = (figure: Figure) => void
const runs = 5
const bench = phone.name

async function printSizes(print: Print): Promise<void> {
  const { output } = await sizes()
  for (const part of ['page', 'worker'] as const) {
    const value = Number(new RegExp(`^${part}: ([\\d.]+)`, 'm').exec(output)?.[1])
    print({ bench, figure: `javascript_${part}_gzip`, value, unit: 'KB' })
  }
}

/** Nothing is cached and no service worker is there. Against a page that draws one heading with the same library. */
async function printFirstStarts(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-phone-'))
  const server = await startServer({ data: folder, port: 0, app: phoneDist })
  try {
    const starts = await times(runs, () => firstStart(server.origin))
    const empty = median(await times(runs, emptyPaint))
    const paint = median(starts.map((start) => start.paint))
    print({
      bench,
      figure: 'first_paint',
      value: round(paint, 0),
      unit: 'ms',
      peer: 'an empty Preact page',
      ratio: round(paint / empty),
    })
    print({ bench, figure: 'first_screen', value: round(median(starts.map((start) => start.screen)), 0), unit: 'ms' })
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const size: HomeSize = { conversations: 500, messagesInOne: 50_000, messagesInAll: 100_000 }
const passphrase = 'seven herons count the slow tide'

async function printUses(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ebb-phone-'))
  // Making the home writes to the disk thousands of times; where there is memory that looks like a disk, it does.
  const making = mkdtempSync(join(memory() ?? folder, 'ebb-phone-home-'))
  try {
    const port = await makeHome(making, passphrase, size)
    const profile = join(folder, 'profile')
    mkdirSync(profile)
    await fillProfile(profile, join(making, 'home'), port)
    const server = await startServer({ data: join(making, 'server'), port, app: phoneDist })
    try {
      const how = { profile, origin: server.origin, passphrase, size }
      const tap = median(await times(runs, emptyTap))
      const uses = await times(runs, () => useHome({ ...how, slowWorker: false }))
      const still = median(await times(runs, () => stillTap(uses[0]!.still)))
      printUse(print, { uses, tap, still }, '')
      const slow = await times(runs, () => useHome({ ...how, slowWorker: true }))
      if (slow.every((use) => use.slowed)) printUse(print, { uses: slow, tap, still }, '_worker_4x')
    } finally {
      await server.close()
    }
  } finally {
    rmSync(making, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Measured {
  readonly uses: readonly Use[]
  readonly tap: number
  readonly still: number
}

function printUse(print: Print, { uses, tap, still }: Measured, suffix: string): void {
  const figure = (name: string, value: number, unit = 'ms', more: Partial<Figure> = {}): void =>
    print({ bench, figure: `${name}${suffix}`, value, unit, ...more })
  const middle = (of: (use: Use) => number): number => median(uses.map(of))
  figure(
    'unlocked_to_list_of_500',
    round(
      middle((use) => use.list),
      0,
    ),
  )
  const open = middle((use) => use.open)
  figure('tap_to_conversation_of_50000', round(open, 0), 'ms', {
    peer: 'its markup on an empty page',
    ratio: round(open / still, 2),
  })
  const bubble = middle((use) => use.bubble)
  figure('tap_to_own_bubble', round(bubble), 'ms', { peer: 'a line on an empty page', ratio: round(bubble / tap, 2) })
  figure(
    'tasks_over_50_ms_while_scrolling',
    middle((use) => use.longTasks.length),
    'tasks',
  )
  figure(
    'longest_of_them',
    round(
      middle((use) => Math.max(0, ...use.longTasks)),
      0,
    ),
  )
  figure(
    'search_100000_right_after_unlocking',
    round(
      middle((use) => use.searchCold),
      0,
    ),
  )
  const [search, plain] = [middle((use) => use.search), middle((use) => use.plainSearch)]
  figure('search_100000', round(search, 0), 'ms', { peer: 'JSON.parse and a scan', ratio: round(search / plain, 2) })
}

const memory = (): string | undefined => {
  try {
    mkdirSync('/dev/shm', { recursive: true })
    return '/dev/shm'
  } catch {
    return undefined
  }
}

async function times<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const found: T[] = []
  for (let i = 0; i < count; i++) found.push(await work())
  return found
}
