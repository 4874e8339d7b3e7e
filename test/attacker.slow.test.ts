/**
 * Somebody has a copy of every file and the passphrases: before a message ends he reads it, afterwards not. And he
 * would notice a key that was left lying: each of his ways is shown to work.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Attacker } from './attacker/attacker.ts'
import { lootOf, type Loot } from './attacker/loot.ts'
import { inviteFrom, joinAs, makeCheapHome } from './stage/cheap-home.ts'
import { clientMain, runToEnd } from './stage/processes.ts'
import { ServerProcess } from './stage/server-process.ts'

const text = 'the words that must go'
const folder = mkdtempSync(join(tmpdir(), 'ebb-attacker-'))
const server = new ServerProcess(join(folder, 'server'))
const people = ['alice', 'bob'] as const

let visits = 0
/** A copy of the server and of some homes, as they are now. */
function loot(whose: readonly string[] = people): Loot {
  const copy = join(folder, `visit-${visits++}`)
  for (const part of ['server', ...whose]) cpSync(join(folder, part), join(copy, part), { recursive: true })
  return lootOf(
    join(copy, 'server'),
    whose.map((who) => ({ folder: join(copy, who), passphrase: who })),
  )
}

async function ebb(who: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(clientMain, ['--home', join(folder, who), ...args], {
    EBB_PASSPHRASE: who,
  })
  if (code !== 0) throw new Error(`ebb ${args[0]} ended with ${code}: ${stderr}`)
  return stdout
}

const withFile = (original: Loot, home: number, change: (keyring: Uint8Array) => Uint8Array): Loot => ({
  ...original,
  homes: original.homes.map((h, i) =>
    i === home ? { ...h, files: new Map(h.files).set('keyring', change(h.files.get('keyring')!)) } : h,
  ),
})

beforeAll(async () => {
  await server.start()
  for (const who of people) await makeCheapHome(join(folder, who), who)
  await joinAs('alice', join(folder, 'alice'), 'alice', server.invite!)
  await joinAs('bob', join(folder, 'bob'), 'bob', await inviteFrom(join(folder, 'alice'), 'alice'))
  await ebb('alice', 'send', '@bob', 'hello')
  await ebb('bob', 'send', '@alice', 'hello yourself')
  await ebb('alice', 'send', '@bob', text, '--after-read', '2s')
}, 120_000)

afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

describe('an attacker with every file and the passphrases', { timeout: 120_000 }, () => {
  const attacker = new Attacker()
  let before: Loot
  let after: Loot

  test('reads with the MLS state what still lies at the server', async () => {
    expect(await new Attacker().attack(loot(['bob']), text)).toEqual(['with an MLS state'])
  })

  test('reads a message that lives', async () => {
    expect(await ebb('bob', 'read', '@alice')).toContain(text)
    before = loot(['bob'])
    expect(await attacker.attack(before, text)).toEqual(['in a message'])
    expect(await attacker.attack(before, 'hello yourself')).toEqual(['in a message'])
  })

  test('does not read it when it has ended, whatever ciphertext was kept', async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000))
    for (const who of people) expect(await ebb(who, 'chats')).not.toContain(text)
    after = loot()
    expect(await attacker.attack(after, text, true)).toEqual([])
    expect(await attacker.attack(after, 'hello yourself')).toEqual(['in a message'])
  })

  test('would find the key of the message anywhere', async () => {
    const planted = new Map(after.server).set(
      'port',
      Buffer.concat([Buffer.from('8080 '), attacker.keyOf(text)!, Buffer.from('.')]),
    )
    expect(await attacker.attack({ ...after, server: planted }, text, true)).toEqual(['with a key that was left lying'])
  })

  test('would find a slot that was left in the keyring, at any place', async () => {
    const old = before.homes[0]!.files.get('keyring')!.subarray(5 * 64, 64 * 64)
    const planted = withFile(after, 1, (keyring) => {
      const copy = keyring.slice()
      copy.set(old, 1_000_001)
      return copy
    })
    expect(await attacker.attack(planted, text)).toEqual(['in a message'])
  })

  test('would find the text itself', async () => {
    const planted = withFile(after, 0, (keyring) => Buffer.concat([keyring, Buffer.from(text)]))
    expect(await attacker.attack(planted, text)).toEqual(['as it is in home 0 keyring'])
  })
})
