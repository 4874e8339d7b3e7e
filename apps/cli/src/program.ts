/** The commands of `ebb`. Each loads what it needs, so that a wrong word is answered at once. */
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { parseDuration } from '@ebb/protocol'
import type { Machine } from './machine.ts'
import { Refused } from './refused.ts'
import type { Place } from './session.ts'

const duration = (text: string): number => {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new InvalidArgumentError('Write for example 30s, 5m, 1h, 1d or 4w.')
  return seconds
}
const person = (text: string): string => text.replace(/^@/, '')

interface Options {
  readonly home: string
  readonly json: boolean
}

/** The exit code: 0 done; 1 refused, with one line; 2 wrong usage. Anything else is a bug and is thrown. */
export async function runProgram(args: readonly string[], machine: () => Promise<Machine>): Promise<number> {
  const program = commands(machine)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has printed its own line; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof Refused)) throw error
    if (program.opts<Options>().json)
      process.stdout.write(`${JSON.stringify({ event: 'refused', why: error.why, line: error.message })}\n`)
    else process.stderr.write(`ebb: ${error.message}\n`)
    return 1
  }
}

function commands(machine: () => Promise<Machine>): Command {
  const program = new Command('ebb')
    .description('Messages that are sealed end to end and vanish.')
    .option('--home <dir>', 'where this account lives', defaultHome())
    .option('--json', 'one JSON object a line, for programs', false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ebb: ')) })

  const place = async (): Promise<Place> => ({ ...program.opts<Options>(), machine: await machine() })

  program
    .command('join <link>')
    .description('a new account on this terminal, with an invitation')
    .requiredOption('--name <name>', 'how others find you', person)
    .action(async (link: string, { name }: { name: string }) =>
      (await import('./commands/join.ts')).join(await place(), link, name),
    )

  program
    .command('invite')
    .description('prints an invitation link for one person')
    .action(async () => (await import('./commands/invite.ts')).invite(await place()))

  program
    .command('send <person> <text>')
    .description('done when the server has it on disk')
    .option('--ceiling <time>', 'gone this long after sending', duration)
    .option('--after-read <time>', 'gone this long after reading', duration)
    .action(async (to: string, text: string, clocks: { ceiling?: number; afterRead?: number }) =>
      (await import('./commands/send.ts')).send(await place(), { to: person(to), text, ...clocks }),
    )

  program
    .command('chats')
    .description('fetches, then lists the conversations')
    .action(async () => (await import('./commands/chats.ts')).chats(await place()))

  program
    .command('read <person>')
    .description('fetches, then prints a conversation; starts the clocks of what it prints')
    .action(async (who: string) => (await import('./commands/read.ts')).read(await place(), person(who)))

  program
    .command('watch')
    .description('prints what arrives until interrupted')
    .action(async () => (await import('./commands/watch.ts')).watch(await place()))

  program
    .command('timer <person>')
    .description('how long messages of a conversation live')
    .option('--ceiling <time>', 'gone this long after sending', duration)
    .option('--after-read <time>', 'gone this long after reading', duration)
    .option('--no-after-read', 'reading starts no clock')
    .action(async (who: string, clocks: { ceiling?: number; afterRead?: number | boolean }) =>
      (await import('./commands/timer.ts')).timer(await place(), person(who), clocks),
    )

  program
    .command('verify <person>')
    .description('the safety number and its QR, to compare by another way')
    .option('--mark', 'you have compared it and it is the same', false)
    .action(async (who: string, { mark }: { mark: boolean }) =>
      (await import('./commands/verify.ts')).verify(await place(), person(who), mark),
    )

  program
    .command('run')
    .description('JSON lines on stdin and stdout, for bots')
    .action(async () => (await import('./commands/run.ts')).run(await place()))

  return program
}

function defaultHome(): string {
  return process.env['EBB_HOME'] ?? `${process.env['HOME'] ?? '.'}/.ebb`
}
