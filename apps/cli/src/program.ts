/** The commands of `ebb`. Each loads what it needs, so that a wrong word is answered at once. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
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
    .command('send <person> [text]')
    .description('done when the server has it on disk')
    .option('--file <path>', 'goes with it, as it is')
    .option('--once', 'it can be looked at once', false)
    .option('--ceiling <time>', 'gone this long after sending', duration)
    .option('--after-read <time>', 'gone this long after reading', duration)
    .action(
      async (
        to: string,
        text: string | undefined,
        how: { file?: string; once: boolean; ceiling?: number; afterRead?: number },
      ) => {
        if (text === undefined && how.file === undefined)
          program.error('error: send what? Give a text, or --file PATH.')
        return (await import('./commands/send.ts')).send(await place(), { to: person(to), text: text ?? '', ...how })
      },
    )

  program
    .command('save <person> <number> <path>')
    .description('what hangs on a message, into a file; its number is in what `ebb read` prints')
    .action(async (who: string, number: string, path: string) =>
      (await import('./commands/save.ts')).save(await place(), person(who), Number(number), path),
    )

  program
    .command('forward <person> <number> <to>')
    .description('sends on what a message says, to somebody else; it ends no later than the first one')
    .action(async (from: string, number: string, to: string) =>
      (await import('./commands/send.ts')).forward(await place(), {
        from: person(from),
        message: Number(number),
        to: person(to),
      }),
    )

  program
    .command('poll <person> <question> <answers...>')
    .description('asks everybody in a conversation')
    .option('--multiple', 'one may choose several answers', false)
    .action(async (to: string, question: string, options: string[], { multiple }: { multiple: boolean }) =>
      (await import('./commands/send.ts')).poll(await place(), { to: person(to), question, options, multiple }),
    )

  program
    .command('vote <person> <number> [answers...]')
    .description('answers a poll by the numbers of its answers; without any, takes it back')
    .action(async (to: string, number: string, answers: string[]) =>
      (await import('./commands/send.ts')).vote(await place(), {
        to: person(to),
        message: Number(number),
        options: answers.map((answer) => Number(answer) - 1),
      }),
    )

  program
    .command('pin <person> <number>')
    .description('lets a message stand above its conversation, for everybody in it, as long as it lives')
    .option('--no', 'no more')
    .action(async (to: string, number: string, { no }: { no?: boolean }) =>
      (await import('./commands/send.ts')).pin(await place(), {
        to: person(to),
        message: Number(number),
        on: no !== true,
      }),
    )

  program
    .command('reveal <person> <number>')
    .description('opens a text that can be looked at once; it is gone afterwards')
    .action(async (who: string, number: string) =>
      (await import('./commands/read.ts')).reveal(await place(), person(who), Number(number)),
    )

  const tellings = {
    receipts: 'whether you tell others what has reached you and what you have read, and are told; off at first',
    typing: 'whether you tell others that you are writing, and are told; off at first',
  } as const
  for (const what of ['receipts', 'typing'] as const)
    program
      .command(`${what} [on|off]`)
      .description(tellings[what])
      .action(async (word: string | undefined) => {
        if (word !== undefined && word !== 'on' && word !== 'off') program.error('error: say on or off.')
        const on = word === undefined ? undefined : word === 'on'
        await (await import('./commands/receipts.ts')).telling(await place(), what, on)
      })

  program
    .command('info <group> <number>')
    .description('who has a message of yours in a group, and who has read it, where receipts are on')
    .action(async (name: string, number: string) =>
      (await import('./commands/receipts.ts')).info(await place(), person(name), Number(number)),
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
    .command('introduce <person> <other>')
    .description('tells two people with whom you talk of each other')
    .action(async (who: string, other: string) =>
      (await import('./commands/introduce.ts')).introduce(await place(), person(who), person(other)),
    )

  program
    .command('introductions')
    .description('who was introduced to you')
    .action(async () => (await import('./commands/introduce.ts')).introductions(await place()))

  program
    .command('meet <person>')
    .description('somebody who was introduced to you')
    .option('--no', 'you would rather not; nobody is told')
    .action(async (who: string, { no }: { no?: boolean }) =>
      (await import('./commands/introduce.ts')).meet(await place(), person(who), no !== true),
    )

  addGroupCommands(program, place)

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

function addGroupCommands(program: Command, place: () => Promise<Place>): void {
  const load = () => import('./commands/group.ts')
  const group = program.command('group').description("conversations of more than two: '#NAME', or '#3' by number")

  group
    .command('create <name> [people...]')
    .description('begins one with these people')
    .option('--ceiling <time>', 'messages go this long after sending', duration)
    .option('--after-read <time>', 'and this long after reading', duration)
    .option('--announcements', 'only administrators write', false)
    .action(async (name: string, people: string[], options: { ceiling?: number; afterRead?: number }) =>
      (await load()).create(await place(), name, people, options),
    )
  group
    .command('show <group>')
    .description('who is in it')
    .action(async (name: string) => (await load()).show(await place(), name))
  group
    .command('add <group> <people...>')
    .description('they see nothing from before')
    .action(async (name: string, people: string[]) => (await load()).add(await place(), name, people))
  group
    .command('remove <group> <person>')
    .description('they read nothing from then on')
    .action(async (name: string, who: string) => (await load()).remove(await place(), name, who))
  group
    .command('admin <group> <person>')
    .description('makes somebody an administrator')
    .option('--no', 'takes it back')
    .action(async (name: string, who: string, { no }: { no?: boolean }) =>
      (await load()).appoint(await place(), name, who, no !== true),
    )
  group
    .command('rename <group> <name>')
    .description('gives it another name')
    .action(async (name: string, other: string) => (await load()).rename(await place(), name, other))
  group
    .command('picture <group> [file]')
    .description('gives it a picture: JPEG or WebP of at most 4096 bytes, as it is')
    .option('--none', 'takes it away', false)
    .action(async (name: string, file: string | undefined, { none }: { none: boolean }, command: Command) => {
      if ((file === undefined) !== none) command.error('name a file, or say --none', { exitCode: 2 })
      await (await load()).picture(await place(), name, file)
    })
  group
    .command('rules <group>')
    .description('what members may do')
    .option('--announcements', 'only administrators write')
    .option('--no-announcements', 'everybody writes')
    .addOption(new Option('--shorten <who>', 'who may make the clocks shorter').choices(['admins', 'members']))
    .action(async (name: string, how: { announcements?: boolean; shorten?: 'admins' | 'members' }) =>
      (await load()).shape(await place(), name, how),
    )
  group
    .command('leave <group>')
    .description('you read nothing from then on; what was said goes when its time has come')
    .action(async (name: string) => (await load()).leave(await place(), name))
  addEntranceCommands(group, place)
}

function addEntranceCommands(group: Command, place: () => Promise<Place>): void {
  const load = () => import('./commands/entrance.ts')
  group
    .command('link <group>')
    .description('prints a link by which people ask to join; an administrator decides')
    .option('--for <time>', 'it leads in for this long; 1w where nothing is said', duration)
    .option('--most <count>', 'lets in so many and no more', Number)
    .option('--open', 'lets in whoever asks', false)
    .action(async (name: string, how: { for?: number; most?: number; open: boolean }) =>
      (await load()).link(await place(), name, how),
    )
  group
    .command('links <group>')
    .description('which links lead into it, and who asks to join')
    .action(async (name: string) => (await load()).links(await place(), name))
  group
    .command('unlink <group> <number>')
    .description('this link leads nowhere any more')
    .action(async (name: string, which: string) => (await load()).unlink(await place(), name, which))
  for (const [word, admit, says] of [
    ['admit', true, 'lets in somebody who asks'],
    ['decline', false, 'does not; they are not told by whom'],
  ] as const)
    group
      .command(`${word} <group> <person>`)
      .description(says)
      .action(async (name: string, who: string) => (await load()).decide(await place(), name, person(who), admit))
  group
    .command('join <link>')
    .description('asks to join the group into which a link leads')
    .action(async (link: string) => (await load()).join(await place(), link))
  group
    .command('asked')
    .description('what has become of that')
    .action(async () => (await load()).asked(await place()))
}

function defaultHome(): string {
  return process.env['EBB_HOME'] ?? `${process.env['HOME'] ?? '.'}/.ebb`
}
