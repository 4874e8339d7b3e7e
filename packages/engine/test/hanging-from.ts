/** What apps call of attachments, put together from a device of a bench. */
import { hangingOf, type Hanging } from '../src/attachments/hanging.ts'
import { random, type Bench } from './bench.ts'

export const hangingFrom = (bench: Bench): Hanging =>
  hangingOf({
    shelf: bench.shelf,
    random,
    clock: { now: () => bench.now, everySecond: () => () => undefined },
    reader: bench.at().reader,
    state: () => bench.state,
    command: async (command) => (await bench.command(command))!,
  })
