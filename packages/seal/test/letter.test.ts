import {
  channelId,
  commitSizes,
  encodeKnockAnswer,
  encodeLetter,
  letterProof,
  limits,
  type Letter,
} from '@ebb/protocol'
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import fc from 'fast-check'
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { expect, it } from 'vitest'
import { createDevice, letterOverhead, openLetter, packLetter, readLetter, sealLetter, sign } from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const bob = createDevice(random)
const alice = createDevice(random)
const posting = {
  sender: alice.key as never,
  device: alice.key,
  devicePrivate: alice.private,
  inbox: bob.inbox,
  channel: channelId(random(16)),
  n: 3,
  content: random(100),
}

it('opens what was sealed, padded to a size of the protocol', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (plaintext) => {
      const sealed = await sealLetter(bob.inbox, plaintext, random)
      expect(commitSizes).toContain(sealed.length)
      expect(sealed.length).toBeGreaterThanOrEqual(plaintext.length + letterOverhead)
      expect(await openLetter(bob.inboxPrivate, sealed)).toEqual(plaintext)
      expect(await openLetter(alice.inboxPrivate, sealed)).toBeUndefined()
    }),
    { numRuns: 30 },
  )
})

it('fits the limits of an inbox exactly, and refuses more', async () => {
  const sizeOf = async (length: number): Promise<number> =>
    (await sealLetter(bob.inbox, new Uint8Array(length), random)).length
  expect(await sizeOf(limits.letter - letterOverhead)).toBe(limits.letter)
  expect(await sizeOf(limits.knownLetter - letterOverhead)).toBe(limits.knownLetter)
  await expect(sizeOf(limits.knownLetter - letterOverhead + 1)).rejects.toThrow(RangeError)
})

it('refuses every change, every cut and anything else, without throwing', async () => {
  const sealed = await sealLetter(bob.inbox, random(10), random)
  for (const at of [0, 31, 32, 100, 255])
    expect(await openLetter(bob.inboxPrivate, sealed.with(at, sealed[at]! ^ 1))).toBeUndefined()
  for (const length of [0, 31, 255]) expect(await openLetter(bob.inboxPrivate, sealed.slice(0, length))).toBeUndefined()
  expect(await openLetter(bob.inboxPrivate, new Uint8Array(256))).toBeUndefined()
  expect(await openLetter(bob.inboxPrivate, random(1024))).toBeUndefined()
})

it('refuses a padding that it would not have made', async () => {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(bob.inbox).buffer)
  const info = new TextEncoder().encode('ebb letter v1').buffer
  const sealedBy = async (padded: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
    const { ct, enc } = await suite.seal({ recipientPublicKey, info }, padded.buffer)
    return Uint8Array.from([...new Uint8Array(enc), ...new Uint8Array(ct)])
  }
  const good = new Uint8Array(256 - 48).with(3, 1)
  expect(await openLetter(bob.inboxPrivate, await sealedBy(good))).toEqual(Uint8Array.of(0))
  const refused = [
    good.with(200, 1),
    new Uint8Array(1024 - 48).with(3, 1),
    good.with(3, 205),
    good.with(0, 255),
    new Uint8Array(100),
  ]
  for (const padded of refused) expect(await openLetter(bob.inboxPrivate, await sealedBy(padded))).toBeUndefined()
})

it('is HPKE as an independent reading of RFC 9180 opens it, with zeros after the content', async () => {
  const sealed = await sealLetter(bob.inbox, Uint8Array.of(1, 2, 3), random)
  const opened = hpkeOpen(sealed, bob.inboxPrivate)
  expect(opened.subarray(0, 7)).toEqual(Buffer.from([0, 0, 0, 3, 1, 2, 3]))
  expect(opened.subarray(7).every((byte) => byte === 0)).toBe(true)
})

