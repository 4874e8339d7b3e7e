/**
 * Joining by a Welcome (RFC 9420 §12.4.3.1) that arrives in two parts: this joiner's encrypted secrets, and the
 * encrypted GroupInfo with the tree that all joiners share.
 */
import { sameBytes } from '@ebb/protocol'
import type { ChannelId } from '@ebb/protocol'
import { joinGroupWithExtensions } from 'ts-mls/clientState.js'
import type { ClientConfig } from 'ts-mls/clientConfig.js'
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js'
import { CodecError, CryptoError, CryptoVerificationError, MlsError } from 'ts-mls/mlsError.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import { decodeEncryptedGroupSecrets, encodeEncryptedGroupSecrets } from 'ts-mls/welcome.js'
import type { Joined, JoinRefusal, KeyPackagePair, Knows, Self } from '../mls.ts'
import { suiteOf, suites } from '../provider/suites.ts'
import { leafAt, memberOf, unknownAccounts } from './credential.ts'
import { policyOf } from './extensions.ts'
import { config, frugal, groupOf } from './group.ts'
import { decodePrivate, decodePublic } from './key-package.ts'
import { decodeStrictly } from './strict.ts'

export async function join(
  self: Self,
  letter: {
    channel: ChannelId
    secrets: Uint8Array
    info: Uint8Array
    keyPackage: KeyPackagePair
    knows: Knows
    now: number
  },
): Promise<Joined> {
  const publicPackage = decodePublic(letter.keyPackage.public)
  const privatePackage = decodePrivate(letter.keyPackage.private)
  const secrets = decodeStrictly(decodeEncryptedGroupSecrets, encodeEncryptedGroupSecrets, letter.secrets)
  if (publicPackage === undefined || privatePackage === undefined || secrets === undefined) return refused('malformed')
  const suite = suiteOf(publicPackage.cipherSuite)
  if (suite === undefined || !sameBytes(publicPackage.leafNode.signaturePublicKey, self.device))
    return refused('not-for-us')
  const cs = suites[suite]
  if (!sameBytes(await makeKeyPackageRef(publicPackage, cs.hash), secrets.newMember)) return refused('not-for-us')

  const seen = { foreign: false }
  const welcome = {
    cipherSuite: publicPackage.cipherSuite,
    secrets: [secrets],
    encryptedGroupInfo: letter.info.slice(),
  }
  try {
    const [state, , signer] = await joinGroupWithExtensions(
      welcome,
      publicPackage,
      privatePackage,
      emptyPskIndex, // no PSK is known here, so a Welcome with one is refused
      cs,
      undefined,
      undefined,
      watching(seen),
    )
    if (!sameBytes(state.groupContext.groupId, letter.channel)) return refused('wrong-group')
    if (policyOf(state.groupContext.extensions) === undefined) return refused('invalid-tree')
    const group = groupOf(frugal(state))
    const sender = leafAt(state.ratchetTree, signer)
    if (sender === undefined) return refused('invalid-tree')
    const accounts = unknownAccounts(group.leaves, letter.knows)
    return accounts.length > 0 ? { kind: 'unknown-devices', accounts } : { kind: 'joined', group, sender }
  } catch (error) {
    return refused(seen.foreign ? 'credential-invalid' : reasonOf(error))
  }
}

const refused = (why: JoinRefusal): Joined => ({ kind: 'refused', why })

/** The usual configuration, which also notes whether a credential was the reason of a refusal. */
const watching = (seen: { foreign: boolean }): ClientConfig => ({
  ...config,
  authService: {
    async validateCredential(credential, signatureKey) {
      const ours = memberOf(credential, signatureKey) !== undefined
      seen.foreign ||= !ours
      return ours
    },
  },
})

/** Everything here was sent by others, so whatever the library throws at it is a refusal. */
function reasonOf(error: unknown): JoinRefusal {
  if (error instanceof CryptoError || error instanceof CryptoVerificationError) return 'not-authentic'
  if (error instanceof CodecError) return 'malformed'
  if (error instanceof MlsError || error instanceof RangeError || error instanceof TypeError) return 'invalid-tree'
  throw error
}
