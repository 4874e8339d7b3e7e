/** Reports of a commit that could not be followed: signed for one lane, sealed for who was in it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountId, channelId, encodeFaultReport, entryId, faults, reportProof, signature } from '@ebb/protocol'
import {
  createDevice,
  openAtRest,
  packReport,
  readReport,
  reportSize,
  sealAtRest,
  sign,
  type Lane,
} from '../src/index.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const lane: Lane = { origin: 'https://ebb.example', channel: channelId(random(16)), n: 7, key: random(32) }
const device = createDevice(random)
const by = { account: accountId(random(32)), device: device.key, devicePrivate: device.private }
const commit = entryId(random(16))

test('a report says who cannot follow which commit, and all of them have one size', () => {
  for (const fault of faults) {
    const sealed = packReport(lane, { ...by, commit, fault })
    expect(sealed).toHaveLength(reportSize)
    expect(readReport(lane, sealed)).toMatchObject({ account: by.account, device: by.device, commit, fault })
  }
})

test('the same report is the same bytes, and another one other bytes under another nonce', () => {
  const sealed = packReport(lane, { ...by, commit, fault: 'unreadable' })
  expect(packReport(lane, { ...by, commit, fault: 'unreadable' })).toEqual(sealed)
  const other = packReport(lane, { ...by, commit, fault: 'not-allowed' })
  expect(other.subarray(0, 24)).not.toEqual(sealed.subarray(0, 24))
  expect(packReport({ ...lane, key: random(32) }, { ...by, commit, fault: 'unreadable' }).subarray(0, 24)).not.toEqual(
    sealed.subarray(0, 24),
  )
})

test.each<[string, Partial<Lane>]>([
  ['another server', { origin: 'https://other.example' }],
  ['another channel', { channel: channelId(random(16)) }],
  ['another epoch', { n: 8 }],
])('a report for %s is none here, even sealed with this lane’s key', (_, part) => {
  const sealed = packReport({ ...lane, ...part }, { ...by, commit, fault: 'unreadable' })
  expect(readReport({ ...lane, ...part }, sealed)).toBeDefined()
  expect(readReport(lane, sealed)).toBeUndefined()
})

test('whoever has not the lane’s key reads and makes none', () => {
  const sealed = packReport(lane, { ...by, commit, fault: 'unreadable' })
  expect(readReport({ ...lane, key: random(32) }, sealed)).toBeUndefined()
})

test('a report that was changed in any place, or is of another size, is none', () => {
  const sealed = packReport(lane, { ...by, commit, fault: 'unreadable' })
  fc.assert(
    fc.property(fc.nat({ max: reportSize - 1 }), fc.integer({ min: 1, max: 255 }), (at, xor) => {
      expect(readReport(lane, sealed.with(at, sealed[at]! ^ xor))).toBeUndefined()
    }),
  )
  for (const length of [0, 39, reportSize - 1]) expect(readReport(lane, sealed.subarray(0, length))).toBeUndefined()
  expect(readReport(lane, Uint8Array.of(...sealed, 0))).toBeUndefined()
})

const aad = new TextEncoder().encode('ebb fault lane v1')
const made = (padded: Uint8Array): Uint8Array => sealAtRest(lane.key, padded, aad, random)

test('a member who knows the key forges nobody’s signature, and pads as everybody does', () => {
  const fields = { version: 1, account: by.account, device: by.device, commit, fault: 'unreadable' } as const
  const proof = reportProof(lane.origin, { channel: lane.channel, n: lane.n, account: by.account, commit, fault: 0 })
  const pack = (report: Uint8Array, changed: (padded: Uint8Array) => void = () => {}): Uint8Array => {
    const padded = new Uint8Array(reportSize - 40)
    new DataView(padded.buffer).setUint16(0, report.length)
    padded.set(report, 2)
    changed(padded)
    return made(padded)
  }
  const honest = encodeFaultReport({ ...fields, signature: sign(device.private, proof) })
  expect(readReport(lane, pack(honest))).toBeDefined()
  const mallory = createDevice(random)
  expect(
    readReport(lane, pack(encodeFaultReport({ ...fields, signature: sign(mallory.private, proof) }))),
  ).toBeUndefined()
  expect(readReport(lane, pack(encodeFaultReport({ ...fields, signature: signature(random(64)) })))).toBeUndefined()
  const other = { ...fields, account: accountId(random(32)), signature: sign(device.private, proof) }
  expect(readReport(lane, pack(encodeFaultReport(other)))).toBeUndefined()
  expect(
    readReport(
      lane,
      pack(honest, (padded) => padded.fill(1, -1)),
    ),
  ).toBeUndefined()
  expect(
    readReport(
      lane,
      pack(honest, (padded) => new DataView(padded.buffer).setUint16(0, 65_535)),
    ),
  ).toBeUndefined()
  expect(readReport(lane, pack(honest.subarray(0, -1)))).toBeUndefined()
  expect(readReport(lane, pack(new Uint8Array()))).toBeUndefined()
  expect(openAtRest(lane.key, pack(honest), aad)).toBeDefined()
})
