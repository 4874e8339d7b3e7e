/** Letters on their way: kept with the room until the server has each on disk. */
import { sameBytes, type DeviceKey } from '@ebb/protocol'
import { ask, underWay } from '../line/requests.ts'
import type { Turn } from '../turn.ts'

export function postLetters(turn: Turn, number: number): void {
  if (turn.state.line.at !== 'online') return
  for (const { device, contact, body } of turn.state.rooms.get(number)!.letters) {
    if (underWay(turn, (p) => p.for === 'post-letter' && p.room === number && sameBytes(p.device, device))) continue
    const token = turn.state.contacts.get(contact)?.theirToken ?? null
    ask(turn, { kind: 'post-letter', device, token, body }, { for: 'post-letter', room: number, device })
  }
}

export function letterPosted(turn: Turn, number: number, device: DeviceKey): void {
  const room = turn.state.rooms.get(number)!
  turn.set('rooms', number, { ...room, letters: room.letters.filter((l) => !sameBytes(l.device, device)) })
}
