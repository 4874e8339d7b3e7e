/**
 * A text with its marks, as a list of blocks of runs: a small part of Markdown, without HTML, pictures, headings and
 * links that say something else than where they lead. What fits nothing is text.
 */
import { runsOf, type Run } from './line-marks.ts'

export interface Block {
  readonly kind: 'text' | 'quote' | 'code' | 'bullet' | 'number'
  /** Of a line of a numbered list, as it was written. */
  readonly number: number | undefined
  readonly runs: readonly Run[]
}

/** Every character of the text lies in exactly one run, in order. */
export function blocksOf(text: string): readonly Block[] {
  const lines = linesOf(text)
  const closes = closingFences(lines)
  const blocks: Open[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const before = blocks.at(-1)
    const close = /^```[\w+#-]{0,20}[ \t]*$/.test(line.said) ? closes[at + 1] : undefined
    if (close !== undefined && text.slice(line.end, lines[close]!.from).trim() !== '') {
      if (before !== undefined) add(before, run('sign', line.from - 1, line.from))
      const last = lines[close]!
      const signs = [run('sign', line.from, line.end + 1), run('sign', last.from - 1, last.end)] as const
      blocks.push({
        kind: 'code',
        number: undefined,
        runs: [signs[0], run('code', line.end + 1, last.from - 1), signs[1]],
      })
      at = close
      continue
    }
    const { kind, sign, number } = kindOf(line.said, before?.kind === 'quote')
    const goesOn = before?.kind === kind && (kind === 'text' || kind === 'quote')
    if (before !== undefined) add(before, run(goesOn ? 'text' : 'sign', line.from - 1, line.from))
    const block = goesOn ? before : { kind, number, runs: [] }
    if (!goesOn) blocks.push(block)
    add(block, run('sign', line.from, line.from + sign))
    for (const one of runsOf(text, line.from + sign, line.end)) add(block, one)
  }
  return blocks
}

/** As it is shown, without the signs: for one line in a list, and to search. */
export function withoutMarks(text: string): string {
  if (!mayMark.test(text)) return text
  return blocksOf(text)
    .map(({ kind, number, runs }) => {
      const said = runs.map((one) => (one.kind === 'sign' ? '' : text.slice(one.from, one.to))).join('')
      return kind === 'bullet' ? `• ${said}` : kind === 'number' ? `${number}. ${said}` : said
    })
    .join('\n')
}

const mayMark = /[*~`]|^>|^- |^\d/m

interface Open {
  readonly kind: Block['kind']
  readonly number: number | undefined
  readonly runs: Run[]
}

interface Line {
  readonly said: string
  readonly from: number
  /** Of what stands before the line's end. */
  readonly end: number
}

function linesOf(text: string): readonly Line[] {
  let from = 0
  return text.split('\n').map((said) => {
    const line = { said, from, end: from + said.length }
    from = line.end + 1
    return line
  })
}

/** For each line, the first one from there on that closes a block of code. */
function closingFences(lines: readonly Line[]): readonly (number | undefined)[] {
  // Filled from its end, which would be slow in a list that grows.
  const closes = Array.from<number | undefined>({ length: lines.length })
  let next: number | undefined
  for (let at = lines.length - 1; at >= 0; at--) {
    if (/^```[ \t]*$/.test(lines[at]!.said)) next = at
    closes[at] = next
  }
  return closes
}

/** `sign`: how many characters at the beginning of the line say what it is. A mark before nothing is text. */
function kindOf(line: string, inQuote: boolean): { kind: Block['kind']; sign: number; number: number | undefined } {
  if (!/^[>*\d-]/.test(line)) return { kind: 'text', sign: 0, number: undefined }
  const quote = inQuote ? /^>(?: |$)/.exec(line) : /^> (?=.*\S)/.exec(line)
  if (quote !== null) return { kind: 'quote', sign: quote[0].length, number: undefined }
  const bullet = /^[-*] +(?=\S)/.exec(line)
  if (bullet !== null) return { kind: 'bullet', sign: bullet[0].length, number: undefined }
  const numbered = /^(\d{1,9})[.)] +(?=\S)/.exec(line)
  if (numbered !== null) return { kind: 'number', sign: numbered[0].length, number: Number(numbered[1]) }
  return { kind: 'text', sign: 0, number: undefined }
}

const run = (kind: Run['kind'], from: number, to: number): Run => ({
  kind,
  from,
  to,
  strong: false,
  emphasis: false,
  strike: false,
})

/** Two that are alike and follow each other are one. */
function add({ runs }: Open, one: Run): void {
  if (one.from === one.to) return
  const last = runs.at(-1)
  const alike =
    last?.kind === one.kind &&
    last.strong === one.strong &&
    last.emphasis === one.emphasis &&
    last.strike === one.strike
  if (alike) runs[runs.length - 1] = { ...last, to: one.to }
  else runs.push(one)
}
