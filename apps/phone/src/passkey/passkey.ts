/**
 * The device's own unlocking (fingerprint, face, a security key) in place of the passphrase: an authenticator makes 32
 * bytes of a salt by its pseudo-random function (WebAuthn, extension `prf`). Nobody verifies a signature; only who has the
 * authenticator gets the bytes.
 */
import type { PrfHint } from '../boundary.ts'

export interface Passkey {
  readonly hint: PrfHint
  /** 32 bytes. To be overwritten after use. */
  readonly secret: Uint8Array
}

export type PasskeyRefusal =
  | 'cancelled' // by the person, or nothing came in time
  | 'no-prf' // an authenticator without the extension

const algorithms = [-8, -7, -257] // Ed25519, P-256, RSA: whatever there is
const patience = 120_000

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

/** Asks the person once or, where making tells no bytes, twice. */
export async function makePasskey(): Promise<Passkey | PasskeyRefusal> {
  const salt = random(32)
  const credential = await asked(() => navigator.credentials.create({ publicKey: creation(salt) }))
  if (credential === undefined) return 'cancelled'
  const hint: PrfHint = { credential: new Uint8Array(credential.rawId), salt }
  const { prf } = credential.getClientExtensionResults()
  if (prf?.enabled !== true && prf?.results === undefined) return 'no-prf'
  const secret = bytesOf(prf.results?.first) ?? (await askPasskey(hint))
  return typeof secret === 'string' ? secret : { hint, secret }
}

/** The 32 bytes of a passkey that was made before. */
export async function askPasskey(hint: PrfHint): Promise<Uint8Array | PasskeyRefusal> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: random(32),
    allowCredentials: [{ type: 'public-key', id: copy(hint.credential) }],
    userVerification: 'required',
    timeout: patience,
    extensions: { prf: { eval: { first: copy(hint.salt) } } },
  }
  const credential = await asked(() => navigator.credentials.get({ publicKey }))
  if (credential === undefined) return 'cancelled'
  return bytesOf(credential.getClientExtensionResults().prf?.results?.first) ?? 'no-prf'
}

/** The name that the system lists it under says nothing about the person. */
function creation(salt: Uint8Array<ArrayBuffer>): PublicKeyCredentialCreationOptions {
  return {
    rp: { name: 'Ebb' },
    user: { id: random(16), name: 'Ebb', displayName: 'Ebb' },
    challenge: random(32),
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
    attestation: 'none',
    timeout: patience,
    extensions: { prf: { eval: { first: salt } } },
  }
}

/** Whoever says no, waits too long or has no authenticator is no bug. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | undefined> {
  try {
    return ((await ask()) as PublicKeyCredential | null) ?? undefined
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}

function bytesOf(source: BufferSource | undefined): Uint8Array | undefined {
  if (source === undefined) return undefined
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
  return bytes.length === 32 ? bytes : undefined
}

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length))
const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
