/**
 * Padding (RFC 9420 §6.3.1). The plaintext inside a PrivateMessage is the content, its signature (2 + 64 bytes), in a
 * commit the confirmation tag, and zeros up to one of protocol's sizes plus 70: the room for the signature and the
 * longest length prefix of the content (4 bytes), so that a content of exactly one of those sizes still fits it.
 * What is sent is longer by a constant for each size: a 16-byte tag and the header.
 */
import { commitSizes, messageSizes } from '@ebb/protocol'

const framing = 4 + 2 + 64

/** All lengths, in bytes, that a plaintext inside a PrivateMessage may have. */
export const paddedLengths: readonly number[] = commitSizes.map((size) => size + framing)

/** The longest content of a message, in bytes. */
export const longestContent: number = messageSizes[messageSizes.length - 1] ?? 0
