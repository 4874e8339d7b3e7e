/** Asking the server, and finding for each answer what it was asked for. */
import { encodeAsk } from '@ebb/protocol'
import type { Purpose, Question } from '../state.ts'
import type { Turn } from '../turn.ts'

export function ask(turn: Turn, question: Question, purpose: Purpose): void {
  const req = turn.state.nextRequest
  turn.change({ nextRequest: req + 1 })
  turn.set('requests', req, purpose)
  turn.effects.push({ kind: 'send', bytes: encodeAsk({ ...question, req }) })
}

/** The purpose of an answered request, which is then done with; undefined for one that was never asked. */
export function answered(turn: Turn, req: number): Purpose | undefined {
  const purpose = turn.state.requests.get(req)
  if (purpose !== undefined) turn.set('requests', req, undefined)
  return purpose
}

/** Whether a request of this purpose is under way. */
export function underWay(turn: Turn, like: (purpose: Purpose) => boolean): boolean {
  for (const purpose of turn.state.requests.values()) if (like(purpose)) return true
  return false
}
