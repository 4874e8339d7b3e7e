/** The keys of tickets: how long they are there, and what lies on the disk. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyLife, TicketKeys, ticketKeysFile } from '../src/door/ticket-keys.ts'
import { startServer } from '../src/index.ts'
import type { Disk } from '../src/log/disk.ts'
import { random } from './client.ts'

const hour = 500_000
const at = (h: number): number => h * keyLife + 7
let directory: string
let unwritten: number
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ebb-ticket-keys-'))
  unwritten = 0
})
afterEach(() => rmSync(directory, { recursive: true }))
const open = (disk?: Disk): TicketKeys =>
  new TicketKeys({ directory, random, unwritten: () => (unwritten += 1), ...(disk && { disk }) })
const file = (): string => join(directory, ticketKeysFile)
const holds = (key: Uint8Array): boolean => readFileSync(file()).includes(Buffer.from(key))

test('a key is there for its hour and the next one, also after a new start, and no other', () => {
  const keys = open()
  const first = keys.of(hour, at(hour))!
  expect(first).toHaveLength(32)
  for (const which of [() => keys, open]) {
    const known = which()
    expect(known.of(hour, at(hour) + 100)).toEqual(first)
    expect(known.of(hour - 1, at(hour))).toBeUndefined()
    expect(known.of(hour + 1, at(hour))).toBeUndefined()
  }
  for (const which of [() => keys, open]) {
    const known = which()
    expect(known.of(hour, at(hour + 1))).toEqual(first)
    expect(known.of(hour + 1, at(hour + 1))).not.toEqual(first)
  }
  const second = keys.of(hour + 1, at(hour + 1))
  expect(open().of(hour + 1, at(hour + 1))).toEqual(second)
  for (const which of [() => keys, open]) {
    const known = which()
    expect(known.of(hour, at(hour + 2))).toBeUndefined()
    expect(known.of(hour + 1, at(hour + 2))).toEqual(second)
  }
})

test('the file is small, for its owner only, and a key is overwritten in place when its time is over', () => {
  const keys = open()
  const first = keys.of(hour, at(hour))!
  const { ino } = statSync(file())
  expect(statSync(file())).toMatchObject({ size: 96 })
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(holds(first)).toBe(true)
  keys.turn(at(hour + 1))
  expect(holds(first)).toBe(true)
  keys.turn(at(hour + 2))
  expect(holds(first)).toBe(false)
  expect(statSync(file())).toMatchObject({ size: 96, ino })
  // Nor is one kept over a long rest, or over a clock that was set back.
  for (const later of [hour + 50, hour - 50]) {
    const before = open().of(hour + 2, at(hour + 2))!
    expect(holds(before)).toBe(true)
    open().turn(at(later))
    expect(holds(before)).toBe(false)
  }
})

test('a file that was changed in any place, is too short or is none holds no key that nobody has drawn', () => {
  const keys = open()
  const known = [keys.of(hour, at(hour))!, keys.of(hour + 1, at(hour + 1))!]
  const whole = readFileSync(file())
  const isDrawn = (bytes: Uint8Array): boolean => {
    writeFileSync(file(), bytes)
    const drawn: Uint8Array[] = []
    const draw = (length: number): Uint8Array => (drawn.push(random(length)), drawn.at(-1)!)
    const read = new TicketKeys({ directory, random: draw, unwritten: () => {} })
    const found = [hour, hour + 1].flatMap((h) => read.of(h, at(hour + 1)) ?? [])
    return found.every((key) => [...known, ...drawn].some((one) => Buffer.compare(one, key) === 0))
  }
  expect(isDrawn(whole)).toBe(true)
  for (let place = 0; place < whole.length; place++) {
    const changed = Uint8Array.from(whole)
    changed[place]! ^= 1
    expect(isDrawn(changed)).toBe(true)
    // A write that was cut: what comes after is zeros.
    expect(isDrawn(Uint8Array.from(whole).fill(0, place))).toBe(true)
    expect(isDrawn(whole.subarray(0, place))).toBe(true)
  }
})

test('where the file cannot be written or read, keys are in memory, and it is said', () => {
  const full = { ...fs, writeSync: () => bad() } as unknown as Disk
  function bad(): never {
    throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
  }
  const keys = open(full)
  const key = keys.of(hour, at(hour))
  expect(key).toHaveLength(32)
  expect(unwritten).toBe(1)
  expect(keys.of(hour, at(hour + 1))).toEqual(key)
  expect(unwritten).toBe(2)
  rmSync(file())
  mkdirSync(file())
  expect(open().of(hour, at(hour))).toHaveLength(32)
  expect(unwritten).toBe(3)
})

test('a server keeps them where it is told to, and not in its data directory', async () => {
  const data = join(directory, 'data')
  const server = await startServer({ data, port: 0, ticks: false, ticketKeys: directory })
  await server.core.tick()
  await server.close()
  expect(existsSync(file())).toBe(true)
  expect(existsSync(join(data, ticketKeysFile))).toBe(false)
})
