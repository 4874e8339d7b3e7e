/** The key of a channel's epoch. */
import { createHash } from 'node:crypto'
import { channelId } from '@ebb/protocol'
import { publicKeyOf, tsMls, createDevice } from '@ebb/seal'
import { accountId } from '@ebb/protocol'
import { expect, test } from 'vitest'
import { deriveEpochPair } from '../src/rooms/epoch-pair.ts'
import { random, start } from './bench.ts'

test('it comes from the exporter, with the channel as context, and is another in the next epoch', async () => {
  const { key, private: devicePrivate } = createDevice(random)
  const account = accountId(new Uint8Array(createHash('sha256').update(key).digest()))
  const channel = channelId(random(16))
  const group = await tsMls.create(
    { account, device: key, devicePrivate },
    { channel, suite: 'classic', policy: new Uint8Array(), now: start },
  )
  const pair = await deriveEpochPair(tsMls, group)
  expect(pair.n).toBe(0)
  expect(pair.private).toEqual(await tsMls.export(group, 'ebb channel v1', channel, 32))
  expect([...pair.public]).toEqual([...publicKeyOf(pair.private)])
  const { next } = await tsMls.stage(group, {}, start)
  const after = await deriveEpochPair(tsMls, next)
  expect(after.n).toBe(1)
  expect(after.public).not.toEqual(pair.public)
})
