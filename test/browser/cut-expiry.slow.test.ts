/**
 * The browser is killed between any two writes with which a message ends: keys for what goes on living, the database, zeros
 * over the old key. Started again, it finishes, and whoever has a copy of the profile and the passphrase reads nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOfProfile, ProfileAttacker } from '../attacker/profile.ts'
import { browserNames } from '../stage/browsers.ts'
import { workerStand, type WorkerStand } from '../stage/worker-stand.ts'

const passphrase = 'correct horse'
const byKeyring = ['with a key of the keyring', 'with what lies in the keyring']
const stays = 'words that stay'

/** `lives`: whether it is there at the next start, to be ended once more. `left`: whether its key lies there until then. */
const steps = [
  { writes: 0, after: 'nothing', lives: true, left: true },
  { writes: 1, after: 'the new keys', lives: true, left: true },
  { writes: 2, after: 'the database', lives: false, left: true },
  { writes: 3, after: 'the zeros', lives: false, left: false },
]

describe.each(browserNames)('%s, killed in the middle of an end', { timeout: 120_000 }, (browser) => {
  const attacker = new ProfileAttacker()
  let stand: WorkerStand
  beforeAll(async () => {
    stand = await workerStand(browser, 'stalling-worker')
    await stand.ask('create', { passphrase })
    attacker.knowsFromBefore(filesOfProfile(stand.profile))
    await stand.ask('put', { texts: { 99: stays } })
  }, 60_000)
  afterAll(() => stand?.dispose())
  const where = async (text: string, thorough = false): Promise<readonly string[] | undefined> =>
    (await attacker.attack(filesOfProfile(stand.profile), passphrase, { texts: [text], thorough })).get(text)

  it.each(steps)('after $after', async ({ writes, lives, left }) => {
    const { ask } = stand
    const text = `words that end in step ${writes}`
    await ask('put', { texts: { [writes]: text } })
    expect(await where(text)).toEqual(byKeyring)
    await ask('forgetInPart', { key: writes, writes })
    await stand.cut()
    expect(await where(text)).toEqual(left ? byKeyring : [])
    await ask('open', { passphrase })
    expect(await ask('readMessages')).toEqual(lives ? [text, stays] : [stays])
    // What the engine does in its first turn.
    if (lives) await ask('forget', { key: writes })
    expect(await ask('readMessages')).toEqual([stays])
    expect(await where(text, true)).toEqual([])
    expect(await where(stays)).toEqual(byKeyring)
  })
})
