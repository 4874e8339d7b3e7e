/** Key packages (RFC 9420 §10): made for one device, read by whoever adds it. */
import { sameBytes } from '@ebb/protocol'
import { decodeUint8, uint8Encoder } from 'ts-mls/codec/number.js'
import { mapDecoderOption, mapDecoders } from 'ts-mls/codec/tlsDecoder.js'
import { contramapBufferEncoders, encode } from 'ts-mls/codec/tlsEncoder.js'
import { decodeVarLenData, varLenDataEncoder } from 'ts-mls/codec/variableLength.js'
import { decodeKeyPackage, encodeKeyPackage, generateKeyPackageWithKey, verifyKeyPackage } from 'ts-mls/keyPackage.js'
import type { KeyPackage, PrivateKeyPackage } from 'ts-mls/keyPackage.js'
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js'
import type { KeyPackageFacts, KeyPackagePair, KeyPackageRefusal, Self, Suite } from '../mls.ts'
import { suiteOf, suites } from '../provider/suites.ts'
import { credentialOf, memberOf } from './credential.ts'
import { capabilities, isLastResort, keyPackageExtensions } from './extensions.ts'
import { decodeStrictly } from './strict.ts'

const day = 86_400
/** Valid from a day ago, for clocks that differ, until 30 days from now. */
const lifetime = { back: day, ahead: 30 * day, longest: 31 * day }
/** A commit is read up to 30 days after it was made, by a clock that may be a day off. */
const readLate = 31 * day

/** A key package for `self`, valid for 30 days from `now` (seconds since 1970). */
export async function createKeyPackage(
  self: Self,
  options: { suite: Suite; lastResort: boolean; now: number },
): Promise<KeyPackagePair> {
  const { publicPackage, privatePackage } = await generate(self, options)
  return { public: encodeKeyPackage(publicPackage), private: encodePrivate(privatePackage) }
}

export function generate(self: Self, { suite, lastResort, now }: { suite: Suite; lastResort: boolean; now: number }) {
  return generateKeyPackageWithKey(
    credentialOf(self),
    capabilities(suite),
    { notBefore: BigInt(Math.floor(now) - lifetime.back), notAfter: BigInt(Math.floor(now) + lifetime.ahead) },
    keyPackageExtensions(lastResort),
    { signKey: self.devicePrivate.slice(), publicKey: self.device.slice() },
    suites[suite],
  )
}

/** What whoever adds a device must know of its key package, or why it is refused. `now` in seconds since 1970. */
export async function readKeyPackage(
  bytes: Uint8Array,
  now: number,
): Promise<KeyPackageFacts | { readonly refused: KeyPackageRefusal }> {
  const keyPackage = decodePublic(bytes)
  if (keyPackage === undefined) return { refused: 'malformed' }
  const facts = await factsOf(keyPackage)
  if ('refused' in facts) return facts
  if (isTooLong(keyPackage) || now < facts.notBefore || now > facts.notAfter) return { refused: 'lifetime' }
  return facts
}

export const decodePublic = (bytes: Uint8Array): KeyPackage | undefined =>
  // A copy, because the decoder returns views and a tree may hold them for months.
  decodeStrictly(decodeKeyPackage, encodeKeyPackage, bytes.slice())

/** RFC 9420 §10.1 and §7.3, but for the dates. */
async function factsOf(keyPackage: KeyPackage): Promise<KeyPackageFacts | { readonly refused: KeyPackageRefusal }> {
  const suite = suiteOf(keyPackage.cipherSuite)
  if (suite === undefined) return { refused: 'unsupported-suite' }
  const { leafNode } = keyPackage
  const lastResort = isLastResort(keyPackage.extensions)
  if (lastResort === undefined || !supportsOurs(keyPackage, suite)) return { refused: 'malformed' }
  const member = memberOf(leafNode.credential, leafNode.signaturePublicKey)
  if (member === undefined) return { refused: 'credential-invalid' }
  const { signature } = suites[suite]
  // Both are always verified, one after the other: the leaf stays in the tree, the package around it does not.
  if (
    !(await verifyLeafNodeSignatureKeyPackage(leafNode, signature)) ||
    !(await verifyKeyPackage(keyPackage, signature))
  ) {
    return { refused: 'not-authentic' }
  }
  const { notBefore, notAfter } = leafNode.lifetime
  return { suite, ...member, lastResort, notBefore: Number(notBefore), notAfter: Number(notAfter) }
}

/** The capabilities that required_capabilities asks for, no leaf extensions, and two different keys (§10.1). */
function supportsOurs({ version, initKey, leafNode }: KeyPackage, suite: Suite): boolean {
  const ours = capabilities(suite)
  const theirs = leafNode.capabilities
  return (
    version === 'mls10' &&
    leafNode.extensions.length === 0 &&
    !sameBytes(initKey, leafNode.hpkePublicKey) &&
    ours.versions.every((v) => theirs.versions.includes(v)) &&
    ours.ciphersuites.every((c) => theirs.ciphersuites.includes(c)) &&
    ours.extensions.every((e) => theirs.extensions.includes(e)) &&
    ours.credentials.every((c) => theirs.credentials.includes(c))
  )
}

const isTooLong = ({ leafNode: { lifetime: l } }: KeyPackage): boolean =>
  l.notAfter <= l.notBefore || l.notAfter - l.notBefore > BigInt(lifetime.longest)

/**
 * Whether a key package could have been in date when it was added by a commit that is read now. Readers' clocks and
 * times of reading differ, so nothing closer can be asked without splitting the group.
 */
export function couldBeAdded(keyPackage: KeyPackage, now: number): boolean {
  const { notBefore, notAfter } = keyPackage.leafNode.lifetime
  return (
    !isTooLong(keyPackage) &&
    notBefore <= BigInt(Math.ceil(now) + day) &&
    notAfter >= BigInt(Math.floor(now) - readLate)
  )
}

const privateEncoder = contramapBufferEncoders(
  [uint8Encoder, varLenDataEncoder, varLenDataEncoder, varLenDataEncoder],
  (keys: PrivateKeyPackage) => [version, keys.initPrivateKey, keys.hpkePrivateKey, keys.signaturePrivateKey] as const,
)
const version = 1
const encodePrivate = encode(privateEncoder)
const decodeKeys = mapDecoderOption(
  mapDecoders(
    [decodeUint8, decodeVarLenData, decodeVarLenData, decodeVarLenData],
    (found, initPrivateKey, hpkePrivateKey, signaturePrivateKey) => ({
      found,
      initPrivateKey,
      hpkePrivateKey,
      signaturePrivateKey,
    }),
  ),
  ({ found, ...keys }) => (found === version ? keys : undefined),
)

/** The private part, or undefined where the bytes are damaged. */
export const decodePrivate = (bytes: Uint8Array): PrivateKeyPackage | undefined =>
  decodeStrictly<PrivateKeyPackage>(decodeKeys, encodePrivate, bytes.slice())