it('carries a letter that its sender’s device has signed for this inbox', async () => {
  const read = await readLetter(bob.inboxPrivate, await packLetter(posting, random))
  expect(read).toMatchObject({
    letter: { sender: posting.sender, device: alice.key, channel: posting.channel, n: 3, content: posting.content },
  })
})

it('carries an answer that nobody has signed', async () => {
  const answer = { reply: new Uint8Array(16).fill(7), outcome: 'declined', channel: null } as const
  const sealed = await sealLetter(bob.inbox, encodeKnockAnswer(answer), random)
  expect(await readLetter(bob.inboxPrivate, sealed)).toEqual({ answer: { kind: 5, ...answer } })
  // Of the size of any short letter.
  expect(commitSizes).toContain(sealed.length)
  const longer = Uint8Array.of(...encodeKnockAnswer(answer), 0)
  expect(await readLetter(bob.inboxPrivate, await sealLetter(bob.inbox, longer, random))).toEqual({
    refused: 'malformed',
  })
})

it('refuses a letter that somebody passes on, one that was signed by another device, and no letter', async () => {
  const { inbox, channel, n, content } = posting
  const letter = (signature: Letter['signature']): Uint8Array =>
    encodeLetter({ version: 1, sender: posting.sender, device: alice.key, channel, n, content, signature })
  const carol = createDevice(random)
  const forCarol = letter(sign(alice.private, letterProof({ inbox: carol.inbox, channel, n, content })))
  const byCarol = letter(sign(carol.private, letterProof({ inbox, channel, n, content })))
  for (const plaintext of [forCarol, byCarol]) {
    expect(await readLetter(bob.inboxPrivate, await sealLetter(bob.inbox, plaintext, random))).toEqual({
      refused: 'wrong-signature',
    })
  }
  expect(await readLetter(bob.inboxPrivate, await sealLetter(bob.inbox, Uint8Array.of(1), random))).toEqual({
    refused: 'malformed',
  })
  expect(await readLetter(carol.inboxPrivate, await packLetter(posting, random))).toEqual({ refused: 'not-for-us' })
})

/** RFC 9180 §5.1 and §4.1, mode base, KEM 0x0020, KDF 0x0001, AEAD 0x0001, with Node's primitives only. */
function hpkeOpen(sealed: Uint8Array, inboxPrivate: Uint8Array): Buffer {
  const kem = Buffer.from('4b454d0020', 'hex')
  const suite = Buffer.from('48504b45002000010001', 'hex')
  const enc = sealed.subarray(0, 32)
  const privateKey = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), inboxPrivate]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), enc]),
    format: 'der',
    type: 'spki',
  })
  const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  const dh = diffieHellman({ privateKey, publicKey })
  const extract = (salt: Uint8Array, id: Buffer, label: string, ikm: Uint8Array): Buffer =>
    createHmac('sha256', salt)
      .update(Buffer.concat([Buffer.from('HPKE-v1'), id, Buffer.from(label), ikm]))
      .digest()
  const expand = (prk: Buffer, id: Buffer, [label, length]: [string, number], info: Uint8Array): Buffer =>
    createHmac('sha256', prk)
      .update(Buffer.concat([Buffer.of(0, length), Buffer.from('HPKE-v1'), id, Buffer.from(label), info, Buffer.of(1)]))
      .digest()
      .subarray(0, length)
  const none = Buffer.alloc(0)
  const shared = expand(extract(none, kem, 'eae_prk', dh), kem, ['shared_secret', 32], Buffer.concat([enc, own]))
  const context = Buffer.concat([
    Buffer.of(0),
    extract(none, suite, 'psk_id_hash', none),
    extract(none, suite, 'info_hash', Buffer.from('ebb letter v1')),
  ])
  const secret = extract(shared, suite, 'secret', none)
  const decipher = createDecipheriv(
    'aes-128-gcm',
    expand(secret, suite, ['key', 16], context),
    expand(secret, suite, ['base_nonce', 12], context),
  )
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()])
}
