import { fromHex, hex } from '@ebb/protocol'
import fc from 'fast-check'
import { argon2Sync, createDecipheriv, hkdfSync } from 'node:crypto'
import { expect, it } from 'vitest'
import {
  atRestOverhead,
  defaultUnlockCost,
  freshOverhead,
  openAtRest,
  openFresh,
  sealAtRest,
  sealFresh,
  unlockKey,
  unlockKeyOf,
  unwrapKey,
  wrapKey,
  wrappedLength,
} from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const aad = Uint8Array.of(1, 2)

it('opens what it sealed, and nothing that was changed or moved', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (plaintext, at) => {
      const key = random(32)
      const sealed = sealAtRest(key, plaintext, aad, random)
      expect(sealed.length).toBe(plaintext.length + atRestOverhead)
      expect(openAtRest(key, sealed, aad)).toEqual(plaintext)
      expect(openAtRest(key, sealed, Uint8Array.of(1, 3))).toBeUndefined()
      expect(openAtRest(random(32), sealed, aad)).toBeUndefined()
      const place = at % sealed.length
      expect(openAtRest(key, sealed.with(place, sealed[place]! ^ 1), aad)).toBeUndefined()
      expect(openAtRest(key, sealed.slice(0, place), aad)).toBeUndefined()
    }),
  )
})

it('uses XChaCha20-Poly1305 like draft-irtf-cfrg-xchacha-03, A.3.1', () => {
  const key = fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f')
  const nonce = fromHex('404142434445464748494a4b4c4d4e4f5051525354555657')
  const words =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
  const sealed = sealAtRest(key, new TextEncoder().encode(words), fromHex('50515253c0c1c2c3c4c5c6c7'), () => nonce)
  expect(hex(sealed.slice(24, 40))).toBe('bd6d179d3e83d43b9576579493c0e939')
  expect(hex(sealed.slice(-16))).toBe('c0875924c1c7987947deafd8780acf49')
})

it('seals under a fresh key each time', () => {
  const plaintext = Uint8Array.of(7, 8, 9)
  const [a, b] = [sealFresh(plaintext, aad, random), sealFresh(plaintext, aad, random)]
  expect(a.key).not.toEqual(b.key)
  expect(a.sealed.length).toBe(3 + freshOverhead)
  expect(openFresh(a.key, a.sealed, aad)).toEqual(plaintext)
  expect(openFresh(b.key, a.sealed, aad)).toBeUndefined()
  expect(openFresh(a.key, a.sealed, new Uint8Array())).toBeUndefined()
  expect(openFresh(a.key, a.sealed.slice(0, 15), aad)).toBeUndefined()
})

it('wraps a key in 60 bytes that RFC 8439 opens', () => {
  const [under, key] = [random(32), random(32)]
  const wrapped = wrapKey(under, key, aad, random)
  expect(wrapped.length).toBe(wrappedLength)
  expect(unwrapKey(under, wrapped, aad)).toEqual(key)
  expect(unwrapKey(random(32), wrapped, aad)).toBeUndefined()
  expect(unwrapKey(under, wrapped, new Uint8Array())).toBeUndefined()
  expect(unwrapKey(under, wrapped.slice(0, 59), aad)).toBeUndefined()
  const decipher = createDecipheriv('chacha20-poly1305', under, wrapped.subarray(0, 12), { authTagLength: 16 })
  decipher.setAAD(aad, { plaintextLength: 32 }).setAuthTag(wrapped.subarray(-16))
  expect(Buffer.concat([decipher.update(wrapped.subarray(12, 44)), decipher.final()])).toEqual(Buffer.from(key))
})

it('makes one unlock key of a passphrase however it was typed, and another of any other', async () => {
  const salt = new Uint8Array(16).fill(5)
  const cost = { memoryKiB: 64, passes: 1 }
  const key = await unlockKey('caf\u00E9', salt, cost)
  expect(key).toHaveLength(32)
  expect(await unlockKey('cafe\u0301', salt, cost)).toEqual(key)
  for (const other of [
    unlockKey('cafe', salt, cost),
    unlockKey('', salt, cost),
    unlockKey('caf\u00E9', salt.with(0, 1), cost),
    unlockKey('caf\u00E9', salt, { ...cost, passes: 2 }),
  ]) {
    expect(await other).not.toEqual(key)
  }
  expect(defaultUnlockCost).toEqual({ memoryKiB: 65_536, passes: 3 })
})

it('is Argon2id of the passphrase and a zero byte, as another implementation computes it', async () => {
  const salt = random(16)
  const other = argon2Sync('argon2id', {
    message: Buffer.from('horse\0'),
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 1024,
    passes: 3,
  })
  expect(hex(await unlockKey('horse', salt, { memoryKiB: 1024, passes: 3 }))).toBe(other.toString('hex'))
})

it('makes an unlock key of a secret by HKDF-SHA-256, as another implementation computes it', () => {
  const secret = random(32)
  const other = hkdfSync('sha256', secret, new Uint8Array(), 'ebb unlock by secret v1', 32)
  expect(hex(unlockKeyOf(secret))).toBe(hex(new Uint8Array(other)))
  expect(unlockKeyOf(random(32))).not.toEqual(unlockKeyOf(secret))
  for (const length of [0, 16, 31, 33]) expect(() => unlockKeyOf(new Uint8Array(length))).toThrow(RangeError)
})
