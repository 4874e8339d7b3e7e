/** What apps call of attachments, put together from a device of a bench. */
import { hangingOf, type Hanging } from '../src/attachments/hanging.ts'
import type { Answer, Command } from '../src/events.ts'
import { random, type Bench } from './bench.ts'

/** `after`: what happens behind each command, before its answer is known. */
export function hangingFrom(bench: Bench, after: (command: Command) => Promise<void> = async () => undefined): Hanging {
  let last: Promise<unknown> = Promise.resolve()
  /** One at a time, as an engine takes them. */
  function command(asked: Command): Promise<Answer> {
    const mine = last.then(async () => {
      const answer = await bench.command(asked)
      await after(asked)
      return answer!
    })
    last = mine.catch(() => undefined)
    return mine
  }
  return hangingOf({
    shelf: bench.shelf,
    random,
    clock: { now: () => bench.now, everySecond: () => () => undefined },
    reader: bench.at().reader,
    state: () => bench.state,
    command,
  })
}
