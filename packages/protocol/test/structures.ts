/** Every structure on the wire with its random values, its encoder and its decoder, for tests that run over all. */
import type fc from 'fast-check'
import {
  chainEntries,
  claimedPackages,
  decodeAs,
  decodeChainEntry,
  decodeContent,
  decodeFaultReport,
  decodeGroupWelcome,
  decodeKnock,
  decodeKnockAnswer,
  decodeLetter,
  decodePayload,
  decodePolicy,
  decodeRejoin,
  decodeSignedChainEntry,
  decodeWelcome,
  encodeAs,
  encodeChainEntry,
  encodeContent,
  encodeFaultReport,
  encodeGroupWelcome,
  encodeKnock,
  encodeKnockAnswer,
  encodeLetter,
  encodePayload,
  encodePolicy,
  encodeRejoin,
  encodeSignedChainEntry,
  encodeWelcome,
  publication,
  sealedReports,
} from '../src/index.ts'
import * as arbitrary from './arbitraries.ts'

/** `decode` undefined: refused. */
export interface Structure {
  readonly name: string
  readonly values: fc.Arbitrary<unknown>
  readonly encode: (value: unknown) => Uint8Array
  readonly decode: (bytes: Uint8Array) => { readonly value: unknown } | string
}

interface Codec<T> {
  readonly values: fc.Arbitrary<T>
  readonly encode: (value: T) => Uint8Array
  readonly decode: (bytes: Uint8Array) => { readonly value: unknown } | string
}
const structure = <T>(name: string, codec: Codec<T>): Structure => ({
  name,
  values: codec.values,
  encode: (value) => codec.encode(value as T),
  decode: codec.decode,
})

export const structures: readonly Structure[] = [
  structure('chain entry', {
    values: arbitrary.chainEntries,
    encode: encodeChainEntry,
    decode: decodeChainEntry,
  }),
  structure('signed chain entry', {
    values: arbitrary.signedChainEntries,
    encode: encodeSignedChainEntry,
    decode: decodeSignedChainEntry,
  }),
  structure('chain', {
    values: arbitrary.signedChainEntries.map((signed) => [encodeSignedChainEntry(signed)]),
    encode: (value) => encodeAs(chainEntries, value),
    decode: (bytes) => decodeAs(chainEntries, bytes),
  }),
  structure('publication', {
    values: arbitrary.publications,
    encode: (value) => encodeAs(publication, value),
    decode: (bytes) => decodeAs(publication, bytes),
  }),
  structure('claimed packages', {
    values: arbitrary.claims,
    encode: (value) => encodeAs(claimedPackages, value),
    decode: (bytes) => decodeAs(claimedPackages, bytes),
  }),
  structure('content', { values: arbitrary.contents, encode: encodeContent, decode: decodeContent }),
  structure('payload', { values: arbitrary.payloads, encode: encodePayload, decode: withVersion(decodePayload) }),
  structure('policy', { values: arbitrary.policies, encode: encodePolicy, decode: decodePolicy }),
  structure('group policy', { values: arbitrary.groupPolicies, encode: encodePolicy, decode: decodePolicy }),
  structure('letter', { values: arbitrary.letters, encode: encodeLetter, decode: decodeLetter }),
  structure('welcome', { values: arbitrary.welcomes, encode: encodeWelcome, decode: decodeWelcome }),
  structure('rejoin', {
    values: arbitrary.rejoins,
    encode: ({ seq }: { readonly seq: number }) => encodeRejoin(seq),
    decode: decodeRejoin,
  }),
  structure('fault report', {
    values: arbitrary.faultReports,
    encode: encodeFaultReport,
    decode: decodeFaultReport,
  }),
  structure('sealed reports', {
    values: arbitrary.sealedReports,
    encode: (value) => encodeAs(sealedReports, value),
    decode: (bytes) => decodeAs(sealedReports, bytes),
  }),
  structure('knock', { values: arbitrary.knocks, encode: encodeKnock, decode: decodeKnock }),
  structure('knock answer', {
    values: arbitrary.knockAnswers,
    encode: encodeKnockAnswer,
    decode: decodeKnockAnswer,
  }),
  structure('group welcome', {
    values: arbitrary.groupWelcomes,
    encode: encodeGroupWelcome,
    decode: decodeGroupWelcome,
  }),
]

/** A payload's version is not part of its value. */
function withVersion(decode: typeof decodePayload) {
  return (bytes: Uint8Array): { readonly value: unknown } | string => {
    const read = decode(bytes)
    if (typeof read === 'string') return read
    const { version: _, ...value } = read.value
    return { value }
  }
}
