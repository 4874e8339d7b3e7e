/**
 * Exactly what seal uses of its surroundings: randomness, five WebCrypto primitives and UTF-8. Browsers and Node have
 * all of it as globals; anything else (clock, network, files) does not compile here.
 */
interface CryptoKey {
  readonly type: string
  readonly extractable: boolean
}

interface CryptoKeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

type Bytes = Uint8Array<ArrayBuffer>
type AesGcm = { readonly name: 'AES-GCM'; readonly iv: Bytes; readonly additionalData: Bytes }

declare const crypto: {
  getRandomValues(into: Bytes): Bytes
  readonly subtle: {
    importKey(
      format: 'raw' | 'pkcs8' | 'spki',
      key: Bytes,
      algorithm: string,
      extractable: boolean,
      uses: ('encrypt' | 'decrypt' | 'sign' | 'verify' | 'deriveBits')[],
    ): Promise<CryptoKey>
    exportKey(format: 'raw' | 'pkcs8', key: CryptoKey): Promise<ArrayBuffer>
    generateKey(
      algorithm: 'Ed25519' | 'X25519',
      extractable: boolean,
      uses: ('sign' | 'verify' | 'deriveBits')[],
    ): Promise<CryptoKeyPair>
    encrypt(algorithm: AesGcm, key: CryptoKey, plaintext: Bytes): Promise<ArrayBuffer>
    decrypt(algorithm: AesGcm, key: CryptoKey, ciphertext: Bytes): Promise<ArrayBuffer>
    digest(algorithm: 'SHA-256', bytes: Bytes): Promise<ArrayBuffer>
    sign(algorithm: 'Ed25519', key: CryptoKey, message: Bytes): Promise<ArrayBuffer>
    verify(algorithm: 'Ed25519', key: CryptoKey, signature: Bytes, message: Bytes): Promise<boolean>
    deriveBits(
      algorithm: { readonly name: 'X25519'; readonly public: CryptoKey },
      key: CryptoKey,
      bits: number,
    ): Promise<ArrayBuffer>
  }
}

declare class TextEncoder {
  encode(text: string): Bytes
}

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean; readonly ignoreBOM?: boolean })
  decode(bytes: Uint8Array): string
}
