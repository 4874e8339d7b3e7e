/** A conversation that opens shows its first frame as it stays: nothing moves when the list of all takes its place. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { say, type Phone } from '../stage/phone.ts'
import { Scene } from './scene.ts'
import { amissOn } from './traces.ts'

/** The compiler checks tests without the library for pages; this is what is used of it. */
declare const document: {
  querySelectorAll(selector: string): Iterable<Said>
  querySelector(selector: string): Said | null
}
declare const requestAnimationFrame: (run: () => void) => void
interface Said {
  readonly dataset: { readonly message?: string }
  getBoundingClientRect(): { readonly top: number; readonly bottom: number }
  checkVisibility(how: { readonly visibilityProperty: boolean }): boolean
}

const scene = new Scene()
let alice: Phone
beforeAll(async () => {
  await scene.open()
  alice = await scene.resident('alice')
  await alice.writeTo('tess', 'is anybody on watch?')
  await alice.bubbleThatIs('sent', 'is anybody on watch?').waitFor()
  await alice.goHome()
}, 60_000)
afterAll(() => scene.close())

interface Frame {
  /** What can be done with messages is there. */
  readonly live: boolean
  /** By number of the message, pixels from the top of the screen. */
  readonly tops: Readonly<Record<string, number>>
  /** Painted since the first one, without a message that stood in it. */
  readonly gaps: number
}

/** In a page: the first frame in which messages stand, and how they stand when all has come to rest. */
function watchOpening(): Promise<readonly [Frame, Frame]> {
  let gaps = 0
  const look = (): Frame => {
    const box = document.querySelector('.talk-scroll')?.getBoundingClientRect()
    const inSight = [...document.querySelectorAll('.talk-scroll [data-message]')].filter((one) => {
      const { top, bottom } = one.getBoundingClientRect()
      return bottom > box!.top && top < box!.bottom && one.checkVisibility({ visibilityProperty: true })
    })
    const tops = inSight.map((one) => [one.dataset.message!, one.getBoundingClientRect().top] as const)
    return { live: document.querySelector('.talk-scroll .message-more') !== null, tops: Object.fromEntries(tops), gaps }
  }
  return new Promise((resolve) => {
    const next = (): void => {
      const first = look()
      if (Object.keys(first.tops).length === 0) return requestAnimationFrame(next)
      const numbers = Object.keys(first.tops)
      let over = false
      const after = (): void => {
        const { tops } = look()
        if (numbers.some((number) => tops[number] === undefined)) gaps += 1
        if (!over) requestAnimationFrame(() => setTimeout(after))
      }
      after()
      setTimeout(() => {
        over = true
        resolve([first, look()])
      }, 800)
    }
    next()
  })
}

async function openTess(): Promise<readonly [Frame, Frame]> {
  const watched = alice.page.evaluate(watchOpening)
  await alice.row('tess').getByRole('button').first().click()
  const frames = await watched
  await alice.goBack()
  return frames
}

/** Texts of all lengths, some of which answer others. */
async function tessSays(count: number): Promise<void> {
  const { bot } = scene.terminal
  for (let n = 1; n <= count; n++)
    await bot.ask({ do: 'send', to: '@alice', text: `${n}: ${'the harbour is quiet tonight '.repeat(n % 5)}` })
  await alice.row('tess').getByText(say.talk.unread(count)).waitFor()
}

function expectNothingMoved([first, rest]: readonly [Frame, Frame]): void {
  expect([first.live, rest.live]).toEqual([false, true])
  expect(rest.gaps).toBe(0)
  const numbers = Object.keys(rest.tops)
  expect(numbers.length).toBeGreaterThan(1)
  expect(Object.keys(first.tops)).toEqual(numbers)
  // A list that is scrolled stands on whole pixels.
  for (const number of numbers) expect(Math.abs(first.tops[number]! - rest.tops[number]!)).toBeLessThanOrEqual(1)
}

test('where all of it has room, and at its end', async () => {
  for (let times = 0; times < 6; times++) {
    await tessSays(3)
    expectNothingMoved(await openTess())
    await alice
      .row('tess')
      .getByText(/unread/)
      .waitFor({ state: 'detached' })
  }
  expectNothingMoved(await openTess())
})

test('what comes while the finger rests on the row is there when it opens', async () => {
  const row = await alice.row('tess').getByRole('button').first().boundingBox()
  await alice.page.mouse.move(row!.x + row!.width / 2, row!.y + row!.height / 2)
  await alice.page.mouse.down()
  await scene.terminal.bot.ask({ do: 'send', to: '@alice', text: 'just now' })
  await alice.row('tess').getByText(say.talk.unread(1)).waitFor()
  await alice.page.mouse.up()
  await alice.bubble('just now').waitFor()
  // Once: between the first frame and the list there is a moment in which nothing is painted, nor there to be counted.
  await expect.poll(() => alice.bubble('just now').count()).toBe(1)
  await alice.goBack()
  await alice
    .row('tess')
    .getByText(/unread/)
    .waitFor({ state: 'detached' })
})

test('at the first of many unread ones, and at what is left of them', async () => {
  await tessSays(30)
  expectNothingMoved(await openTess())
  expectNothingMoved(await openTess())
  expect(await amissOn(scene)).toEqual([])
})
