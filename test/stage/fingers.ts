/** What a finger does on a screen besides tapping. */
import type { CDPSession, Locator, Page } from 'playwright-core'

type Point = { readonly x: number; readonly y: number }

/** Rests on something until what is waited for is there, then leaves. */
export async function holdFinger(page: Page, on: Locator, until: Locator): Promise<void> {
  await touching(page, on, () => until.waitFor())
}

/** Draws something aside by so many pixels. */
export async function drawAside(page: Page, what: Locator, pixels: number): Promise<void> {
  await touching(page, what, (moveBy) => moveBy(pixels, 0))
}

/** Rests on something while something is done, perhaps wanders by so many pixels, and leaves. */
export async function held(
  page: Page,
  what: Locator,
  work: () => Promise<void>,
  by: { readonly x?: number; readonly y?: number } = {},
): Promise<void> {
  await touching(page, what, async (moveBy) => {
    await work()
    await moveBy(by.x ?? 0, by.y ?? 0)
  })
}

/** Taps on something until what follows from that is there: a tap that meets a list just when it moves does nothing. */
export async function tapUntil(what: Locator, follows: Locator): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt++) {
    await what.click()
    const came = await follows.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    )
    if (came) return
  }
  await follows.waitFor()
}

/** Sets a finger down on something, does the work, and lifts it. */
async function touching(
  page: Page,
  what: Locator,
  work: (moveBy: (x: number, y: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const session = await page.context().newCDPSession(page)
  try {
    const from = await setDown(session, what)
    await work(async (x, y) => {
      for (const step of [0.25, 0.5, 0.75, 1])
        await touch(session, 'touchMove', [{ x: from.x + x * step, y: from.y + y * step }])
    })
    await touch(session, 'touchEnd', [])
  } finally {
    await session.detach()
  }
}

/**
 * Where the finger rests then. A list that moves in the moment of touching lets nothing in it be touched; whoever sees that
 * lifts the finger and sets it down again.
 */
async function setDown(session: CDPSession, what: Locator): Promise<Point> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const at = await middleOf(what)
    const touched = await what.evaluateHandle((element) => {
      const seen = { it: false }
      element.addEventListener('pointerdown', () => (seen.it = true), { once: true })
      return seen
    })
    await touch(session, 'touchStart', [at])
    if (await touched.evaluate(({ it }) => it)) return at
    await touch(session, 'touchEnd', [])
  }
  throw new Error('what should be touched never stands still')
}

async function touch(
  session: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  touchPoints: Point[],
): Promise<void> {
  await session.send('Input.dispatchTouchEvent', { type, touchPoints })
}

/** As soon as it stands still and can be touched: while a list scrolls, nothing in it can. */
async function middleOf(what: Locator): Promise<Point> {
  await what.click({ trial: true })
  const box = await what.boundingBox()
  if (box === null) throw new Error('there is nothing to touch')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
