/**
 * HPKE (RFC 9180), base mode, HKDF-SHA256 and AES-128-GCM, with X25519 or X-Wing. The KEMs are @hpke's; its key
 * schedule is given our synchronous HKDF, because most of its time went into waiting for WebCrypto's HMAC.
 */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { XWing } from '@hpke/hybridkem-x-wing'
import type { Hpke, PrivateKey, PublicKey } from 'ts-mls/crypto/hpke.js'
import { CryptoError } from 'ts-mls/mlsError.js'
import { decryptAead, encryptAead, keyLength, nonceLength } from './aes-gcm.ts'
import { unshared } from './bytes.ts'
import { hkdfExpand, hkdfExtract } from './sha256.ts'

export function hpke(kem: 'X25519' | 'X-Wing'): Hpke {
  const suite = new CipherSuite({
    kem: kem === 'X25519' ? new DhkemX25519HkdfSha256() : new XWing(),
    kdf: new SynchronousHkdf(),
    aead: new Aes128Gcm(),
  })
  return {
    keyLength,
    nonceLength,
    encryptAead: (key, nonce, aad, plaintext) => encryptAead(key, nonce, aad ?? nothing, plaintext),
    decryptAead: (key, nonce, aad, ciphertext) => decryptAead(key, nonce, aad ?? nothing, ciphertext),

    async seal(publicKey, plaintext, info, aad) {
      const sealed = await suite.seal(
        { recipientPublicKey: publicKey, info: exact(info) },
        exact(plaintext),
        exact(aad ?? nothing),
      )
      return { ct: new Uint8Array(sealed.ct), enc: new Uint8Array(sealed.enc) }
    },
    open: (privateKey, kemOutput, ciphertext, info, aad) =>
      refused(async () => {
        const recipient = { recipientKey: privateKey, enc: exact(kemOutput), info: exact(info) }
        return new Uint8Array(await suite.open(recipient, exact(ciphertext), exact(aad ?? nothing)))
      }),
    async exportSecret(publicKey, context, length, info) {
      const sender = await suite.createSenderContext({ recipientPublicKey: publicKey, info: exact(info) })
      return { enc: new Uint8Array(sender.enc), secret: new Uint8Array(await sender.export(exact(context), length)) }
    },
    importSecret: (privateKey, context, kemOutput, length, info) =>
      refused(async () => {
        const recipient = await suite.createRecipientContext({
          recipientKey: privateKey,
          enc: exact(kemOutput),
          info: exact(info),
        })
        return new Uint8Array(await recipient.export(exact(context), length))
      }),

    importPrivateKey: (bytes) =>
      refused(async () => (await suite.kem.deserializePrivateKey(exact(bytes))) as PrivateKey),
    importPublicKey: (bytes) => refused(async () => (await suite.kem.deserializePublicKey(exact(bytes))) as PublicKey),
    exportPublicKey: async (key) => new Uint8Array(await suite.kem.serializePublicKey(key)),
    exportPrivateKey: async (key) => new Uint8Array(await suite.kem.serializePrivateKey(key)),
    deriveKeyPair: async (secret) => pair(await suite.kem.deriveKeyPair(exact(secret))),
    generateKeyPair: async () => pair(await suite.kem.generateKeyPair()),
  }
}

const nothing = new Uint8Array()

const pair = (keys: { privateKey: unknown; publicKey: unknown }): { privateKey: PrivateKey; publicKey: PublicKey } => ({
  privateKey: keys.privateKey as PrivateKey,
  publicKey: keys.publicKey as PublicKey,
})

/** The whole of a buffer: @hpke takes an ArrayBuffer as it is and would see what lies around a view. */
function exact(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = unshared(bytes)
  return bytes.length === buffer.byteLength ? buffer : buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
}

/** Whatever a KEM or AEAD throws at hostile bytes is one thing to its caller. */
async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch {
    throw new CryptoError('HPKE refused a key or a ciphertext')
  }
}

class SynchronousHkdf extends HkdfSha256 {
  override async extract(salt: ArrayBufferLike | ArrayBufferView, ikm: ArrayBufferLike | ArrayBufferView) {
    return exact(hkdfExtract(bytesOf(salt), bytesOf(ikm)))
  }
  override async expand(
    prk: ArrayBufferLike | ArrayBufferView,
    info: ArrayBufferLike | ArrayBufferView,
    length: number,
  ) {
    return exact(hkdfExpand(bytesOf(prk), bytesOf(info), length))
  }
  override async extractAndExpand(
    salt: ArrayBufferLike | ArrayBufferView,
    ikm: ArrayBufferLike | ArrayBufferView,
    info: ArrayBufferLike | ArrayBufferView,
    length: number,
  ) {
    return exact(hkdfExpand(hkdfExtract(bytesOf(salt), bytesOf(ikm)), bytesOf(info), length))
  }
}

const bytesOf = (input: ArrayBufferLike | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input)
