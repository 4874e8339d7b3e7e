import { describe, expect, test } from 'vitest'
import {
  accountId,
  channelId,
  chainStatuses,
  chainProof,
  commitProof,
  commitSizes,
  connectionProof,
  createProof,
  decodeCanonical,
  deviceKey,
  emptyRunningHash,
  entryId,
  entryIdOf,
  entryKinds,
  epochKey,
  helloProof,
  hex,
  inboxKey,
  laneProof,
  letterProof,
  limits,
  messageSizes,
  nextRunningHash,
  openProof,
  reopenProof,
  resumeProof,
  refusalLines,
  refusalWords,
  reportProof,
  sameBytes,
  signature,
  suites,
} from '../src/index.ts'
import { sha256 } from './chain-author.ts'

describe('numbers on the wire', () => {
  test('places in lists never change their meaning', () => {
    expect(suites).toEqual(['classic', 'hybrid'])
    expect(entryKinds).toEqual(['message', 'commit'])
    expect(chainStatuses).toEqual(['active', 'suspended', 'disputed'])
    expect(refusalWords.slice(0, 26)).toEqual(
      `malformed not-authenticated wrong-signature wrong-origin unknown-account revoked-device suspended handle-taken
      invitation-unknown invitation-used invitation-expired chain-conflict chain-invalid unknown-channel channel-exists
      not-open wrong-epoch stale bad-bucket too-large too-many inbox-full unknown-inbox no-key-package server-full
      closing`.split(/\s+/),
    )
  })

  test('padded sizes rise, and commits have the messages’ too', () => {
    expect(messageSizes).toEqual([256, 1024, 4096, 16_384, 65_536])
    expect(commitSizes.slice(0, 5)).toEqual(messageSizes)
    expect(commitSizes.slice(5)).toEqual([262_144, 1_048_576, 4_194_304])
  })

  test('the largest commit fits one message of a client', () => {
    expect(commitSizes.at(-1)! + limits.sealOverhead + 1024).toBeLessThan(limits.clientFrame)
    const stock = (limits.keyPackagesPerDevice + 1) * (limits.keyPackage + 8)
    expect(stock).toBeLessThan(limits.clientFrame)
  })
})

describe('refusals', () => {
  test.each(refusalWords)('%s says in one line what happened and what to do', (word) => {
    const line = refusalLines[word]
    expect(line).toMatch(/^[A-Z][^\n]*\.$/)
    expect(line.split(/[.;] /).length).toBeGreaterThanOrEqual(2)
    expect(line.length).toBeLessThanOrEqual(120)
  })

  test('there is a line for every word and for no other', () => {
    expect(Object.keys(refusalLines)).toEqual([...refusalWords])
  })
})

describe('what is signed', () => {
  const channel = channelId(new Uint8Array(16))
  const bytes = new Uint8Array(32)
  const origin = 'https://ebb.example'
  const report = { channel, n: 0, account: accountId(bytes), commit: entryId(new Uint8Array(16)), fault: 0 }
  const proofs = {
    hello: helloProof(origin, bytes, { nonce: bytes, now: 1, ceiling: 1 }),
    connection: connectionProof(origin, bytes, accountId(bytes)),
    create: createProof(origin, channel, epochKey(bytes)),
    open: openProof(origin, bytes, channel, 0),
    lane: laneProof(origin, bytes, channel, 0),
    report: reportProof(origin, report),
    resume: resumeProof(origin, bytes, { account: accountId(bytes), device: deviceKey(bytes), ends: 1 }),
    reopen: reopenProof(origin, bytes, { channel, n: 0, ends: 1 }),
    commit: commitProof(origin, { channel, n: 0, id: entryIdOf(bytes, sha256), next: epochKey(bytes) }),
    letter: letterProof({ inbox: inboxKey(bytes), channel, n: 0, content: bytes }),
    chain: chainProof(bytes),
  }

  test('begins with a label of its own', () => {
    const labels = Object.values(proofs).map((proof) => {
      const read = decodeCanonical(proof)
      return typeof read === 'string' ? read : (read.value as readonly unknown[])[0]
    })
    expect(new Set(labels).size).toBe(labels.length)
    for (const label of labels) expect(label).toMatch(/^ebb [a-z ]+ v1$/)
  })

  test('is bound to the server, the connection, the channel and the epoch', () => {
    const other = channelId(new Uint8Array(16).fill(1))
    const nonce = new Uint8Array(32).fill(1)
    const variants = [openProof, laneProof].flatMap((proof) => [
      proof('https://other.example', bytes, channel, 0),
      proof(origin, nonce, channel, 0),
      proof(origin, bytes, other, 0),
      proof(origin, bytes, channel, 1),
      proof(origin, bytes, channel, 0),
    ])
    const reopening = { channel, n: 0, ends: 1 }
    const resuming = { account: accountId(bytes), device: deviceKey(bytes), ends: 1 }
    variants.push(
      ...[{ channel: other }, { n: 1 }, { ends: 2 }, {}].map((part) =>
        reopenProof(origin, bytes, { ...reopening, ...part }),
      ),
      reopenProof('https://other.example', bytes, reopening),
      reopenProof(origin, nonce, reopening),
      ...[{ account: accountId(nonce) }, { device: deviceKey(nonce) }, { ends: 2 }, {}].map((part) =>
        resumeProof(origin, bytes, { ...resuming, ...part }),
      ),
      resumeProof('https://other.example', bytes, resuming),
      resumeProof(origin, nonce, resuming),
    )
    expect(new Set(variants.map(hex)).size).toBe(variants.length)
  })

  test('by who reports a commit is bound to the server, channel, epoch, account, commit and fault', () => {
    const variants = [
      reportProof('https://other.example', report),
      ...[
        { channel: channelId(new Uint8Array(16).fill(1)) },
        { n: 1 },
        { account: accountId(new Uint8Array(32).fill(1)) },
        { commit: entryId(new Uint8Array(16).fill(1)) },
        { fault: 1 },
        {},
      ].map((part) => reportProof(origin, { ...report, ...part })),
    ]
    expect(new Set(variants.map(hex)).size).toBe(variants.length)
  })
})

describe('ids', () => {
  test('of another length throw', () => {
    expect(() => channelId(new Uint8Array(15))).toThrow(RangeError)
    expect(() => accountId(new Uint8Array(33))).toThrow(RangeError)
    expect(() => signature(new Uint8Array(63))).toThrow(RangeError)
  })

  test('of entries are the first 16 bytes of SHA-256', () => {
    expect(hex(entryIdOf(new Uint8Array(), sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb924')
  })

  test('the running hash chains the ids', () => {
    const id = entryIdOf(new Uint8Array(), sha256)
    const first = nextRunningHash(emptyRunningHash, id, sha256)
    expect(first).toEqual(sha256(Uint8Array.of(...new Uint8Array(32), ...id)))
    expect(nextRunningHash(first, id, sha256)).not.toEqual(first)
  })

  test('bytes are equal only when length and content are', () => {
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false)
  })
})
