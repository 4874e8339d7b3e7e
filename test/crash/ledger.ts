/** What one side was told through all of its lives, and whether it was true. */
import type { BotLine, BotMessage } from '../stage/bot.ts'

export class Ledger {
  /** By message number: what the client said that it keeps. */
  readonly answered = new Map<number, string>()
  /** Numbers that were told to lie on the server's disk. */
  readonly sent = new Set<number>()
  /** Texts of others, in the order in which they were printed. */
  readonly printed: string[] = []
  readonly problems: string[] = []

  heard(line: BotLine): void {
    if (line.event === 'sent') this.sent.add(line.number!)
    if (line.event === 'message' && line.mine === false) this.printed.push(line.text ?? '')
    if (line.event === 'warning') this.problems.push(JSON.stringify(line))
  }
}

/** `own` is what the sender shows of the conversation, `theirs` what the receiver shows. */
export function findings(sender: Ledger, own: readonly BotMessage[], theirs: readonly BotMessage[]): string[] {
  const problems: string[] = []
  const received = theirs.filter((m) => !m.mine).map((m) => m.text ?? '')
  const sentByOwn = own.filter((m) => m.mine)
  const times = new Map<string, number>()
  for (const text of received) times.set(text, (times.get(text) ?? 0) + 1)
  for (const text of sender.answered.values()) if (!times.has(text)) problems.push(`lost: ${text}`)
  for (const [text, count] of times) if (count > 1) problems.push(`${count} times: ${text}`)
  const places = received.map((text) => Number(text.split(' ')[1]))
  for (const [i, place] of places.entries())
    if (i > 0 && place < places[i - 1]!) problems.push(`${received[i]} came after ${received[i - 1]}`)
  for (const { text, state } of sentByOwn) if (state !== 'sent') problems.push(`still ${state}: ${text}`)
  // A message that was kept but not answered for is no promise; one that both show must be the same on both sides.
  const mine = new Set(sentByOwn.map((m) => m.text))
  for (const text of received) if (!mine.has(text)) problems.push(`nobody sent: ${text}`)
  for (const number of sender.sent)
    if (!sentByOwn.some((m) => m.number === number)) problems.push(`told to be sent, and gone: ${number}`)
  for (const text of sender.printed)
    if (sender.printed.indexOf(text) !== sender.printed.lastIndexOf(text)) problems.push(`printed twice: ${text}`)
  return problems
}
