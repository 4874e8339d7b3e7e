/** Letters on their way: kept with the room until the server has each on disk, and before them the blob that they name. */
import { bucketOf, limits, sameBytes, type DeviceKey } from '@ebb/protocol'
import { sealBlob } from '@ebb/seal'
import { ask, underWay } from '../line/requests.ts'
import type { Turn } from '../turn.ts'

export function postLetters(turn: Turn, number: number): void {
  if (turn.state.line.at !== 'online' || isUploading(turn, number)) return
  for (const { device, contact, body } of turn.state.rooms.get(number)!.letters) {
    if (underWay(turn, (p) => p.for === 'post-letter' && p.room === number && sameBytes(p.device, device))) continue
    const token = turn.state.contacts.get(contact)?.theirToken ?? null
    ask(turn, { kind: 'post-letter', device, token, body }, { for: 'post-letter', room: number, device })
  }
}

/** What comes first has been asked for, or is on its way. */
function isUploading(turn: Turn, room: number): boolean {
  let uploading = false
  for (const [upload, { room: of, id, bucket, body }] of turn.state.uploads) {
    if (of !== room) continue
    uploading = true
    if (underWay(turn, (p) => p.for === 'put-blob' && p.upload === upload)) continue
    ask(turn, { kind: 'put-blob', id, bucket, body }, { for: 'put-blob', upload })
  }
  return uploading
}

/** Puts bytes where whoever is told id and key finds them, as long as letters live. */
export function upload(turn: Turn, room: number, plaintext: Uint8Array): { id: Uint8Array; key: Uint8Array } {
  const { key, sealed: body } = sealBlob(plaintext, turn.at.random)
  const id = turn.at.random(16)
  const number = Math.max(0, ...turn.state.uploads.keys()) + 1
  const bucket = bucketOf(turn.wall + Math.min(limits.letterLife, limits.bucketAhead - 7200), turn.wall)
  turn.set('uploads', number, { version: 1, room, id, bucket, body })
  return { id, key }
}

export function uploaded(turn: Turn, number: number): void {
  const { room } = turn.state.uploads.get(number)!
  turn.set('uploads', number, undefined)
  postLetters(turn, room)
}

export function letterPosted(turn: Turn, number: number, device: DeviceKey): void {
  const room = turn.state.rooms.get(number)!
  // The oldest: another for the same device goes out after it.
  const posted = room.letters.find((letter) => sameBytes(letter.device, device))
  turn.set('rooms', number, { ...room, letters: room.letters.filter((letter) => letter !== posted) })
  postLetters(turn, number)
}
