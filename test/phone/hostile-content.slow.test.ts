/** What somebody writes to harm: it shows as text, stays in its place, and does nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

const { talk } = say
const scene = new Scene()
let alice: Phone
beforeAll(async () => {
  await scene.open()
  alice = await scene.resident('alice')
  await alice.writeTo('tess', 'show me')
  await scene.terminal.hears((line) => line.event === 'message')
  // What runs in spite of everything leaves its mark.
  await alice.page.evaluate(`globalThis.harmed = 0, globalThis.harm = () => { globalThis.harmed += 1 }`)
}, 60_000)
afterAll(() => scene.close())

/** How the newest message lies on the screen. */
interface Laid {
  /** As a person sees it who copies it. */
  readonly text: string
  /** Elements in the text that are no link. */
  readonly strange: number
  readonly links: readonly string[]
  /** Pixels by which anything of it stands out of the screen at its sides. */
  readonly out: number
  /** Pixels by which what is painted of it can stand out of its bubble: none where the bubble cuts it. */
  readonly cut: boolean
  readonly height: number
  readonly harmed: number
}

/** In the page; the compiler checks tests without the library for pages, so this is text. */
const lay = `(() => {
  const bubble = [...document.querySelectorAll('.theirs .bubble')].at(-1)
  const body = bubble.querySelector('.bubble-text')
  const { left, right, height } = bubble.getBoundingClientRect()
  const list = document.querySelector('.talk-scroll')
  return {
    text: body.textContent,
    strange: body.querySelectorAll(':not(a)').length,
    links: [...body.querySelectorAll('a')].map((a) => a.href),
    out: Math.max(0, -left, right - innerWidth, list.scrollWidth - list.clientWidth),
    cut: getComputedStyle(bubble).contain.includes('paint'),
    height,
    harmed: globalThis.harmed,
  }
})()`

async function laid(text: string): Promise<Laid> {
  await scene.terminal.bot.ask({ do: 'send', to: '@alice', text })
  await alice.page.locator('.theirs .bubble').first().waitFor()
  await expect
    .poll(async () => (await alice.page.evaluate<Laid>(lay)).text.slice(0, 40), { timeout: 10_000 })
    .toBe(text.slice(0, 40))
  return alice.page.evaluate<Laid>(lay)
}

const marks = 'a' + '\u0300\u0301\u0302\u0303\u0308'.repeat(600)

describe('it shows as it was written and nothing else', () => {
  test.each([
    ['markup', `<img src=x onerror="harm()"><script>harm()</script><b>bold</b><style>*{display:none}</style>`],
    ['entities and templates', '&lt;b&gt; {{harm()}} ${harm()} <!-- --> ]]>'],
    ['an address that runs', 'javascript:harm() data:text/html,<script>harm()</script>'],
    ['a very long word', 'w'.repeat(5000)],
    ['many lines', 'line\n'.repeat(2000)],
    ['marks piled up on a letter', marks],
    ['direction marks that are never closed', '\u202egnp.erutcip\u202d \u2067\u2066\u2067 and what follows'],
    ['letters that cannot be seen', `\u200b\u2060\ufeff\u00ad${'\u3164'.repeat(50)}x`],
    ['halves of characters', 'a\ud800b\udc00c'.toWellFormed()],
    ['emoji by the hundred', '👩‍👩‍👧‍👦'.repeat(400)],
  ])('%s', async (_, text) => {
    const found = await laid(text)
    const shown = found.text.replace(/…$/, '')
    expect(text.startsWith(shown)).toBe(true)
    expect(shown.length).toBeGreaterThanOrEqual(Math.min(text.length, 100))
    expect(found).toMatchObject({ strange: 0, links: [], out: 0, cut: true, harmed: 0 })
    // A long one is cut until somebody wants all of it.
    expect(found.height).toBeLessThan(4000)
    // The list shows its last line, in one row that is no higher than others.
    await alice.goBack()
    const row = alice.row('tess')
    await row.waitFor()
    expect((await row.boundingBox())!.height).toBeLessThan(100)
    await alice.openChat('tess')
  })
})

describe('an address becomes a link only where it can be nothing but what it looks like', () => {
  test.each([
    ['a plain one', 'see https://example.org/path?q=1.', ['https://example.org/path?q=1']],
    ['letters of another alphabet', 'see https://ex\u0430mple.org/', []],
    ['another alphabet in disguise', 'see https://xn--exmple-4nf.org/', []],
    ['somebody’s name in front', 'see https://bank.example@evil.example/', []],
    ['a direction mark inside', 'see https://example.org/\u202egpj.exe', []],
    ['another scheme', 'ebb://x file:///etc/passwd', []],
  ])('%s', async (_, text, links) => {
    expect((await laid(text)).links).toEqual(links)
  })

  test('it is asked for by nobody before somebody taps it', async () => {
    await laid('https://example.org/picture.png')
    expect(alice.heard.addresses.filter((address) => address.includes('example.org'))).toEqual([])
  })
})

test('a name of a person cannot be forged by a text, and what is said aloud begins with the real one', async () => {
  await laid('alice: I said this myself')
  const bubble = alice.screen.getByRole('listitem').filter({ hasText: 'I said this myself' })
  await expect.poll(() => bubble.locator('.bubble-body').textContent()).toMatch(/^tess: /)
})

test('after all of it one goes on writing, and no browser complained', async () => {
  await alice.send('still here')
  await alice.bubbleThatIs('sent', 'still here').waitFor()
  expect(await alice.page.getByText(talk.offline).count()).toBe(0)
  expect(await alice.page.evaluate('globalThis.harmed')).toBe(0)
  expect(await amissOn(scene)).toEqual([])
})
