/**
 * What stands in the GroupContext and in every leaf besides RFC 9420's own fields: the policy (private type 0xF0B0,
 * §17.3), required_capabilities that make every member understand it (§11.1), and last_resort (0x000A, from
 * draft-ietf-mls-extensions) in key packages that may be used more than once.
 */
import type { Capabilities } from 'ts-mls/capabilities.js'
import type { Extension } from 'ts-mls/extension.js'
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js'
import { sameBytes } from '@ebb/protocol'
import type { Suite } from '../mls.ts'
import { suiteNames } from '../provider/suites.ts'

const policyType = 0xf0b0
const lastResortType = 0x000a

const required: Extension = {
  extensionType: 'required_capabilities',
  extensionData: encodeRequiredCapabilities({
    extensionTypes: [policyType],
    proposalTypes: [],
    credentialTypes: ['basic'],
  }),
}

export const capabilities = (suite: Suite): Capabilities => ({
  versions: ['mls10'],
  ciphersuites: [suiteNames[suite]],
  extensions: [policyType, lastResortType],
  proposals: [],
  credentials: ['basic'],
})

export const groupExtensions = (policy: Uint8Array): Extension[] => [
  required,
  { extensionType: policyType, extensionData: policy },
]

/** The policy of a GroupContext that has exactly our two extensions, in our order; undefined for any other. */
export function policyOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const [first, second, ...more] = extensions
  if (first === undefined || second === undefined || more.length > 0) return undefined
  if (first.extensionType !== 'required_capabilities' || !sameBytes(first.extensionData, required.extensionData))
    return undefined
  return second.extensionType === policyType ? second.extensionData : undefined
}

export const keyPackageExtensions = (lastResort: boolean): Extension[] =>
  lastResort ? [{ extensionType: lastResortType, extensionData: new Uint8Array() }] : []

/** Whether a key package is a last resort; undefined where its extensions are none of ours. */
export function isLastResort(extensions: readonly Extension[]): boolean | undefined {
  if (extensions.length === 0) return false
  const [only, ...more] = extensions
  return more.length === 0 && only?.extensionType === lastResortType && only.extensionData.length === 0
    ? true
    : undefined
}
