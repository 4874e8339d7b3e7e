import { accountId, fromHex, hex } from '@ebb/protocol'
import fc from 'fast-check'
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { expect, it } from 'vitest'
import { createDevice, inboxKeyOf, publicKeyOf, safetyCode, safetyNumber, sha256, sign, verify } from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

it('signs like RFC 8032 §7.1', () => {
  const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
  expect(hex(publicKeyOf(seed))).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  const signed = sign(seed, Uint8Array.of(0x72))
  expect(hex(signed)).toBe(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  )
  expect(verify(publicKeyOf(seed), Uint8Array.of(0x72), signed)).toBe(true)
})

it('derives inbox keys like the X25519 of another library', () => {
  for (let i = 0; i < 20; i++) {
    const { inbox, inboxPrivate } = createDevice(random)
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), inboxPrivate])
    const spki = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({
      format: 'der',
      type: 'spki',
    })
    expect(hex(inbox)).toBe(spki.subarray(-32).toString('hex'))
  }
})

it('makes two pairs that fit', () => {
  const device = createDevice(random)
  expect(publicKeyOf(device.private)).toEqual(device.key)
  expect(inboxKeyOf(device.inboxPrivate)).toEqual(device.inbox)
  expect(verify(device.key, text('hello'), sign(device.private, text('hello')))).toBe(true)
})

it('refuses another key, message or signature, and never throws', () => {
  const device = createDevice(random)
  const message = text('hello')
  const signed = sign(device.private, message)
  expect(verify(createDevice(random).key, message, signed)).toBe(false)
  expect(verify(device.key, text('hellp'), signed)).toBe(false)
  for (let at = 0; at < 64; at++) expect(verify(device.key, message, signed.with(at, signed[at]! ^ 1))).toBe(false)
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (a, b, key) => {
        expect(verify(a, message, b)).toBe(false)
        expect(verify(key, message, signed)).toBe(false)
      },
    ),
  )
})

it('refuses a second form of a valid signature: S + L, and keys of small order', () => {
  const device = createDevice(random)
  const message = text('hello')
  const signed = sign(device.private, message)
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${hex(signed.slice(32).toReversed())}`) + order
  const other = Uint8Array.from([...signed.slice(0, 32), ...fromHex(s.toString(16).padStart(64, '0')).toReversed()])
  expect(verify(device.key, message, other)).toBe(false)
  // The neutral point as key and as R with S = 0 "signs" everything unless small orders are refused.
  const neutral = new Uint8Array(32).with(0, 1)
  expect(verify(neutral, message, Uint8Array.from([...neutral, ...new Uint8Array(32)]))).toBe(false)
})

it('gives both sides the same number of 60 digits, and other accounts another', () => {
  const [a, b, c] = [accountId(sha256(text('a'))), accountId(sha256(text('b'))), accountId(sha256(text('c')))]
  expect(safetyNumber(a, b)).toMatch(/^[0-9]{60}$/)
  expect(safetyNumber(b, a)).toBe(safetyNumber(a, b))
  expect(safetyNumber(a, c)).not.toBe(safetyNumber(a, b))
  expect(safetyCode(b, a)).toBe(safetyCode(a, b))
  expect(safetyCode(a, b)).toMatch(/^EBB1:[\w-]{43}:[\w-]{43}$/)
  expect(safetyCode(a, c)).not.toBe(safetyCode(a, b))
})

it('computes the number as its description says', () => {
  const [a, b] = [accountId(sha256(text('a'))), accountId(sha256(text('b')))]
  const half = (id: Uint8Array): string => {
    let digest = createHash('sha512').update('ebb safety number v1').update(id).digest()
    for (let round = 0; round < 5200; round++) digest = createHash('sha512').update(digest).update(id).digest()
    return [0, 5, 10, 15, 20, 25].map((at) => String(digest.readUIntBE(at, 5) % 100_000).padStart(5, '0')).join('')
  }
  expect(safetyNumber(a, b)).toBe([half(a), half(b)].toSorted().join(''))
})
