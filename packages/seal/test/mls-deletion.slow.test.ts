/**
 * What a thief of a later state can do: he has all pages and all of the channel's ciphertext, cuts every window out of
 * the pages and tries it as any kind of secret. Before a message is consumed that opens it, which shows that the thief
 * is able; afterwards it must not (RFC 9420 §9.2).
 */
import { expect, test } from 'vitest'
import { decodeMlsMessage } from 'ts-mls/message.js'
import { decryptSenderData, encodePrivateContentAAD, type PrivateMessage } from 'ts-mls/privateMessage.js'
import { deriveKey, derivePrivateMessageNonce, createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js'
import { deriveTreeSecret } from 'ts-mls/crypto/kdf.js'
import { insideOf } from '../src/mls/group.ts'
import { tsMls as mls } from '../src/mls/ts-mls.ts'
import { suites } from '../src/provider/suites.ts'
import type { Group } from '../src/mls.ts'
import { opened, party } from './people.ts'

const cs = suites.classic
const farthest = 6

/** All windows of a length in all pages but the public one. */
function windows(group: Group, length: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const { page, bytes } of mls.changedPages(undefined, group)) {
    if (page === 0 || bytes === undefined) continue
    for (let at = 0; at + length <= bytes.length; at++) found.push(bytes.subarray(at, at + length))
  }
  return found
}

/** Whether anything in the pages opens the message, whose sender data the thief reads with the epoch's secret. */
async function thiefOpens(group: Group, bytes: Uint8Array): Promise<boolean> {
  const message = decodeMlsMessage(bytes, 0)?.[0]
  if (message?.wireformat !== 'mls_private_message') throw new Error('not a PrivateMessage')
  const { privateMessage } = message
  const senderData = await decryptSenderData(privateMessage, insideOf(group).state.keySchedule.senderDataSecret, cs)
  if (senderData === undefined) throw new Error('another epoch')
  const opens = (key: Uint8Array, nonce: Uint8Array) => decrypts(privateMessage, key, nonce)
  for (const secret of windows(group, 32)) {
    // As a ratchet secret of this or any earlier generation,
    let ratchet = secret
    for (let from = senderData.generation; from >= 0; from--) {
      ratchet = secret
      for (let g = from; g < senderData.generation; g++)
        ratchet = await deriveTreeSecret(ratchet, 'secret', g, 32, cs.kdf)
      const nonce = await derivePrivateMessageNonce(ratchet, senderData.generation, senderData.reuseGuard, cs)
      if (await opens(await deriveKey(ratchet, senderData.generation, cs), nonce)) return true
    }
    // as a node's secret: the leaf's, or the root's of a tree of two or four leaves,
    for (const width of [1, 2, 4]) {
      const tree = await createSecretTree(width, secret, cs.kdf)
      const leafIndex = Math.min(senderData.leafIndex, width - 1)
      const used = await ratchetToGeneration(tree, { ...senderData, leafIndex }, 'application', retention, cs)
      if (await opens(used.key, used.nonce)) return true
    }
  }
  // and as a key that was kept, with its nonce behind it (each with one byte of length).
  for (const kept of windows(group, 16 + 1 + 12)) {
    const nonce = kept.slice(17)
    for (let i = 0; i < 4; i++) nonce[i] = (nonce[i] ?? 0) ^ (senderData.reuseGuard[i] ?? 0)
    if (await opens(kept.subarray(0, 16), nonce)) return true
  }
  return false
}

const retention = { retainKeysForGenerations: 0, retainKeysForEpochs: 0, maximumForwardRatchetSteps: farthest }

async function decrypts(message: PrivateMessage, key: Uint8Array, nonce: Uint8Array): Promise<boolean> {
  return cs.hpke.decryptAead(key, nonce, encodePrivateContentAAD(message), message.ciphertext).then(
    () => true,
    () => false,
  )
}

async function conversation(): Promise<{ bob: Group; sent: Uint8Array[]; alices: Group[] }> {
  const {
    groups: [first, bob],
  } = await party(mls, 'classic', 2)
  if (first === undefined || bob === undefined) throw new Error('nobody is there')
  const alices = [first]
  const sent: Uint8Array[] = []
  for (let i = 0; i < 4; i++) {
    const next = await mls.encrypt(alices[i] ?? first, Uint8Array.of(i))
    alices.push(next.group)
    sent.push(next.bytes)
  }
  return { bob, sent, alices }
}

const take = async (group: Group, bytes: Uint8Array | undefined): Promise<Group> =>
  (await opened(mls, 'message', group, bytes ?? new Uint8Array())).group

test('a stolen later state of the receiver opens nothing that was read', { timeout: 60_000 }, async () => {
  const { bob, sent } = await conversation()
  const [m0, m1, m2, m3] = sent
  if (m0 === undefined || m1 === undefined || m2 === undefined || m3 === undefined) throw new Error('too few messages')
  expect(await thiefOpens(bob, m0)).toBe(true)
  const afterFirst = await take(bob, m0)
  expect(await thiefOpens(afterFirst, m0)).toBe(false)
  expect(await thiefOpens(afterFirst, m3)).toBe(true)

  // m3 is read before m1 and m2: their keys are kept, and open them only.
  const skipped = await take(afterFirst, m3)
  expect(await Promise.all([m0, m1, m2, m3].map((m) => thiefOpens(skipped, m)))).toEqual([false, true, true, false])
  const oneLeft = await take(skipped, m1)
  expect(await Promise.all([m0, m1, m2, m3].map((m) => thiefOpens(oneLeft, m)))).toEqual([false, false, true, false])
  const noneLeft = await take(oneLeft, m2)
  expect(await Promise.all([m0, m1, m2, m3].map((m) => thiefOpens(noneLeft, m)))).toEqual([false, false, false, false])
})

test('a stolen later state of the sender opens nothing that was sent', { timeout: 60_000 }, async () => {
  const { sent, alices } = await conversation()
  const [before, ...after] = alices
  for (const [i, message] of sent.entries()) {
    if (before === undefined || after[i] === undefined) throw new Error('too few states')
    expect(await thiefOpens(before, message)).toBe(true)
    expect(await thiefOpens(after[i], message)).toBe(false)
  }
})

test('after a commit nothing of the epoch before is left', { timeout: 60_000 }, async () => {
  const { bob, sent, alices } = await conversation()
  const last = alices.at(-1)
  if (last === undefined) throw new Error('nobody is there')
  const staged = await mls.stage(last, {}, 1_790_000_000)
  const after = (await opened(mls, 'commit', bob, staged.commit)).group
  if (after === undefined) throw new Error('removed')
  const old = windows(bob, 32).map((w) => Buffer.from(w).toString('hex'))
  const secretsOf = (group: Group) => {
    const { keySchedule, privatePath } = insideOf(group).state
    const { initSecret, senderDataSecret, exporterSecret, epochAuthenticator } = keySchedule
    return [initSecret, senderDataSecret, exporterSecret, epochAuthenticator, privatePath.privateKeys[1]].filter(
      (s) => s !== undefined,
    )
  }
  // The control: the windows do contain what the old epoch had.
  for (const secret of secretsOf(bob)) expect(old).toContain(Buffer.from(secret).toString('hex'))
  const left = new Set(windows(after, 32).map((w) => Buffer.from(w).toString('hex')))
  for (const secret of secretsOf(bob)) expect(left).not.toContain(Buffer.from(secret).toString('hex'))
  for (const message of sent)
    expect(await mls.open(after, message, () => true, 1_790_000_000)).toMatchObject({ why: 'wrong-epoch' })
})
