/**
 * Vectors of a client that joins by a Welcome and follows a group made by others. They run on the library, with all it
 * can do: Ebb's profile leaves most of that out, as the table below says.
 */
import { describe, expect, test } from 'vitest'
import { defaultAuthenticationService } from 'ts-mls/authenticationService.js'
import { joinGroup, makePskIndex, type ClientState } from 'ts-mls/clientState.js'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import { decodeMlsMessage, type MLSMessage } from 'ts-mls/message.js'
import { processMessage } from 'ts-mls/processMessages.js'
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js'
import { bytesToBase64 } from 'ts-mls/util/byteArray.js'
import { config } from '../../src/mls/group.ts'
import { tsMls } from '../../src/mls/ts-mls.ts'
import { suites } from '../../src/provider/suites.ts'
import { now } from '../people.ts'
import { bytes, eachVector, hex, whole } from './load.ts'

const cs = suites.classic
const clientConfig = {
  ...config,
  authService: defaultAuthenticationService,
  keyRetentionConfig: { ...config.keyRetentionConfig, retainKeysForEpochs: 4 },
}

interface Scenario {
  readonly external_psks: readonly { readonly psk_id: string; readonly psk: string }[]
  readonly key_package: string
  readonly signature_priv: string
  readonly encryption_priv: string
  readonly init_priv: string
  readonly welcome: string
  readonly ratchet_tree: string | null
  readonly initial_epoch_authenticator: string
  readonly epochs: readonly {
    readonly proposals: readonly string[]
    readonly commit: string
    readonly epoch_authenticator: string
  }[]
}

const message = (data: string): MLSMessage => whole<MLSMessage>(decodeMlsMessage, bytes(data))

async function follow(v: Scenario): Promise<void> {
  const keyPackage = message(v.key_package)
  const welcome = message(v.welcome)
  if (keyPackage.wireformat !== 'mls_key_package' || welcome.wireformat !== 'mls_welcome')
    throw new Error('other messages')
  const keys = {
    initPrivateKey: bytes(v.init_priv),
    hpkePrivateKey: bytes(v.encryption_priv),
    signaturePrivateKey: bytes(v.signature_priv),
  }
  const external = Object.fromEntries(
    v.external_psks.map(({ psk_id, psk }) => [bytesToBase64(bytes(psk_id)), bytes(psk)]),
  )
  const tree = v.ratchet_tree === null ? undefined : whole(decodeRatchetTree, bytes(v.ratchet_tree))
  const psks = makePskIndex(undefined, external)
  let state: ClientState = await joinGroup(
    welcome.welcome,
    keyPackage.keyPackage,
    keys,
    psks,
    cs,
    tree,
    undefined,
    clientConfig,
  )
  expect(hex(state.keySchedule.epochAuthenticator)).toBe(v.initial_epoch_authenticator)
  for (const epoch of v.epochs) {
    for (const data of [...epoch.proposals, epoch.commit]) {
      const next = message(data)
      if (next.wireformat !== 'mls_private_message' && next.wireformat !== 'mls_public_message')
        throw new Error('no handshake')
      state = (await processMessage(next, state, makePskIndex(state, external), acceptAll, cs)).newState
    }
    expect(hex(state.keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator)
  }
}

eachVector<Scenario>('passive-client-welcome', follow)
eachVector<Scenario>('passive-client-handling-commit', follow)
eachVector<Scenario>('passive-client-random', follow)

/** What RFC 9420 has and Ebb's profile refuses, where, and why. Every line is tried in `mls-hostile.test.ts`. */
export const leftOut = [
  { what: 'PublicMessage', refused: 'malformed', why: 'the server would read who changes what' },
  {
    what: 'external commits and external senders',
    refused: 'external',
    why: 'only members change a group; nobody else is authenticated',
  },
  {
    what: 'proposals on their own and by reference',
    refused: 'not-by-value',
    why: 'a commit is one entry of the log, complete in itself',
  },
  { what: 'pre-shared keys', refused: 'invalid-commit', why: 'no use, and a lost key would split the group' },
  { what: 'ReInit', refused: 'invalid-commit', why: 'another suite is a replacement channel' },
  {
    what: 'Update proposals',
    refused: 'invalid-commit',
    why: 'by value they are forbidden; every commit has a path instead',
  },
  { what: 'commits without a path', refused: 'invalid-commit', why: 'every commit heals its author' },
  {
    what: 'x509 credentials, other identities',
    refused: 'credential-invalid',
    why: 'a leaf is one device of one account',
  },
  { what: 'authenticated data outside the ciphertext', refused: 'malformed', why: 'it would tell senders apart' },
  {
    what: 'group context extensions other than the policy',
    refused: 'invalid-commit',
    why: 'all clients agree on all rules',
  },
] as const

async function refuseForeign(v: Scenario): Promise<void> {
  // A key package of somebody else's profile is refused already, so no foreign group can be joined by mistake.
  const facts = await tsMls.readKeyPackage(bytes(v.key_package).subarray(4), now)
  expect('refused' in facts && facts.refused).toMatch(/malformed|credential-invalid/)
}
describe('the profile', () => {
  eachVector('passive-client-welcome', refuseForeign)
  test('what is left out is written down once', () => {
    expect(new Set(leftOut.map(({ what }) => what)).size).toBe(leftOut.length)
  })
})
