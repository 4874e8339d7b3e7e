/**
 * Stories: what people type and what they see, in one text. One line, one thing:
 *
 *     # words                            for readers
 *     server starts | stops | restarts
 *     server is backed up | lost | restored   its disk is gone, and what was backed up stands in its place
 *     server starts again in vain        then `!` lines: its refusal
 *     server forgets within N            a minute that ended is gone from its disk
 *     $ NAME ebb ARGUMENTS               a command of NAME, in NAME's home; captures are filled in, and invitations:
 *                                        $INVITE the server's first, and from it made $UNKNOWN to it, $EXPIRED, $FOREIGN
 *                                        (of a server with another key here), $ELSEWHERE (where nothing listens)
 *     $ NAME with the passphrase 'X' ebb ARGUMENTS
 *     | PATTERN                          all lines of its output are these, in this order; * stands for anything
 *     ~ TEXT  /  - TEXT                  some line contains it / no line does
 *     ? TEXT                             it is said on the side, on stderr
 *     ! PATTERN                          exit 1 with exactly this line; on stdout where it is an object for programs
 *     2 PATTERN                          exit 2, wrong usage, and one of its lines
 *     = NAME / = NAME field              its output, or that field of its JSON, from now on $NAME
 *     in another terminal NAME runs | watches
 *     NAME types LINE                    into that terminal
 *     NAME sees PATTERN                  the next line there that fits, within 15 s; `= NAME field` may follow
 *     NAME stops                         end of input or an interrupt; it must end well
 *     home of NAME becomes newer | damaged  
 *     wait N                             seconds
 *     attacker reads 'TEXT' / attacker does not read 'TEXT'
 */
export type Line =
  | { readonly at: number; readonly kind: 'server'; readonly does: 'starts' | 'stops' | 'restarts' }
  | { readonly at: number; readonly kind: 'disk'; readonly does: 'backed up' | 'lost' | 'restored' }
  | {
      readonly at: number
      readonly kind: 'server-in-vain'
      readonly args: readonly string[]
      readonly refusals: readonly string[]
    }
  | { readonly at: number; readonly kind: 'forgets'; readonly within: number }
  | {
      readonly at: number
      readonly kind: 'command'
      readonly who: string
      readonly passphrase: string | undefined
      readonly args: readonly string[]
      readonly expected: readonly Expected[]
    }
  | { readonly at: number; readonly kind: 'opens'; readonly who: string; readonly command: 'run' | 'watch' }
  | { readonly at: number; readonly kind: 'types'; readonly who: string; readonly text: string }
  | {
      readonly at: number
      readonly kind: 'sees'
      readonly who: string
      readonly text: string
      readonly expected: readonly Expected[]
    }
  | { readonly at: number; readonly kind: 'ends'; readonly who: string }
  | { readonly at: number; readonly kind: 'spoil'; readonly who: string; readonly how: 'newer' | 'damaged' }
  | { readonly at: number; readonly kind: 'wait'; readonly seconds: number }
  | { readonly at: number; readonly kind: 'attacker'; readonly reads: boolean; readonly text: string }

export interface Expected {
  readonly at: number
  readonly kind: '|' | '~' | '-' | '?' | '!' | '2' | '='
  readonly text: string
}

/** Throws on a line that is none of these, with its number. */
export function parseStory(text: string): readonly Line[] {
  const lines: Line[] = []
  let expected: Expected[] | undefined
  let refusals: string[] | undefined
  for (const [index, whole] of text.split('\n').entries()) {
    const at = index + 1
    const line = whole.trimEnd()
    if (line === '' || line.startsWith('#')) continue
    const expectation = /^([|~\-?!2=]) (.*)$/.exec(line)
    if (expectation !== null) {
      if (refusals !== undefined) refusals.push(expectation[2]!)
      else if (expected === undefined) throw new Error(`line ${at}: nothing was typed that this could follow`)
      else expected.push({ at, kind: expectation[1] as Expected['kind'], text: expectation[2]! })
      continue
    }
    const parsed = parseLine(at, line)
    if (parsed === undefined) throw new Error(`line ${at}: no such thing in a story: ${line}`)
    expected = 'expected' in parsed ? (parsed.expected as Expected[]) : undefined
    refusals = parsed.kind === 'server-in-vain' ? (parsed.refusals as string[]) : undefined
    lines.push(parsed)
  }
  return lines
}

/** One kind of line each; the first that fits counts. */
const kinds: readonly [RegExp, (at: number, found: readonly string[]) => Line][] = [
  [/^server (starts|stops|restarts)$/, (at, [does]) => ({ at, kind: 'server', does: does as 'starts' })],
  [/^server is (backed up|lost|restored)$/, (at, [does]) => ({ at, kind: 'disk', does: does as 'backed up' })],
  [
    /^server starts again in vain(?: with (.*))?$/,
    (at, [args]) => ({ at, kind: 'server-in-vain', args: words(args ?? ''), refusals: [] }),
  ],
  [/^server forgets within (\d+)$/, (at, [within]) => ({ at, kind: 'forgets', within: Number(within) })],
  [
    /^\$ (\w+)(?: with the passphrase '([^']*)')? ebb(?: (.*))?$/,
    (at, [who, passphrase, args]) => ({
      at,
      kind: 'command',
      who: who!,
      passphrase,
      args: words(args ?? ''),
      expected: [],
    }),
  ],
  [
    /^in another terminal (\w+) (run|watche)s$/,
    (at, [who, does]) => ({ at, kind: 'opens', who: who!, command: does === 'run' ? 'run' : 'watch' }),
  ],
  [/^(\w+) types (.*)$/, (at, [who, text]) => ({ at, kind: 'types', who: who!, text: text! })],
  [/^(\w+) sees (.*)$/, (at, [who, text]) => ({ at, kind: 'sees', who: who!, text: text!, expected: [] })],
  [/^(\w+) stops$/, (at, [who]) => ({ at, kind: 'ends', who: who! })],
  [
    /^home of (\w+) becomes (newer|damaged)$/,
    (at, [who, how]) => ({ at, kind: 'spoil', who: who!, how: how as 'newer' }),
  ],
  [/^wait (\d+)$/, (at, [seconds]) => ({ at, kind: 'wait', seconds: Number(seconds) })],
  [/^attacker reads '(.*)'$/, (at, [text]) => ({ at, kind: 'attacker', reads: true, text: text! })],
  [/^attacker does not read '(.*)'$/, (at, [text]) => ({ at, kind: 'attacker', reads: false, text: text! })],
]

function parseLine(at: number, line: string): Line | undefined {
  for (const [pattern, make] of kinds) {
    const found = pattern.exec(line)
    if (found !== null) return make(at, found.slice(1))
  }
  return undefined
}

/** As a shell would, as far as stories need it: blanks part words, single quotes hold them together. */
export const words = (text: string): string[] =>
  [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)

/** `*` stands for anything. */
export const fits = (pattern: string, line: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(line)
