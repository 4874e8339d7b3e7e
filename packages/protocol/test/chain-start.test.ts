import { describe, expect, test } from 'vitest'
import {
  accountId,
  decodeSignedChainEntry,
  encodeSignedChainEntry,
  extendChain,
  readChain,
  startChain,
  type ChainEntry,
} from '../src/index.ts'
import {
  author,
  begun,
  changed,
  deviceOf,
  firstEntry,
  following,
  judge,
  origin,
  sealed,
  sha256,
} from './chain-author.ts'

const [phone, laptop, recovery, stranger] = [author(1), author(2), author(3), author(4)]
const start = (changes: Partial<ChainEntry>, by = phone) =>
  startChain(sealed({ ...firstEntry(phone, recovery), ...changes }, by), origin, judge)

describe('entry 0', () => {
  test('begins a chain whose account is the hash of its signed bytes', () => {
    const packed = sealed(firstEntry(phone, recovery), phone)
    const result = startChain(packed, origin, judge)
    expect(result).toMatchObject({ state: { account: accountId(sha256(packed)), handle: 'alice', seq: 0 } })
    expect(result).toMatchObject({ state: { ever: [phone.public], recovery: recovery.public } })
  })

  test('may replace another account, and may do without a recovery key', () => {
    const old = accountId(new Uint8Array(32))
    expect(start({ replaces: old, recovery: null })).toMatchObject({ state: { replaces: old, recovery: null } })
  })

  test('is for this server only', () => {
    expect(start({ origin: 'https://other.example' })).toEqual({ refused: 'wrong-origin' })
  })

  test('is number 0 and has nothing before it', () => {
    expect(start({ seq: 1 })).toEqual({ refused: 'wrong-place' })
    expect(start({ prev: new Uint8Array(32) })).toEqual({ refused: 'wrong-place' })
  })

  test('has exactly one device, which signs it', () => {
    expect(start({ devices: [] })).toEqual({ refused: 'not-allowed' })
    expect(start({ devices: [deviceOf(phone), deviceOf(laptop)] })).toEqual({ refused: 'not-allowed' })
    expect(start({}, recovery)).toEqual({ refused: 'wrong-author' })
    expect(start({}, stranger)).toEqual({ refused: 'wrong-author' })
  })

  test('names a handle, is active and has no recovery under way', () => {
    expect(start({ handle: null })).toEqual({ refused: 'not-allowed' })
    expect(start({ status: 'suspended' })).toEqual({ refused: 'not-allowed' })
    expect(start({ pending: { devices: [], from: 0 } })).toEqual({ refused: 'not-allowed' })
  })

  test('a handle outside its pattern is malformed', () => {
    for (const handle of ['a', 'Alice', '1a', 'a..b', 'a-', '.a', 'a b', 'ä1', 'a'.repeat(33), 'a\n']) {
      expect(() => start({ handle }), handle).toThrow(RangeError)
    }
  })
})

describe('signatures and places', () => {
  const state = begun(phone, recovery)
  const both = { devices: [deviceOf(phone), deviceOf(laptop)] }

  test('a signature by another key is refused', () => {
    const read = decodeSignedChainEntry(sealed(following(state, both), stranger))
    if (typeof read === 'string') throw new Error(read)
    const forged = encodeSignedChainEntry({ ...read.value, by: phone.public })
    expect(extendChain(state, forged, judge)).toEqual({ refused: 'wrong-signature' })
  })

  test('a signature over other bytes is refused', () => {
    const read = decodeSignedChainEntry(sealed(following(state, both), phone))
    if (typeof read === 'string') throw new Error(read)
    const entry = read.value.entry.slice()
    entry[entry.length - 1] = 0xf5
    expect(extendChain(state, encodeSignedChainEntry({ ...read.value, entry }), judge)).toEqual({
      refused: 'malformed',
    })
    const other = sealed(following(state, { ...both, at: state.at + 2 }), phone)
    const readOther = decodeSignedChainEntry(other)
    if (typeof readOther === 'string') throw new Error(readOther)
    const swapped = encodeSignedChainEntry({ ...read.value, entry: readOther.value.entry })
    expect(extendChain(state, swapped, judge)).toEqual({ refused: 'wrong-signature' })
  })

  test('bytes that are no entry are malformed', () => {
    expect(extendChain(state, new Uint8Array(), judge)).toEqual({ refused: 'malformed' })
    expect(startChain(Uint8Array.of(0x83), origin, judge)).toEqual({ refused: 'malformed' })
    expect(readChain([], origin, judge)).toEqual({ refused: 'malformed' })
  })

  test.each([
    ['another number', { seq: 2 }, 'wrong-place'],
    ['another entry before it', { prev: new Uint8Array(32) }, 'wrong-place'],
    ['nothing before it', { prev: null }, 'wrong-place'],
    ['another origin', { origin: 'https://other.example' }, 'wrong-origin'],
    ['a handle', { handle: 'mallory' }, 'not-allowed'],
    ['another account that it replaces', { replaces: accountId(new Uint8Array(32)) }, 'not-allowed'],
    ['an earlier time', { at: state.at - 1 }, 'not-allowed'],
  ] as const)('a later entry with %s is refused', (_, changes, refused) => {
    expect(extendChain(state, sealed(following(state, { ...both, ...changes }), phone), judge)).toEqual({ refused })
  })

  test('a whole chain is read from its entries, and the first refusal ends it', () => {
    const first = sealed(firstEntry(phone, recovery), phone)
    const second = sealed(following(state, both), phone)
    expect(readChain([first, second], origin, judge)).toEqual({ state: changed(state, phone, both) })
    expect(readChain([first, second, second], origin, judge)).toEqual({ refused: 'wrong-place' })
    expect(readChain([second], origin, judge)).toEqual({ refused: 'wrong-place' })
  })

  test('whoever takes an entry now refuses a time that is not now', () => {
    const at = (now: number) => ({ ...judge, now })
    const entry = sealed(following(state, both), phone)
    const made = state.at + 1
    expect(extendChain(state, entry, at(made + 3600))).toHaveProperty('state')
    expect(extendChain(state, entry, at(made - 3600))).toHaveProperty('state')
    expect(extendChain(state, entry, at(made + 3601))).toEqual({ refused: 'wrong-time' })
    expect(extendChain(state, entry, at(made - 3601))).toEqual({ refused: 'wrong-time' })
    const first = sealed(firstEntry(phone, null), phone)
    expect(startChain(first, origin, at(state.at + 3601))).toEqual({ refused: 'wrong-time' })
  })
})
