/** Becoming somebody: an invitation and a name make keys, the first entry of a chain, and a place on the server. */
import { isHandle, readInvitation, sameBytes } from '@ebb/protocol'
import { createDevice } from '@ebb/seal'
import { lineEvent } from '../line/line-table.ts'
import type { Profile } from '../records/profile.ts'
import type { Turn } from '../turn.ts'
import { firstEntry } from './first-entry.ts'

export async function join(turn: Turn, command: number, link: string, name: string): Promise<void> {
  const handle = name.replace(/^@/, '')
  const read = readInvitation(link)
  if (read === undefined) return turn.answer(command, { ok: false, why: 'bad-link' })
  if (!isHandle(handle)) return turn.answer(command, { ok: false, why: 'bad-name' })
  if (read.invitation.ends <= turn.wall) return turn.answer(command, { ok: false, why: 'invitation-expired' })
  const old = turn.state.profile
  if (old !== undefined && old.secret === null) return turn.answer(command, { ok: false, why: 'already-joined' })
  // The same invitation and name again: an earlier try may have reached the server, so its keys are used again.
  const sameServer = old !== undefined && old.origin === read.origin && sameBytes(old.server, read.invitation.server)
  const again = sameServer && old.handle === handle && sameBytes(old.secret!, read.invitation.secret)
  if (!again) turn.change({ profile: newProfile(turn, handle, read) })
  turn.change({ joining: command })
  await lineEvent(turn, { on: 'wanted' })
}

function newProfile(turn: Turn, handle: string, read: NonNullable<ReturnType<typeof readInvitation>>): Profile {
  const { random } = turn.at
  const device = createDevice(random)
  const recoveryPrivate = random(32)
  const keys = {
    origin: read.origin,
    handle,
    device: device.key,
    devicePrivate: device.private,
    inbox: device.inbox,
    inboxPrivate: device.inboxPrivate,
    recoveryPrivate,
  }
  return {
    version: 2,
    ...keys,
    ...firstEntry(keys, turn.wall),
    server: read.invitation.server,
    secret: read.invitation.secret,
    ceiling: read.invitation.ceiling,
    receipts: false,
    typing: false,
  }
}
