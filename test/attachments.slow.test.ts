/** Files between two real terminals on a real server and real disks: killed in the middle, looted, and gone in the end. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Attacker } from './attacker/attacker.ts'
import { everyFile, lootOf } from './attacker/loot.ts'
import { Bot } from './stage/bot.ts'
import { inviteFrom, joinAs, makeCheapHome } from './stage/cheap-home.ts'
import { clientMain, runToEnd } from './stage/processes.ts'
import { ServerProcess } from './stage/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'ebb-attachments-'))
const server = new ServerProcess(join(folder, 'server'))
const people = ['alice', 'bob'] as const
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const ebb = (who: string, ...args: string[]) =>
  runToEnd(clientMain, ['--home', join(folder, who), ...args], { EBB_PASSPHRASE: who })

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

async function sizeOf(dir: string): Promise<number> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true })
  const sizes = files.map(async (one) => (one.isFile() ? (await stat(join(one.parentPath, one.name))).size : 0))
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

const same = (a: string, b: string): boolean => Buffer.compare(readFileSync(a), readFileSync(b)) === 0

beforeAll(async () => {
  await server.start()
  for (const who of people) await makeCheapHome(join(folder, who), who)
  await joinAs('alice', join(folder, 'alice'), 'alice', server.invite!)
  await joinAs('bob', join(folder, 'bob'), 'bob', await inviteFrom(join(folder, 'alice'), 'alice'))
  await ebb('alice', 'send', '@bob', 'hello')
  await ebb('bob', 'send', '@alice', 'hello yourself')
}, 120_000)

afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('a file comes as it was, whatever is killed on its way', { timeout: 240_000 }, async () => {
  const report = file('report.pdf', randomBytes(40_000_000))
  await server.stop()
  expect(await ebb('alice', 'send', '@bob', 'the report', '--file', report)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('What you wrote is kept'),
  })
  // It lies in her home now, and nowhere else.
  rmSync(report)
  cpSync(join(folder, 'alice'), join(folder, 'copy'), { recursive: true })
  const begun = await sizeOf(join(folder, 'server'))
  for (let round = 1; round <= 6; round++) {
    if (!server.running) await server.start()
    const bot = new Bot(join(folder, 'alice'), 'alice')
    while ((await sizeOf(join(folder, 'server'))) < begun + round * 5_000_000) await pause(5)
    await (round % 2 === 0 ? bot.run.signal('SIGKILL') : server.kill())
    await bot.run.signal('SIGKILL')
    expect(
      bot.run.lines.some((line) => line.startsWith('{"event":"sent"')),
      'it was on its way',
    ).toBe(false)
  }
  if (!server.running) await server.start()
  expect(await ebb('alice', 'send', '@bob', 'and a word')).toMatchObject({ code: 0 })
  await until('alice', '@bob', /report\.pdf, 40\.0 MB\] the report ✓/)
  await until('bob', '@alice', /\[file report\.pdf, 40\.0 MB\] the report/)
  const number = /report\.pdf, .*\[(\d+), /.exec((await ebb('bob', 'read', '@alice')).stdout)![1]!
  for (let round = 0; round < 3; round++) {
    const saving = new Bot(join(folder, 'bob'), 'bob')
    void saving.ask({ do: 'save', to: '@alice', message: Number(number), path: join(folder, `part-${round}`) })
    await saving.run.line((line) => line.includes('"transfer"'), 0, 20_000)
    await saving.run.signal('SIGKILL')
  }
  const out = join(folder, 'out.pdf')
  const before = readdirSync(join(folder, 'bob', 'pieces')).length
  expect(before, 'what came before it was killed is here').toBeGreaterThan(0)
  expect(await ebb('bob', 'save', '@alice', number, out)).toMatchObject({ code: 0, stderr: '' })
  // The original was deleted: the sender's copy, opened beside, has the same.
  const own = /report\.pdf, .*\[(\d+), /.exec((await ebb('alice', 'read', '@bob')).stdout)![1]!
  expect(await ebb('copy', 'save', '@bob', own, join(folder, 'own.pdf'))).toMatchObject({ code: 1 })
  expect(await ebb('alice', 'save', '@bob', own, join(folder, 'own.pdf'))).toMatchObject({ code: 0 })
  expect(same(out, join(folder, 'own.pdf'))).toBe(true)
})

describe('an attacker with every file and the passphrases', { timeout: 120_000 }, () => {
  const mark = `what ${randomBytes(8).toString('hex')} says`
  const caption = `about ${mark}`
  const picture = Buffer.concat([randomBytes(300_000), Buffer.from(mark), randomBytes(300_000)])
  const attacker = new Attacker()
  let number: string
  let visits = 0
  const loot = () => {
    const copy = join(folder, `visit-${visits++}`)
    for (const part of ['server', ...people]) cpSync(join(folder, part), join(copy, part), { recursive: true })
    const homes = people.map((who) => ({ folder: join(copy, who), passphrase: who }))
    return { copy, loot: lootOf(join(copy, 'server'), homes) }
  }
  /** By the program itself, in a copy of the home, without a server. */
  const saveFrom = (home: string, to: string) =>
    runToEnd(clientMain, ['--home', home, 'save', '@alice', number, to], { EBB_PASSPHRASE: 'bob' })

  test('finds it nowhere in the clear, and opens it while its message lives', async () => {
    const path = file('plan.png', picture)
    expect(await ebb('alice', 'send', '@bob', caption, '--file', path, '--ceiling', '25s')).toMatchObject({ code: 0 })
    number = /plan\.png, .*\[(\d+), /.exec((await ebb('bob', 'read', '@alice')).stdout)![1]!
    expect(await ebb('bob', 'save', '@alice', number, join(folder, 'plan.out'))).toMatchObject({ code: 0 })
    expect(same(path, join(folder, 'plan.out')), 'it came').toBe(true)
    const taken = file('taken', Buffer.from('mine'))
    expect(await ebb('bob', 'save', '@alice', number, taken)).toMatchObject({ code: 1 })
    expect(readFileSync(taken, 'utf8'), 'nothing is overwritten').toBe('mine')
    const visit = loot()
    for (const [name, bytes] of everyFile(visit.loot)) expect(Buffer.from(bytes).includes(mark), name).toBe(false)
    expect(await attacker.attack(visit.loot, caption)).toEqual(['in a message'])
    await server.stop()
    expect(await saveFrom(join(visit.copy, 'bob'), join(folder, 'looted'))).toMatchObject({ code: 0 })
    expect(same(path, join(folder, 'looted'))).toBe(true)
    await server.start()
  })

  test('has no key to it afterwards, with the pieces of then and the keys of now', async () => {
    const pieces = readdirSync(join(folder, 'bob', 'pieces')).length
    for (let i = 0; i < 60 && (await ebb('bob', 'read', '@alice')).stdout.includes(caption); i++) await pause(1000)
    expect((await ebb('alice', 'read', '@bob')).stdout).not.toContain(caption)
    expect(readdirSync(join(folder, 'bob', 'pieces')).length, 'its pieces are deleted').toBeLessThan(pieces)
    const after = loot()
    expect(await attacker.attack(after.loot, caption)).toEqual([])
    // Pieces are ciphertext and many: of the rest, every window is tried.
    const homes = after.loot.homes.map(({ passphrase, files }) => ({
      passphrase,
      files: new Map([...files].filter(([name]) => !name.startsWith('pieces'))),
    }))
    expect(await attacker.attack({ ...after.loot, homes, server: new Map() }, caption, true)).toEqual([])
    const mixed = join(folder, 'mixed')
    cpSync(join(folder, 'visit-0', 'bob'), mixed, { recursive: true })
    cpSync(join(after.copy, 'bob', 'keyring'), join(mixed, 'keyring'))
    await server.stop()
    const saved = await saveFrom(mixed, join(folder, 'never'))
    expect(saved.code).not.toBe(0)
    expect(readdirSync(folder)).not.toContain('never')
    await server.start()
  })
})

async function until(who: string, to: string, says: RegExp): Promise<void> {
  let said = ''
  for (let i = 0; i < 40; i++) {
    said = (await ebb(who, 'read', to)).stdout
    if (says.test(said)) return
    await pause(500)
  }
  expect(said).toMatch(says)
}
