/**
 * The browser is killed around the second in which messages end: at any moment, and just after the app has begun to
 * write. Started again, the app finishes before it shows anything, and nothing is left for whoever copies the profile.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOfProfile, ProfileAttacker, type ProfileFiles } from '../attacker/profile.ts'
import { startChromium, type Browser, type BrowserPage } from '../stage/browsers.ts'
import { everShown, noteShown } from './ever-shown.ts'
import { Hand, passphrase } from './hand.ts'
import { OtherSide } from './other-side.ts'
import { changeOf, endSuddenly, written } from './sudden-end.ts'

const stays = 'what stays all the time'
/** Of each message of a round. */
const nameOf = (round: number): string => `of round ${round}, which ends`
const inRound = 3
/** Seconds. */
const life = 3
/** Milliseconds after the first message was to end. The app looks each second. */
const moments = [-100, 250, 600, 950, 1300]
/** Milliseconds after the first write of the end. */
const afterWrite = [0, 2, 5, 10, 20, 40, 80]
const kills = [...moments.map((at) => ({ at })), ...afterWrite.map((written) => ({ written }))]

let side: OtherSide
let profile: string
let browser: Browser
let page: BrowserPage
let hand: Hand

beforeAll(async () => {
  side = await OtherSide.begin()
  profile = join(side.folder, 'profile')
  mkdirSync(profile)
  await start(await side.invite())
  await hand.join('alice')
  await hand.writeTo('bob', stays)
  await side.gets(stays)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await side?.end()
})

async function start(address: string): Promise<void> {
  const started = await startChromium(profile)
  browser = started
  await noteShown(started.context)
  page = await browser.open(address)
  hand = new Hand(page)
}

const isDatabase = ([path]: readonly [string, unknown]): boolean => path.includes('IndexedDB')
const filesOf = (which: (file: readonly [string, Uint8Array]) => boolean): ProfileFiles =>
  new Map([...filesOfProfile(profile)].filter((file) => /IndexedDB|File System/.test(file[0]) && which(file)))
const all = (): ProfileFiles => filesOf(() => true)

/** What a round has added to the logs of the database, and the keyring. */
const since = (start: ProfileFiles, now: ProfileFiles): ProfileFiles =>
  new Map(
    [...now].map((file) => [file[0], isDatabase(file) ? file[1].subarray(start.get(file[0])?.length ?? 0) : file[1]]),
  )

describe('finishes whatever was interrupted', () => {
  const leftByDeath: boolean[] = []
  it.each([...kills.entries()])('in round %i', { timeout: 60_000 }, async (round, kill) => {
    const attacker = new ProfileAttacker()
    const isRead = async (copy: ProfileFiles, thorough = false): Promise<boolean> => {
      const found = await attacker.attack(copy, passphrase, { texts: [nameOf(round)], thorough })
      return found.get(nameOf(round))!.length > 0
    }
    /** He has the ciphertext from before, and looks for its keys: in the keyring, or thoroughly. */
    const isReadAgain = async (thorough = false): Promise<boolean> =>
      (await isRead(filesOf((file) => !isDatabase(file)))) || (thorough && (await isRead(filesOf(isDatabase), true)))
    const atStart = all()
    const texts = Array.from({ length: inRound }, (_, i) => `number ${i} ${nameOf(round)}`)
    const end = performance.now() + life * 1000
    await Promise.all(texts.map((text) => side.send(text, `${life}s`)))
    await hand.sees(...texts)
    const before = since(atStart, all())
    expect(await everShown(page)).toContain(nameOf(round))
    await endSuddenly(browser, momentOf(kill, end), (life + 3) * 1000)
    expect(await isRead(before), 'the control').toBe(true)
    leftByDeath.push(await isReadAgain())
    await start(side.origin)
    await hand.unlock()
    await hand.openChat('bob')
    await hand.sees(stays)
    const shown = await everShown(page)
    expect(shown).toContain(stays)
    expect(shown).not.toContain('which ends')
    expect(await isReadAgain(true)).toBe(false)
  })

  it('had some die before their keys and some after, so the kills were around it', () => {
    expect(leftByDeath).toContain(true)
    expect(leftByDeath).toContain(false)
  })
})

/** `end`: of the first message, in milliseconds as `performance` counts. */
function momentOf(kill: (typeof kills)[number], end: number): () => boolean {
  if ('at' in kill) return () => performance.now() >= end + kill.at
  const began = changeOf(written(profile))
  let at = Infinity
  return () => {
    if (at === Infinity && performance.now() >= end && began()) at = performance.now() + kill.written
    return performance.now() >= at
  }
}
