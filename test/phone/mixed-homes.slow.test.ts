/**
 * A home whose two halves do not belong together: an old database with a new keyring, a new database with an old keyring,
 * somebody else's, or one of them missing. Nothing that has ended can be read, nothing is mended without a word, and the
 * person is told.
 */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { filesOfProfile, ProfileAttacker } from '../attacker/profile.ts'
import { startChromium, type Browser } from '../stage/browsers.ts'
import { say } from '../stage/phone.ts'
import { everShown, noteShown } from './ever-shown.ts'
import { Hand, passphrase } from './hand.ts'
import { OtherSide } from './other-side.ts'

const { house, talk, refusals } = say
const stays = 'what stays all the time'
const ends = 'what ended meanwhile'
const later = ['what came later', 'and later still', 'and at last']
/** What Chromium keeps of an origin. */
const database = 'Default/IndexedDB'
const keyring = 'Default/File System'

let side: OtherSide
let browser: Browser | undefined
let hand: Hand
const attacker = new ProfileAttacker()
const at = (name: string): string => join(side.folder, name)

async function start(profile: string, address = side.origin): Promise<void> {
  const started = await startChromium(at(profile))
  browser = started
  await noteShown(started.context)
  hand = new Hand(await browser.open(address))
}
async function stop(): Promise<void> {
  await browser?.close()
  browser = undefined
}

/** Profiles of one account: `old` and `now`. And one of another account. */
beforeAll(async () => {
  side = await OtherSide.begin()
  await start('stranger', await side.invite())
  await hand.join('carol')
  await stop()
  await start('now', await side.invite())
  await hand.join('alice')
  attacker.knowsFromBefore(filesOfProfile(at('now')))
  await hand.writeTo('bob', stays)
  await side.gets(stays)
  await side.send(ends, '12s')
  await hand.sees(ends)
  const end = performance.now() + 12_000
  await stop()
  cpSync(at('now'), at('old'), { recursive: true })
  await start('now')
  await hand.unlock()
  await hand.openChat('bob')
  await hand.sees(stays)
  await new Promise((resolve) => setTimeout(resolve, end - performance.now()))
  await hand.seesNoMore(ends)
  // Their keys take the places of those that went.
  for (const text of later) await side.send(text, '1d')
  await hand.sees(...later)
  await stop()
}, 120_000)
afterEach(stop)
afterAll(() => side?.end())

/** A profile as it is now, with one part of another one's, or without it. */
function mix(part: string, from: string | undefined): void {
  rmSync(at('mixed'), { recursive: true, force: true })
  cpSync(at('now'), at('mixed'), { recursive: true })
  rmSync(join(at('mixed'), part), { recursive: true })
  if (from !== undefined) cpSync(join(at(from), part), join(at('mixed'), part), { recursive: true })
  expect(existsSync(join(at('mixed'), part))).toBe(from !== undefined)
}

async function read(profile: string, texts: readonly string[]): Promise<readonly string[]> {
  const all = filesOfProfile(at(profile))
  const some = new Map([...all].filter(([path]) => path.startsWith(database) || path.startsWith(keyring)))
  const found = await attacker.attack(some, passphrase, { texts })
  return texts.filter((text) => found.get(text)!.length > 0)
}

it('is the control: each profile can be read as it was', async () => {
  expect(await read('old', [stays, ends, ...later])).toEqual([stays, ends])
  expect(await read('now', [stays, ends, ...later])).toEqual([stays, ...later])
})

/** What the attacker could read in the end. */
const aftermath = new Map<string, readonly string[]>()
const mixtures = [
  ['an old database and the new keyring', database],
  ['the new database and an old keyring', keyring],
] as const

it.each(mixtures)('%s: what fits is shown, nothing that ended, and the conversation goes on', async (_, part) => {
  mix(part, 'old')
  await start('mixed')
  await hand.unlock()
  await hand.openChat('bob')
  await hand.sees(stays, talk.warnings['conversation-lost'])
  await hand.send(`and on, with ${part}`)
  await side.gets(`and on, with ${part}`)
  // Only the first: to the other side both are one device, which has forgotten the channel that the first one began.
  if (part === database) {
    await side.send(`and back, with ${part}`)
    await hand.sees(`and back, with ${part}`)
  }
  const shown = await everShown(hand.page)
  expect(shown).toContain(stays)
  for (const text of [ends, ...later]) expect(shown).not.toContain(text)
  await expect.poll(() => read('mixed', [ends]), { timeout: 5000 }).toEqual([])
  aftermath.set(part, await read('mixed', [stays, ends]))
  expect(aftermath.get(part)).toContain(stays)
})

it('an old database and the new keyring: the key of what ended is gone', () => {
  expect(aftermath.get(database)).toEqual([stays])
})

it('the new database and an old keyring: the key of what ended goes at the start', () => {
  expect(aftermath.get(keyring)).toEqual([stays])
})

it.each([
  ['a database without its keyring', keyring, undefined, refusals.missing],
  ['a keyring without its database', database, undefined, refusals.missing],
  ['somebody else’s database', database, 'stranger', refusals.corrupt],
  ['somebody else’s keyring', keyring, 'stranger', refusals.corrupt],
])('%s: nothing opens, and it is said', async (_, part, from, line) => {
  mix(part, from)
  await start('mixed')
  await hand.sees(house.lockScreen.title)
  await hand.unlock()
  await hand.sees(line)
  expect(await hand.text()).not.toContain('bob')
})
