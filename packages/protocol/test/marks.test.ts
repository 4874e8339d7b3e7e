/** What marks do to a text, and what they cannot do. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blocksOf, withoutMarks, type Block } from '../src/marks.ts'

/** As it would stand in a page. */
const drawn = (text: string): string =>
  blocksOf(text)
    .map(({ kind, number, runs }) => {
      const inside = runs
        .filter((run) => run.kind !== 'sign')
        .map((run) => {
          const style = `${run.strong ? 'S' : ''}${run.emphasis ? 'E' : ''}${run.strike ? 'X' : ''}${run.kind === 'code' && kind !== 'code' ? 'C' : ''}${run.kind === 'address' ? 'A' : ''}`
          const said = text.slice(run.from, run.to)
          return style === '' ? said : `${style}(${said})`
        })
        .join('')
      return kind === 'text' ? inside : `${kind}${number ?? ''}[${inside}]`
    })
    .join('|')

describe('marks', () => {
  test.for([
    ['*a* **b** ~~c~~ `d`', 'E(a) S(b) X(c) C(d)'],
    ['***both***', 'SE(both)'],
    ['**a *b* ~~c~~**', 'S(a )SE(b)S( )SX(c)'],
    ['`*a*` and ``a ` b``', 'C(*a*) and C(a ` b)'],
    ['> one\n> *two*\nthree', 'quote[one\nE(two)]|three'],
    ['- a\n* b\n2. c\n7) d', 'bullet[a]|bullet[b]|number2[c]|number7[d]'],
    ['see\n```ts\na *b*\n\n> c\n```\ndone', 'see|code[a *b*\n\n> c]|done'],
    ['**https://example.org/a*b**', 'SA(https://example.org/a*b)'],
    ['`https://example.org`', 'C(https://example.org)'],
    ['强调*这里*好', '强调E(这里)好'],
    ['(*كلمة*)', '(E(كلمة))'],
    ['[our bank](https://example.org/a)', '[our bank](A(https://example.org/a))'],
    [String.raw`\*a\* \~~b~~`, '*a* ~~b~~'],
  ] as const)('are read: %j', ([text, shown]) => expect(drawn(text)).toBe(shown))
})

describe('stays text:', () => {
  test.for([
    ['a product', '2*3*4 = 24, a ** b ** c, a*b* c, *d*e'],
    ['what is never closed', '*a **b ~~c `d'],
    ['a mark over two lines', '*a\nb*'],
    ['code that is never closed', '```\na'],
    ['code of nothing', '```\n\n```'],
    ['ticks around nothing', '` `'],
    ['a mark before nothing', '> \n- \n1. '],
    ['many signs', '**** ~~~~ ~~~ ~'],
    ['a heading', '# big'],
    ['a link that says something else', '[our bank](javascript:alert)'],
    ['a picture', '![a](b.png)'],
    ['markup', '<b onclick=x>a</b> &lt;'],
    ['a face', '>:( and ¯\\_(ツ)_/¯ snake_case_name'],
    ['a minus', '-5 and 3.5'],
  ] as const)('%s', ([, text]) => expect(drawn(text)).toBe(text))
})

const piece = fc.oneof(
  fc.string({ maxLength: 3, unit: 'binary' }),
  fc.constantFrom(
    '*',
    '**',
    '***',
    '~~',
    '`',
    '``',
    '```',
    '\\',
    '> ',
    '- ',
    '1. ',
    '\n',
    ' ',
    'a',
    'https://a.org/*x',
  ),
)
const texts = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

test('every character of a text lies in one run, in order', () => {
  fc.assert(
    fc.property(texts, (text) => {
      let end = 0
      for (const { from, to } of runsIn(blocksOf(text))) {
        expect(from).toBe(end)
        expect(to).toBeGreaterThan(from)
        end = to
      }
      expect(end).toBe(text.length)
    }),
    { numRuns: 1000 },
  )
})

test('only marks and the ends of lines are taken away, and never all that was said', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const { kind, from, to } of runsIn(blocksOf(text)))
        if (kind === 'sign') expect(text.slice(from, to)).toMatch(/^(?:[*~\\`>\s-]|\d+[.)]|```[\w+#-]*)+$/)
      expect(withoutMarks(text).trim() === '').toBe(text.trim() === '')
    }),
    { numRuns: 1000 },
  )
})

/** Some tens of milliseconds each; what grows with the square takes minutes, which no test here may. */
describe('sixty thousand characters that mean harm are read as fast as any others:', () => {
  const long = (unit: string): string => unit.repeat(60_000 / unit.length)
  test.for([
    '*',
    '`',
    '~',
    '\\',
    '>',
    '> ',
    '\n',
    '```\n',
    '*a ',
    'a* ',
    '*a **b ~~c ',
    '*a*',
    '`a',
    '`a``b',
    '- a\n',
    '1. a\n',
    '1',
    '> *\n',
    'https://a.org/*',
    'https://',
    'https://a.org ',
    ' ',
  ])('%j', (unit) => {
    const text = long(unit)
    expect(runsIn(blocksOf(text)).at(-1)!.to).toBe(text.length)
    expect(withoutMarks(`https://a.org/${text}x`)).toContain('a.org')
  })
  test.for(['*', ')', "'"])('%j at the end of an address', (sign) => {
    const text = `https://a.org/${long(sign)}`
    expect(runsIn(blocksOf(`${text}x`)).at(-1)!.to).toBe(text.length + 1)
    expect(runsIn(blocksOf(text)).at(-1)!.to).toBe(text.length)
  })
})

test('without marks a text reads as it is shown', () => {
  expect(withoutMarks('**a** \\*b\n> c\n- d\n3. e\n```\nf\n```')).toBe('a *b\nc\n• d\n3. e\nf')
  expect(withoutMarks('nothing to mark\nhere')).toBe('nothing to mark\nhere')
})

const runsIn = (blocks: readonly Block[]) => blocks.flatMap(({ runs }) => runs)
