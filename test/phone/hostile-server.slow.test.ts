/**
 * A server that hands the phone wrong, huge, repeated or exchanged messages, or none: the app goes on answering its owner,
 * says that something is wrong, and loses nothing.
 */
import { startServer, type RunningServer } from '@ebb/server'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPhone, phoneDist } from '../../tool/phone.ts'
import { Liar, type Lie } from '../stage/liar.ts'
import { freshPhone, say, startPhoneBrowser, type Phone } from '../stage/phone.ts'
import { terminalOf, type Terminal } from './scene.ts'

const { house } = say
const folder = mkdtempSync(join(tmpdir(), 'ebb-hostile-'))
let liar: Liar
let server: RunningServer
let browser: Browser
let tess: Terminal
let alice: Phone

beforeAll(async () => {
  const { ok, output } = await buildPhone()
  if (!ok) throw new Error(output)
  liar = await Liar.open()
  server = await startServer({ data: join(folder, 'server'), port: 0, origin: liar.origin, app: phoneDist })
  liar.standBefore(Number(new URL(server.url).port))
  browser = await startPhoneBrowser()
  tess = await terminalOf('tess', join(folder, 'tess'), server.invite!)
  alice = await freshPhone(browser, liar.origin)
  await alice.join(await tess.invite(), 'alice')
  await alice.writeTo('tess', 'before all lies')
  await tess.hears((line) => line.event === 'message' && line.text === 'before all lies')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await tess?.close()
  await server?.close()
  await liar?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Random, but the same each time. */
function noise(length: number): Uint8Array {
  let seed = 42
  return Uint8Array.from({ length }, () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) >>> 16)
}

function flipped(message: Uint8Array): Uint8Array {
  const wrong = message.slice()
  wrong[Math.floor(wrong.length / 2)]! ^= 1
  return wrong
}

/** Each two of them change places. */
function exchanging(): Lie {
  let held: Uint8Array | undefined
  return (message) => {
    if (held === undefined) {
      held = message.slice()
      return []
    }
    const first = held
    held = undefined
    return [message, first]
  }
}

const turned = 'with one bit turned'
const lies: readonly (readonly [string, () => Lie])[] = [
  ['that mean nothing', () => (message) => [noise(message.length)]],
  [turned, () => (message) => [flipped(message)]],
  ['cut short', () => (message) => [message.subarray(0, message.length - 3)]],
  ['of nine megabytes', () => () => [noise(9 * 1024 * 1024)]],
  ['each of which comes fifty times', () => (message) => Array.from({ length: 50 }, () => message)],
  ['in another order', exchanging],
  ['that never come', () => () => []],
]

/** Somebody looks around, and nothing keeps them waiting. */
async function looksAround(): Promise<void> {
  await alice.goBack()
  await alice.toSettings()
  await alice.goBack()
  await alice.openChat('tess')
  // The longest that the page has not answered for, in milliseconds.
  const longest = await alice.page.evaluate<number>(`new Promise((resolve) => {
    let [longest, last, left] = [0, performance.now(), 60]
    const next = () => {
      const now = performance.now()
      ;[longest, last] = [Math.max(longest, now - last), now]
      if (--left === 0) resolve(longest)
      else setTimeout(next, 10)
    }
    next()
  })`)
  expect(longest).toBeLessThan(2000)
}

describe.each(lies)('messages %s', (what, lie) => {
  test('keep nobody from using the app, are told of, and lose nothing', { timeout: 90_000 }, async () => {
    await alice.goHome()
    await alice.openChat('tess')
    const [mine, theirs] = [`written while messages came ${what}`, `sent while messages came ${what}`]
    liar.lie(lie())
    await alice.send(mine)
    await alice.bubble(mine).waitFor()
    expect(await tess.bot.ask({ do: 'send', to: '@alice', text: theirs })).toMatchObject({ ok: true })
    await expect.poll(() => liar.lies).toBeGreaterThan(0)
    await looksAround()
    await alice.goBack()
    const told = alice.screen.getByRole('status').locator('.banner')
    // Repeated ones are no harm, so nobody is told of them.
    if (!what.startsWith('each')) await told.first().waitFor()
    // What is signed with a wrong key comes from another server, until a person asks whether it still does.
    const again = alice.button(house.tryAgain)
    if (what === turned) await again.waitFor()
    liar.repent()
    if (what === turned) await again.click()
    await alice.page.evaluate(`dispatchEvent(new Event('online'))`)
    await alice.openChat('tess')
    await alice.bubble(theirs).waitFor({ timeout: 60_000 })
    await alice.bubbleThatIs('sent', mine).waitFor({ timeout: 60_000 })
    expect(await alice.bubble(theirs).count()).toBe(1)
    expect(await alice.bubble(mine).count()).toBe(1)
    await expect.poll(async () => (await tess.texts('alice')).filter((text) => text === mine)).toEqual([mine])
  })
})

test('after all of them everything is there once, in its order', async () => {
  const texts = await tess.texts('alice')
  const expected = lies.flatMap(([what]) => [`written while messages came ${what}`, `sent while messages came ${what}`])
  expect(texts).toHaveLength(expected.length + 1)
  expect(new Set(texts)).toEqual(new Set(['before all lies', ...expected]))
  for (const text of texts) await expect.poll(() => alice.bubble(text!).count()).toBeLessThanOrEqual(1)
  expect(alice.complaints).toEqual([])
})
