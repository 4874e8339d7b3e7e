/**
 * What takes the place of src/mls/extensions.ts where seal meets others: groups without a policy, which ask of their
 * members exactly what core-crypto's groups ask, to know basic and X.509 credentials.
 */
import type { Capabilities } from 'ts-mls/capabilities.js'
import type { Extension } from 'ts-mls/extension.js'
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js'
import { sameBytes } from '@ebb/protocol'
import type { Suite } from '../../src/mls.ts'
import { suiteNames } from '../../src/provider/suites.ts'

const credentials = ['basic' as const, 'x509' as const]

const required: Extension = {
  extensionType: 'required_capabilities',
  extensionData: encodeRequiredCapabilities({ extensionTypes: [], proposalTypes: [], credentialTypes: credentials }),
}

export const capabilities = (suite: Suite): Capabilities => ({
  versions: ['mls10'],
  ciphersuites: [suiteNames[suite]],
  extensions: [],
  proposals: [],
  credentials,
})

export const groupExtensions = (): Extension[] => [required]

export const policyOf = ([first, ...more]: readonly Extension[]): Uint8Array | undefined =>
  more.length === 0 &&
  first?.extensionType === 'required_capabilities' &&
  sameBytes(first.extensionData, required.extensionData)
    ? new Uint8Array()
    : undefined

export const keyPackageExtensions = (): Extension[] => []

export const isLastResort = (extensions: readonly Extension[]): boolean | undefined =>
  extensions.length === 0 ? false : undefined
