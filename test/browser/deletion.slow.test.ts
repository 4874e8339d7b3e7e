/**
 * The test of deletion in real browsers: somebody has a copy of the whole profile and the passphrase. He reads a
 * message while it lives and not afterwards, and he would have found its key anywhere.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOfProfile, keyringsIn, ProfileAttacker } from '../attacker/profile.ts'
import { browserNames } from '../stage/browsers.ts'
import { workerStand, type WorkerStand } from '../stage/worker-stand.ts'

const passphrase = 'correct horse'
const [early, other, stays] = ['the words that end early', 'other words that end', 'words that stay']
const [oldState, newState] = ['a state that was left behind', 'a state that counts now']
const byKeyring = ['with a key of the keyring', 'with what lies in the keyring']

describe.each(browserNames)('a copy of the profile of %s, and the passphrase', { timeout: 120_000 }, (browser) => {
  const attacker = new ProfileAttacker()
  let stand: WorkerStand
  beforeAll(async () => {
    stand = await workerStand(browser, 'vault-worker')
    attacker.knowsFromBefore(filesOfProfile(stand.profile))
  }, 60_000)
  afterAll(() => stand?.dispose())
  const attack = (texts: readonly string[], thorough = false, words = passphrase) =>
    attacker.attack(filesOfProfile(stand.profile), words, { texts, thorough })
  const all = (texts: readonly string[], where: readonly string[]) => new Map(texts.map((text) => [text, where]))

  it('give away every message and page that lives', async () => {
    const { ask } = stand
    await ask('create', { passphrase })
    await ask('put', { key: 1, text: early })
    await ask('put', { key: 2, text: other })
    await ask('put', { key: 3, text: stays })
    await ask('putPage', { page: 1, text: oldState })
    expect(keyringsIn(filesOfProfile(stand.profile))).toHaveLength(1)
    const texts = [early, other, stays, oldState]
    expect(await attack(texts)).toEqual(all(texts, byKeyring))
    expect(await attack(texts, false, 'another passphrase')).toEqual(all(texts, []))
  })

  it('do not when it has ended, in the running browser and whatever ciphertext was kept', async () => {
    const { ask } = stand
    await ask('forget', { key: 1 })
    await ask('forget', { key: 2 })
    await ask('putPage', { page: 1, text: newState })
    expect(await ask('readMessages')).toEqual([stays])
    expect(await attack([early, other, oldState], true)).toEqual(all([early, other, oldState], []))
    expect(await attack([stays, newState])).toEqual(all([stays, newState], byKeyring))
  })

  it('do not after a crash and a start either', async () => {
    const { ask } = stand
    await stand.cut()
    expect(await ask('open', { passphrase })).toBe('open')
    expect(await ask('readMessages')).toEqual([stays])
    expect(await attack([early, other, oldState], true)).toEqual(all([early, other, oldState], []))
    expect(await attack([stays])).toEqual(all([stays], byKeyring))
  })

  it('would, had a key ever been in IndexedDB: as bytes or as a key that nobody can read out, and deleted', async () => {
    const plant = (text: string, as: 'bytes' | 'key'): Promise<void> =>
      stand.ask('plant', { bytes: Buffer.from(attacker.keyOf(text)!).toString('base64url'), as })
    await plant(early, 'bytes')
    await plant(other, 'key')
    const found = await attack([early, other, oldState], true)
    for (const text of [early, other]) expect(found.get(text)?.[0]).toMatch(/^with a key in .*(IndexedDB|idb)/)
    expect(found.get(oldState)).toEqual([])
  })

  it('do not give away anything once the device is erased', async () => {
    const { ask } = stand
    await ask('close')
    await ask('erase')
    expect(keyringsIn(filesOfProfile(stand.profile))).toEqual([])
    expect(await attack([stays, newState], true)).toEqual(all([stays, newState], []))
    await stand.browser().close()
    expect(await attack([stays, newState], true)).toEqual(all([stays, newState], []))
  })
})
